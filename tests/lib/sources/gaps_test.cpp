#include "sources/gaps.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"
#include "base/process.h"
#include "sources/probe.h"

using namespace retrovue;
using namespace retrovue::sources;
using model::Millis;

namespace {

// A clip whose pictures [from, to) are black and whose sound is silent in the same places, or as said.
struct Clip {
  std::string rate = "25";
  int seconds = 24;
  std::string black, silent;  // ffmpeg's expressions, of n and t
  std::vector<std::string> codec{"-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "50", "-c:a", "pcm_s16le"};
  std::string suffix = ".mkv";
  std::string shape;
};

struct Clips {
  base::TempFolder folder;
  GapSearch make(const Clip& clip) const {
    const auto path = (folder.path() / fmt::format("clip{}", clip.suffix)).native();
    std::vector<std::string> argv{"ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
                                  fmt::format("testsrc2=s=320x180:r={}:d={},drawbox=color=black:t=fill:enable='{}'{}", clip.rate, clip.seconds, clip.black, clip.shape)};
    if (!clip.silent.empty())
      argv.insert(argv.end(), {"-f", "lavfi", "-i", fmt::format("sine=frequency=440:sample_rate=48000:d={},volume=0:enable='{}'", clip.seconds, clip.silent)});
    argv.insert(argv.end(), clip.codec.begin(), clip.codec.end());
    argv.push_back(file_argument(path));
    const auto made = base::run(argv, 120'000);
    INFO(made.err);
    REQUIRE(made.ok());
    return {path, 0, clip.silent.empty() ? -1 : 1, clip.seconds * 1000, false};
  }
};

bool near(Millis a, Millis b, Millis by) { return a - b <= by && b - a <= by; }

}  // namespace

TEST_CASE("black gaps are found to the picture, silences beside them") {
  const Clips clips;
  for (const auto& [rate, frame] : std::vector<std::pair<std::string, double>>{{"25", 40}, {"24000/1001", 41.7083}, {"60000/1001", 16.6833}}) {
    CAPTURE(rate);
    Clip clip;
    clip.rate = rate;
    // A second and more, two pictures, one picture only; and the beginning and the end, which are no gaps.
    clip.black = "lt(n,10)+between(n,100,131)+between(n,180,181)+between(n,220,220)+between(n,300,349)+gte(t,23)";
    clip.silent = "between(n,0,0)*0+between(t,6,8)";
    const auto gaps = find_gaps(clips.make(clip));
    CHECK(gaps.problem == "");
    CHECK(gaps.sound);
    REQUIRE(gaps.black.size() == 3);
    const int truth[][2] = {{100, 132}, {180, 182}, {300, 350}};
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(near(gaps.black[i].start, static_cast<Millis>(truth[i][0] * frame + 0.5), 1));
      CHECK(near(gaps.black[i].end, static_cast<Millis>(truth[i][1] * frame + 0.5), 1));
    }
    REQUIRE(gaps.silent.size() == 1);
    CHECK(near(gaps.silent[0].start, 6000, 30));
    CHECK(near(gaps.silent[0].end, 8000, 30));
    CHECK(near(gaps.decoded, 24'000, 0));
  }
}

TEST_CASE("a quick search decodes little and finds the same black in silence") {
  const Clips clips;
  Clip clip;
  clip.seconds = 60;
  clip.black = "between(n,500,524)+between(n,800,824)+between(n,1000,1299)";
  clip.silent = "between(t,20,21)+between(t,51.5,52)";  // the second gap has sound, the third at its end only
  auto search = clips.make(clip);
  const auto whole = find_gaps(search);
  REQUIRE(whole.black.size() == 3);
  CHECK(whole.black[2] == Span{40'000, 52'000});
  search.quick = true;
  const auto quick = find_gaps(search);
  CHECK(quick.problem == "");
  REQUIRE(quick.black.size() == 2);
  CHECK(quick.black[0] == whole.black[0]);
  CHECK(quick.black[1] == whole.black[2]);  // looked further, to its beginning
  CHECK(quick.silent == whole.silent);
  CHECK(quick.decoded < whole.decoded);
}

TEST_CASE("night scenes, a station's mark, dark full-range pictures") {
  const Clips clips;
  Clip clip;
  clip.black = "between(n,100,149)";
  SUBCASE("a mark in the corner of a black picture") {
    clip.shape = ",drawbox=x=300:y=6:w=14:h=10:color=white:t=fill";
    CHECK(find_gaps(clips.make(clip)).black.size() == 1);
  }
  SUBCASE("a small bright thing in the dark is a picture") {
    clip.shape = ",drawbox=x=100:y=60:w=60:h=40:color=white:t=fill";
    CHECK(find_gaps(clips.make(clip)).black.empty());
  }
  SUBCASE("levels of a computer") {
    clip.shape = ",scale=out_range=pc,format=yuvj420p";
    CHECK(find_gaps(clips.make(clip)).black == std::vector<Span>{{4000, 6000}});
  }
  SUBCASE("noise of a tape") {
    clip.shape = ",noise=alls=10:allf=t";
    CHECK(find_gaps(clips.make(clip)).black == std::vector<Span>{{4000, 6000}});
  }
}

TEST_CASE("what silence cannot tell") {
  const Clips clips;
  Clip clip;
  clip.black = "between(n,100,149)";
  const auto mute = find_gaps(clips.make(clip));
  CHECK_FALSE(mute.sound);
  CHECK(mute.black.size() == 1);
  clip.silent = "gte(t,1)";
  auto search = clips.make(clip);
  search.quick = true;
  const auto most = find_gaps(search);
  CHECK_FALSE(most.sound);
  CHECK(most.black.size() == 1);  // so every picture was looked at
  search.path += ".gone";
  CHECK(find_gaps(search).problem != "");
  search.video_stream = -1;
  CHECK(find_gaps(search).problem == "there is no picture in it");
}

TEST_CASE("lines of brightness become runs") {
  BlackReader reader(1000);
  for (const auto* line : {"frame:0    pts:0       pts_time:0", "lavfi.blackframe.pblack=100", "frame:1    pts:40000   pts_time:0.04", "lavfi.blackframe.pblack=97",
                           "frame:2 pts:80000 pts_time:0.08", "lavfi.blackframe.pblack=98", "noise", "lavfi.blackframe.pblack=", "frame:x pts:", "frame:3 pts:120400 pts_time:0.12",
                           "lavfi.blackframe.pblack=99", "frame:4 pts:160600", "lavfi.blackframe.pblack=0", "frame:5 pts:200000", "lavfi.blackframe.pblack=100"})
    reader.line(line);
  const auto runs = reader.finish();
  REQUIRE(runs.size() == 3);
  CHECK(runs[0].span == Span{1000, 1040});
  CHECK(runs[0].at_start);
  CHECK(runs[1].span == Span{1080, 1161});
  CHECK(runs[1].pictures == 2);
  CHECK_FALSE(runs[1].at_start);
  CHECK(runs[2].at_end);
}
