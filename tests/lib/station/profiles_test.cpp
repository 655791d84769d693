#include "station/profiles.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace retrovue;

namespace {
std::vector<model::Profile> read(const std::string& text) { return station::profiles(base::Toml::parse(text, "c.toml")); }

std::string fault(const std::string& text) {
  try {
    read(text);
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::usage);
    return error.message();
  }
  return "no fault";
}
}  // namespace

TEST_CASE("profiles are the built-in ones and those of the settings file") {
  CHECK(read("") == model::built_in_profiles());
  const auto all = read("[profile.small]\nwidth = 320\nheight = 240\nrate = \"25\"\ncrf = 30\nmax_kbps = 400\npreset = \"fast\"\n"
                        "audio_kbps = 64\nloudness = -16\nsegments = \"fmp4\"\n[profile.hd]\nmax_kbps = 8000\n");
  CHECK(all.size() == model::built_in_profiles().size() + 1);
  const auto small = station::find_profile(all, "small");
  CHECK(small.width == 320);
  CHECK(small.height == 240);
  CHECK(small.rate == base::Rate{25, 1});
  CHECK(small.crf == 30);
  CHECK(small.max_kbps == 400);
  CHECK(small.preset == "fast");
  CHECK(small.audio_kbps == 64);
  CHECK(small.loudness_mlufs == -16'000);
  CHECK(small.segments == model::Segments::fmp4);
  const auto hd = station::find_profile(all, "hd");
  CHECK(hd.max_kbps == 8000);
  CHECK(hd.width == 1280);
  CHECK(hd.segments == model::Segments::ts);
}

TEST_CASE("a wrong profile is named with line, key and reason") {
  CHECK(fault("\n[profile.x]\nwidth = 641\n") == "c.toml:3: profile.x.width: 641 is odd");
  CHECK(fault("[profile.x]\ncrf = 52\n") == "c.toml:2: profile.x.crf: 52 is not between 0 and 51");
  CHECK(fault("[profile.x]\ncrf = \"good\"\n") == "c.toml:2: profile.x.crf: 'good' is not a whole number");
  CHECK(fault("[profile.x]\nrate = 120\n") == "c.toml:2: profile.x.rate: 120 frames a second is not between 10 and 60");
  CHECK(fault("[profile.x]\npreset = \"quick\"\n") == "c.toml:2: profile.x.preset: 'quick' is not an x264 preset");
  CHECK(fault("[profile.x]\nsegments = \"mp4\"\n") == "c.toml:2: profile.x.segments: 'mp4' is not a known segments");
  CHECK(fault("[profile.x]\nheight = [480, 576]\n") == "c.toml:2: profile.x.height: one value is expected");
  CHECK(fault("[profile.x]\nbitrate = 4\n") == "c.toml:2: profile.x.bitrate: unknown key");
  CHECK(fault("[profile]\nwidth = 4\n") == "c.toml:2: profile.width: unknown key");
}

TEST_CASE("an unknown profile is not found, with the nearest as the hint") {
  try {
    station::find_profile(read(""), "wide26");
    FAIL("no error");
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::not_found);
    CHECK(error.hint() == "did you mean wide25?");
  }
}

TEST_CASE("renditions are other profiles of the same frame rate") {
  const auto all = read("[profile.hd]\nrenditions = \"low, sd\"\nsegments = \"fmp4\"\n[profile.low]\nwidth = 320\nheight = 240\n");
  const auto hd = station::find_profile(all, "hd");
  CHECK(hd.renditions == std::vector<std::string>{"low", "sd"});
  const auto ladder = station::ladder(all, hd);
  REQUIRE(ladder.size() == 3);
  CHECK(ladder[0] == hd);
  CHECK(ladder[1].name == "low");
  CHECK(ladder[1].segments == model::Segments::fmp4);
  CHECK(station::ladder(all, station::find_profile(all, "sd")).size() == 1);
  CHECK(fault("[profile.hd]\nrenditions = \"sd25\"\n") == "profile.hd.renditions: 'sd25' has 25/1 frames a second and 'hd' 30000/1001");
  CHECK(fault("[profile.hd]\nrenditions = \"none\"\n") == "profile.hd.renditions: there is no profile 'none'");
  CHECK(fault("[profile.hd]\nrenditions = \"sd,hd\"\n") == "profile.hd.renditions: 'hd' stands there already");
  CHECK(fault("[profile.hd]\nrenditions = \"sd,sd\"\n") == "profile.hd.renditions: 'sd' stands there already");
  CHECK(fault("[profile.hd]\nrenditions = \"sd,,wide\"\n") == "profile.hd.renditions: there is no profile ''");
}
