#include "playout/bug.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/process.h"
#include "playout/chunk.h"
#include "playout/event_command.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

struct Box {
  int left = 1 << 20, right = -1, top = 1 << 20, bottom = -1;
};

// Where a black picture of the profile is brighter than a level, with the bug over its second frame.
Box seen(const BugMark& mark, const model::Profile& profile, int level = 40) {
  std::vector<std::string> argv = {"ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "anullsrc"};
  if (!mark.script) argv.insert(argv.end(), {"-f", "png_pipe", "-i", "file:" + mark.file});
  const auto size = std::to_string(profile.width) + "x" + std::to_string(profile.height);
  const auto rate = std::to_string(profile.rate.num) + "/" + std::to_string(profile.rate.den);
  argv.insert(argv.end(), {"-filter_complex", "color=c=black:s=" + size + ":r=" + rate + ",trim=end_frame=2,format=yuv420p" +
                                                  bug_filters(mark, profile, 1) + ",select=eq(n\\,1),extractplanes=y[v]",
                           "-map", "[v]", "-frames:v", "1", "-f", "rawvideo", "-"});
  const auto made = base::run(argv, 60'000);
  CHECK(made.err == "");
  REQUIRE(made.out.size() == static_cast<std::size_t>(profile.width * profile.height));
  Box box;
  for (int y = 0; y < profile.height; ++y)
    for (int x = 0; x < profile.width; ++x) {
      if (static_cast<unsigned char>(made.out[static_cast<std::size_t>(y * profile.width + x)]) < level) continue;
      box.left = std::min(box.left, x), box.right = std::max(box.right, x);
      box.top = std::min(box.top, y), box.bottom = std::max(box.bottom, y);
    }
  return box;
}

std::string white_png(const base::TempFolder& folder, const std::string& size) {
  const auto file = (folder.path() / "it's, a [logo]: 5;.png").string();
  CHECK(base::run({"ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", "color=white:s=" + size, "-frames:v", "1", "-f", "image2", "-update", "1", "file:" + file}, 60'000).err == "");
  return file;
}

bool near(int a, int b) { return std::abs(a - b) <= 2; }

}  // namespace

TEST_CASE("a bug stands where it is to stand, as large as it is to be, in every profile") {
  base::TempFolder folder;
  BugMark mark;
  mark.file = white_png(folder, "200x100");
  for (const auto& profile : model::built_in_profiles()) {
    CAPTURE(profile.name);
    for (const auto place : {model::Corner::top_left, model::Corner::top_right, model::Corner::bottom_left, model::Corner::bottom_right}) {
      mark.look.place = place;
      mark.look.height = 10;
      mark.look.inset = 5;
      mark.look.opacity = 100;
      const auto box = seen(mark, profile);
      const int high = profile.height / 10, x = profile.width / 20, y = profile.height / 20;
      const bool right = place == model::Corner::top_right || place == model::Corner::bottom_right;
      const bool bottom = place == model::Corner::bottom_left || place == model::Corner::bottom_right;
      CHECK(near(box.right - box.left + 1, 2 * high));
      CHECK(near(box.bottom - box.top + 1, high));
      if (right) CHECK(near(box.right + 1, profile.width - x));
      else CHECK(near(box.left, x));
      if (bottom) CHECK(near(box.bottom + 1, profile.height - y));
      else CHECK(near(box.top, y));
    }
  }
  const auto& profile = model::built_in_profiles().front();
  mark.look.height = 50;  // a wide one would reach over the whole frame
  mark.file = white_png(folder, "800x100");
  const auto wide = seen(mark, profile);
  CHECK(near(wide.right - wide.left + 1, profile.width * 2 / 5));
}

TEST_CASE("a bug is as strong as it is to be") {
  base::TempFolder folder;
  const auto& profile = model::built_in_profiles().front();
  BugMark mark;
  mark.file = white_png(folder, "100x100");
  mark.look.opacity = 50;  // white over black is 125 or 126 then
  CHECK(seen(mark, profile, 120).right > 0);
  CHECK(seen(mark, profile, 132).right < 0);
}

TEST_CASE("a text is a bug too, whatever is in it") {
  base::TempFolder folder;
  for (const auto& profile : model::built_in_profiles()) {
    CAPTURE(profile.name);
    for (const auto* text : {"RV5", "{\\pos(0,0)}5", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"}) {
      CAPTURE(text);
      BugMark mark;
      mark.script = true;
      mark.look.text = text;
      mark.look.opacity = 100;
      mark.file = (folder.path() / "bug.ass").string();
      base::write_file_atomic(mark.file, bug_script(mark.look, profile));
      const auto box = seen(mark, profile, 150);
      CHECK(box.left > profile.width / 2);
      CHECK(box.right <= profile.width * 95 / 100 + 2);
      CHECK(box.right > profile.width * 92 / 100);
      CHECK(box.top > profile.height * 85 / 100);
      CHECK(box.bottom <= profile.height * 95 / 100 + 2);
    }
  }
}

TEST_CASE("chunks with another bug are other chunks, and one without stays what it was") {
  Clip clip;
  clip.signature = "abc";
  const auto& profile = model::built_in_profiles().front();
  const auto mark = [](const char* key) {
    auto made = std::make_shared<BugMark>();
    made->key = key;
    return made;
  };
  const auto address = [&](std::shared_ptr<const BugMark> bug) {
    AirEvent planned;
    planned.clips = {clip};
    planned.bug = std::move(bug);
    return recipe_of(planned, 0, 600, profile).address();
  };
  CHECK(address(nullptr) == recipe_of(clip, {}, 600, profile).address());
  CHECK(address(mark("a")) != address(nullptr));
  CHECK(address(mark("a")) != address(mark("b")));
  CHECK(address(mark("a")) == address(mark("a")));
}
