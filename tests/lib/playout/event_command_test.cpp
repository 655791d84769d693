#include "playout/event_command.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "playout/presets.h"

using namespace retrovue;

namespace {

playout::Clip film() {
  playout::Clip clip;
  clip.path = "/media/a film.mkv";
  clip.video_stream = 0;
  clip.audio_stream = 1;
  clip.width = 640;
  clip.height = 360;
  clip.rate = {24000, 1001};
  return clip;
}

}  // namespace

TEST_CASE("decoding threads are asked for before the file, and change nothing else") {
  const auto& profile = model::built_in_profiles().front();
  const auto calm = playout::event_command(film(), profile, {100, 0, 600});
  const auto urgent = playout::event_command(film(), profile, {100, 0, 600}, {.decode_threads = 2});
  REQUIRE(calm.size() == urgent.size());
  const auto differs = std::mismatch(calm.begin(), calm.end(), urgent.begin());
  REQUIRE(differs.first != calm.end());
  CHECK(*differs.first == "1");
  CHECK(*differs.second == "2");
  CHECK(*(differs.second - 1) == "-threads");
  CHECK(differs.second < std::find(urgent.begin(), urgent.end(), "-i"));
  CHECK(std::equal(differs.first + 1, calm.end(), differs.second + 1));
}

TEST_CASE("an encoder with fewer pictures is told so before the file, scales half as many, and keeps no captions") {
  auto profile = model::built_in_profiles().front();
  auto clip = film();
  clip.rate = profile.rate;
  const auto word_after = [](const std::vector<std::string>& words, const char* name) {
    const auto found = std::find(words.begin(), words.end(), name);
    return found == words.end() ? std::string{} : *(found + 1);
  };
  const int faster = playout::faster_steps(profile.preset);
  for (const int fewer : {0, 1, 2}) {
    const auto words = playout::event_command(clip, profile, {100, 0, 600}, {.step = faster + fewer});
    CHECK(word_after(words, "-skip_frame") == (fewer == 0 ? "" : fewer == 1 ? "noref" : "bidir"));
    CHECK(word_after(words, "-a53cc") == (fewer == 0 ? "1" : "0"));
    const auto& chain = word_after(words, "-filter_complex");
    const auto half = chain.find("fps=30000/2002"), whole = chain.find("fps=30000/1001"), scale = chain.find("scale=");
    CHECK((half == chain.npos) == (fewer == 0));
    if (fewer > 0) CHECK((half < scale && scale < whole));
  }
}
