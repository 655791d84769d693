#include "playout/video_codec.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/file.h"
#include "base/process.h"
#include "playout/h264.h"

using namespace retrovue;

TEST_CASE("the codec named is the one x264 makes") {
  struct Shape {
    int width, height, kbps;
    base::Rate rate;
    const char* preset;
  };
  for (const auto& shape : {Shape{640, 480, 2500, {30000, 1001}, "veryfast"}, Shape{854, 480, 3000, {30000, 1001}, "veryfast"},
                            Shape{1280, 720, 5000, {25, 1}, "veryfast"}, Shape{320, 240, 600, {30000, 1001}, "veryfast"},
                            Shape{320, 240, 2500, {30000, 1001}, "fast"}, Shape{1920, 1080, 8000, {30000, 1001}, "superfast"},
                            Shape{640, 480, 2500, {25, 1}, "ultrafast"}, Shape{640, 480, 2500, {25, 1}, "slow"}}) {
    model::Profile profile;
    profile.width = shape.width;
    profile.height = shape.height;
    profile.max_kbps = shape.kbps;
    profile.rate = shape.rate;
    profile.preset = shape.preset;
    const base::TempFolder folder;
    const auto file = folder.path() / "one.h264";
    const auto done = base::run({"ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
                                 fmt::format("color=s={}x{}:r={}/{}", shape.width, shape.height, shape.rate.num, shape.rate.den), "-frames:v", "1", "-pix_fmt", "yuv420p",
                                 "-c:v", "libx264", "-preset", shape.preset, "-profile:v", "high", "-crf", "23", "-maxrate", fmt::format("{}k", shape.kbps), "-bufsize",
                                 fmt::format("{}k", 2 * shape.kbps), "-g", "9999", "-threads", "1", file.string()}, 20'000);
    REQUIRE(done.ok());
    const auto bytes = base::read_file(file, 16 << 20);
    const auto sps = playout::sps_of({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    REQUIRE(sps);
    CAPTURE(shape.preset);
    CAPTURE(shape.width);
    CHECK(playout::video_codec(profile) == sps->codec());
  }
}
