#include "playout/shown_text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "base/memory_file.h"
#include "base/process.h"
#include "playout/chunk.h"
#include "playout/event_command.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

struct Box {
  int left = 1 << 20, right = -1, top = 1 << 20, bottom = -1;
  bool empty() const { return right < 0; }
};

// Where each of some white pictures, from the event's frame `first` on, is not white.
std::vector<Box> seen(const std::vector<ShownText>& texts, const model::Profile& profile, std::int64_t first, int frames) {
  const base::MemoryFile script(texts_script(texts, profile));
  const auto size = std::to_string(profile.width) + "x" + std::to_string(profile.height);
  const auto rate = std::to_string(profile.rate.num) + "/" + std::to_string(profile.rate.den);
  const auto made = base::run({"ffmpeg", "-v", "error", "-nostdin", "-filter_complex",
                               "color=c=white:s=" + size + ":r=" + rate + ",format=yuv420p" + text_filters(script.path(), first) + ",extractplanes=y[v]", "-map", "[v]",
                               "-frames:v", std::to_string(frames), "-f", "rawvideo", "-"}, 60'000);
  CHECK(made.err == "");
  const auto area = static_cast<std::size_t>(profile.width * profile.height);
  REQUIRE(made.out.size() == area * static_cast<std::size_t>(frames));
  std::vector<Box> boxes(static_cast<std::size_t>(frames));
  for (std::size_t i = 0; i < boxes.size(); ++i)
    for (int y = 0; y < profile.height; ++y)
      for (int x = 0; x < profile.width; ++x) {
        if (static_cast<unsigned char>(made.out[area * i + static_cast<std::size_t>(y * profile.width + x)]) > 200) continue;
        auto& box = boxes[i];
        box.left = std::min(box.left, x), box.right = std::max(box.right, x);
        box.top = std::min(box.top, y), box.bottom = std::max(box.bottom, y);
      }
  return boxes;
}

ShownText text(std::int64_t from, std::int64_t to, std::string words, model::Corner place = model::Corner::bottom_left) {
  ShownText made;
  made.from = from;
  made.to = to;
  made.text = std::move(words);
  made.place = place;
  return made;
}

bool near(int a, int b) { return std::abs(a - b) <= 3; }

}  // namespace

TEST_CASE("a text is seen on its frames and on no other, wherever an encoder begins, in every profile") {
  for (const auto& profile : model::built_in_profiles()) {
    CAPTURE(profile.name);
    for (const std::int64_t from : {std::int64_t{0}, std::int64_t{1}, std::int64_t{7}, std::int64_t{107'893}}) {
      const std::int64_t first = std::max<std::int64_t>(from - 4, 0);
      const auto boxes = seen({text(from, from + 3, "Signal Harbour")}, profile, first, 9);
      for (std::int64_t i = 0; i < 9; ++i) {
        CAPTURE(from);
        CAPTURE(i);
        CHECK(boxes[static_cast<std::size_t>(i)].empty() == (first + i < from || first + i >= from + 3));
      }
    }
  }
}

TEST_CASE("a text stands in its corner and leaves the other one free, however long it is and whatever is written") {
  const std::string words[] = {"Signal Harbour", "Доктор Живаго", "שלום עולם", "{\\an7\\pos(0,0)}\\N\\h{x}",
                               std::string(120, 'W'), "A title that is so very long that it does not fit into one line of any picture at all, and goes on"};
  for (const auto& profile : model::built_in_profiles()) {
    if (profile.height > 720) continue;
    CAPTURE(profile.name);
    const int across = profile.width / 20, down = profile.height / 20;
    for (const auto& one : words) {
      CAPTURE(one);
      for (const auto place : {model::Corner::top_left, model::Corner::top_right, model::Corner::bottom_left, model::Corner::bottom_right}) {
        auto shown = text(0, 9, one, place);
        shown.detail = "S01E01 " + one.substr(0, 40);
        const auto box = seen({shown}, profile, 0, 1).front();
        REQUIRE_FALSE(box.empty());
        const bool right = place == model::Corner::top_right || place == model::Corner::bottom_right;
        const bool bottom = place == model::Corner::bottom_left || place == model::Corner::bottom_right;
        CHECK(near(right ? profile.width - 1 - box.right : box.left, across));
        CHECK(near(bottom ? profile.height - 1 - box.bottom : box.top, down));
        CHECK((right ? box.left : profile.width - box.right) > profile.width / 5);
        CHECK(box.bottom - box.top < profile.height * 7 / 10);
      }
    }
    auto middle = text(0, 9, "Signal Harbour");
    middle.centred = true;
    const auto box = seen({middle}, profile, 0, 1).front();
    CHECK(near(box.left + box.right, profile.width - 1));
    CHECK(near(box.top + box.bottom, profile.height - 1));
  }
}

TEST_CASE("what a text does not touch stays what it is for every airing") {
  const auto& profile = model::built_in_profiles().front();
  const auto gop = profile.gop_frames();
  AirEvent planned;
  planned.event.frames = 10 * gop;
  planned.clips.emplace_back().signature = "abc";
  const auto keys = [&](std::vector<ShownText> texts) {
    planned.texts = std::move(texts);
    return ChunkKeys(recipe_of(planned, 0, planned.event.frames, profile));
  };
  const auto plain = keys({});
  CHECK(plain.address() == recipe_of(planned.clips[0], planned.event, planned.event.frames, profile).address());
  const auto same = [&](const ChunkKeys& a, const ChunkKeys& b) {
    std::string which;
    for (std::int64_t k = 0; k < 10; ++k) which += a.key(k) == b.key(k) ? 'x' : '.';
    return which;
  };
  const auto one = keys({text(gop, 3 * gop, "one")});
  CHECK(same(plain, one) == "x..xxxxxxx");
  CHECK(same(plain, keys({text(2 * gop - 1, 2 * gop + 1, "one")})) == "x..xxxxxxx");
  CHECK(same(one, keys({text(gop, 3 * gop, "one")})) == "xxxxxxxxxx");
  CHECK(same(one, keys({text(gop, 3 * gop, "two")})) == "x..xxxxxxx");
  CHECK(same(one, keys({text(gop, 3 * gop, "one"), text(8 * gop, 99 * gop, "two")})) == "xxxxxxxx..");
  auto smaller = text(gop, 3 * gop, "one");
  smaller.height = 4;
  CHECK(same(one, keys({smaller})) == "x..xxxxxxx");
}

TEST_CASE("colour bars are 75 percent in the colours of the air, and the tone is at -20 dBFS and in step") {
  for (const auto& profile : model::built_in_profiles()) {
    CAPTURE(profile.name);
    Clip clip;
    clip.bars = true;
    const auto command = event_command(clip, profile, {0, 0, 4});
    const auto graph = std::find(command.begin(), command.end(), "-filter_complex");
    REQUIRE(graph != command.end());
    // Seven bars over the upper half; in wide frames they stand between grey ones of an eighth each.
    const bool wide = profile.width * 2 > profile.height * 3;
    const auto still = base::run({"ffmpeg", "-v", "error", "-nostdin", "-filter_complex", *(graph + 1) + ";[v]scale=in_range=tv,format=rgb24[r]", "-map", "[r]",
                                  "-frames:v", "1", "-f", "rawvideo", "pipe:1", "-map", "[a]", "-f", "null", "-"}, 60'000);
    CHECK(still.err == "");
    REQUIRE(still.out.size() == static_cast<std::size_t>(profile.width * profile.height * 3));
    const int bars[7][3] = {{191, 191, 191}, {191, 191, 0}, {0, 191, 191}, {0, 191, 0}, {191, 0, 191}, {191, 0, 0}, {0, 0, 191}};
    for (int i = 0; i < 7; ++i) {
      const int left = wide ? profile.width / 8 : 0, across = profile.width - 2 * left;
      const int x = left + across * (2 * i + 1) / 14, y = profile.height / 3;
      const auto* pixel = still.out.data() + (y * profile.width + x) * 3;
      for (int c = 0; c < 3; ++c) {
        CAPTURE(i);
        CAPTURE(c);
        CHECK(std::abs(static_cast<unsigned char>(pixel[c]) - bars[i][c]) <= 4);
      }
    }
    const auto sound = [&](std::int64_t first, std::int64_t end) {
      const auto argv = event_command(clip, profile, {0, first, end});
      const auto at = std::find(argv.begin(), argv.end(), "-filter_complex");
      return base::run({"ffmpeg", "-v", "error", "-nostdin", "-filter_complex", *(at + 1), "-map", "[a]", "-f", "s16le", "pipe:1", "-map", "[v]", "-f", "null", "-"}, 60'000).out;
    };
    const auto whole = sound(0, 40), rest = sound(17, 40);
    REQUIRE(rest.size() < whole.size());
    CHECK(whole.substr(whole.size() - rest.size()) == rest);
    int most = 0;
    for (std::size_t i = 0; i + 1 < whole.size(); i += 2)
      most = std::max(most, static_cast<int>(static_cast<std::int16_t>(static_cast<unsigned char>(whole[i]) | static_cast<unsigned char>(whole[i + 1]) << 8)));
    CHECK(std::abs(most - 3277) <= 1);
  }
}
