#include "playout/colours.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/file.h"
#include "base/process.h"
#include "playout/event_command.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

model::Profile named(const std::string& name) {
  const auto& all = model::built_in_profiles();
  return *std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
}

struct Source {
  const char* what;
  const char* drawing;  // whose values are those of the matrix
  int width, height;
  const char* matrix;   // as the file says; empty = it says nothing
};

constexpr Source kSources[] = {{"525 lines", "smptebars", 640, 480, "smpte170m"},
                               {"625 lines", "smptebars", 720, 576, "bt470bg"},
                               {"small, says nothing", "smptebars", 640, 480, ""},
                               {"high", "smptehdbars", 1280, 720, "bt709"},
                               {"high, says nothing", "smptehdbars", 1280, 720, ""},
                               {"small in the colours of high", "smptehdbars", 640, 360, "bt709"}};

Clip film(const Source& source, const std::string& path) {
  std::vector<std::string> argv{"ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i",
                                fmt::format("{}=s={}x{}:r=30000/1001,format=yuv420p,trim=end_frame=3", source.drawing, source.width, source.height),
                                "-c:v", "libx264", "-qp", "0"};
  if (*source.matrix) argv.insert(argv.end(), {"-colorspace", source.matrix});
  argv.push_back(path);
  const auto made = base::run(argv, 60'000);
  REQUIRE_MESSAGE(made.ok(), made.err);
  Clip clip;
  clip.path = path;
  clip.video_stream = 0;
  clip.width = source.width;
  clip.height = source.height;
  clip.rate = {30000, 1001};
  clip.matrix = source.matrix;
  return clip;
}

std::string aired(const Clip& clip, const model::Profile& profile, const std::string& path) {
  auto argv = event_command(clip, profile, {0, 0, 2});
  argv.back() = "/dev/null";  // the sound
  argv.insert(argv.begin() + 1, "-y");
  const auto made = base::run(argv, 60'000, 64 << 20);
  CHECK(made.err == "");
  REQUIRE(made.ok());
  base::write_file_atomic(path, made.out);
  const auto told = base::run({"ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=color_range,color_space,color_transfer,color_primaries",
                               "-of", "csv=p=0", path}, 60'000);
  return told.out.substr(0, told.out.find('\n'));
}

}  // namespace

TEST_CASE("small pictures air in the colours of BT.601, those of high definition in BT.709, and each hue is what it was") {
  const base::TempFolder folder;
  const std::pair<const char*, const char*> profiles[] = {
      {"sd", "tv,smpte170m,smpte170m,smpte170m"}, {"wide25", "tv,bt470bg,smpte170m,bt470bg"}, {"hd", "tv,bt709,bt709,bt709"}};
  for (const auto& source : kSources) {
    const auto clip = film(source, folder.path() / "film.mkv");
    for (const auto& [name, tags] : profiles) {
      CAPTURE(source.what);
      CAPTURE(name);
      const auto profile = named(name);
      const auto out = (folder.path() / "air.ts").string();
      CHECK(aired(clip, profile, out) == tags);
      const auto still = base::run({"ffmpeg", "-v", "error", "-nostdin", "-i", "file:" + out, "-frames:v", "1", "-vf", "format=rgb24", "-f", "rawvideo", "-"}, 60'000);
      REQUIRE(still.out.size() == static_cast<std::size_t>(profile.width * profile.height * 3));
      const auto raster = fit(clip, profile);
      const bool hd = source.drawing == std::string("smptehdbars");
      const int bars[7][3] = {{191, 191, 191}, {191, 191, 0}, {0, 191, 191}, {0, 191, 0}, {191, 0, 191}, {191, 0, 0}, {0, 0, 191}};
      for (int i = 0; i < 7; ++i) {
        const int left = raster.x + (hd ? raster.width / 8 : 0), across = hd ? raster.width * 3 / 4 : raster.width;
        const auto* pixel = still.out.data() + ((raster.y + raster.height / 3) * profile.width + left + across * (2 * i + 1) / 14) * 3;
        for (int c = 0; c < 3; ++c) {
          CAPTURE(i);
          CAPTURE(c);
          CHECK(std::abs(static_cast<unsigned char>(pixel[c]) - bars[i][c]) <= 6);
        }
      }
    }
  }
}

TEST_CASE("what has the profile's colours is not converted") {
  Clip clip;
  clip.height = 480;
  CHECK(into_colours(clip, named("sd")) == "");
  CHECK(into_colours(clip, named("hd25")) != "");
  clip.height = 1080;
  CHECK(into_colours(clip, named("hd")) == "");
  CHECK(into_colours(clip, named("wide")) != "");
  clip.matrix = "smpte170m";
  CHECK(into_colours(clip, named("wide25")) == "");
}
