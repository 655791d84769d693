#include "playout/live_feed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "playout/event_command.h"
#include "playout/live_chain.h"

using namespace retrovue;
using namespace retrovue::playout;

TEST_CASE("a unit that is cut keeps what decodes alone, in the order it was shown") {
  Unit unit;
  unit.count = 4;
  unit.run = 60;
  for (const std::int64_t display : {3, 1, 0, 2}) {  // P, then the middle B, then the others
    Frame frame;
    frame.display = display;
    unit.pictures.push_back(frame);
  }
  const auto displays = [](const Unit& one) {
    std::vector<std::int64_t> found;
    for (const auto& picture : one.pictures) found.push_back(picture.display);
    return found;
  };
  CHECK(displays(shortened(unit, 3)) == std::vector<std::int64_t>{2, 1, 0});
  CHECK(displays(shortened(unit, 2)) == std::vector<std::int64_t>{1, 0});
  CHECK(displays(shortened(unit, 1)) == std::vector<std::int64_t>{0});
  CHECK(displays(shortened(unit, 4)) == displays(unit));
  CHECK(shortened(unit, 3).count == 3);
  CHECK(shortened(unit, 3).run == 3);
}

TEST_CASE("what a child said of its input is told in known words, whatever stands in it") {
  CHECK(live_fault("the encoder failed, exit 1: Impossible to open 'http://eva:hunter2@h/x'; /proc/7/fd/3: Server returned 401 Unauthorized (authorization failed)") ==
        "the input refuses the password");
  CHECK(live_fault("Connection to tcp://10.0.0.1:80 failed: Connection refused") == "nothing answers at the input");
  CHECK(live_fault("the file ended early") == "the input ended");
  CHECK(live_fault("rtmp: unknown app hunter2") == "the input failed");
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string text = "hunter2";
    for (int k = 0; k < 40; ++k) text.insert(text.begin() + static_cast<std::ptrdiff_t>(random() % text.size()), static_cast<char>(random() % 256));
    const auto told = live_fault(text + " hunter2 " + text);
    CHECK(told.find("hunter2") == told.npos);
    CHECK(std::all_of(told.begin(), told.end(), [](char c) { return c >= ' ' && c < '\x7f'; }));
  }
  const std::string mute = "Stream specifier ':a:0' in filtergraph description [0:v:0]select matches no streams.";
  CHECK(lacks_stream(mute, 'a'));
  CHECK_FALSE(lacks_stream(mute, 'v'));
}

TEST_CASE("a live input's child is given a list, never an address, and encodes as every other child") {
  model::Profile profile;
  Clip clip;
  clip.path = "/proc/1/fd/9";
  clip.video_stream = clip.audio_stream = 0;
  clip.live = std::make_shared<int>(0);
  const auto words = event_command(clip, profile, {0, 0, 900}, {.decode_threads = 2});
  const auto at = std::find(words.begin(), words.end(), "-i");
  REQUIRE(at != words.end());
  CHECK(*(at + 1) == "file:/proc/1/fd/9");
  CHECK(std::count(words.begin(), words.end(), "-i") == 1);
  CHECK(std::find(words.begin(), words.end(), "-copyts") == words.end());
  Clip file = clip;
  file.live = nullptr;
  const auto other = event_command(file, profile, {0, 0, 900}, {.decode_threads = 2});
  const auto encoder = [](const std::vector<std::string>& all) {
    return std::vector<std::string>(std::find(all.begin(), all.end(), "-map"), all.end());
  };
  CHECK(encoder(words) == encoder(other));  // the same parameter sets
  clip.audio_stream = -1;
  const auto mute = event_command(clip, profile, {0, 0, 900});
  CHECK(std::any_of(mute.begin(), mute.end(), [](const auto& word) { return word.find("anullsrc") != word.npos && word.find("[0:v:0]") != word.npos; }));
}
