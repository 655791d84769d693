#include "guide/listing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "guide/formats.h"

using namespace retrovue;
using guide::Listing;
using model::ItemKind;
using model::Slot;

namespace {
constexpr model::Millis kMinute = 60'000, kT = 1'763'683'200'000;  // 2025-11-21T00:00:00Z

Slot slot(model::Millis from_min, model::Millis to_min, model::Id item, ItemKind kind = ItemKind::episode) {
  Slot s;
  s.id = from_min + 1;
  s.start = kT + from_min * kMinute;
  s.end = kT + to_min * kMinute;
  s.item_id = item;
  s.kind = kind;
  s.title = item ? "Item " + std::to_string(item) : "";
  return s;
}

guide::ListingOptions window(model::Millis from_min, model::Millis to_min) {
  guide::ListingOptions o;
  o.from = kT + from_min * kMinute;
  o.to = kT + to_min * kMinute;
  return o;
}
}  // namespace

TEST_CASE("short filler lengthens the entry before it") {
  const auto list = guide::listings({slot(0, 22, 1), slot(22, 30, 0), slot(30, 60, 2)}, window(0, 60));
  REQUIRE(list.size() == 2);
  CHECK(list[0].title == "Item 1");
  CHECK(list[0].end == kT + 30 * kMinute);
  CHECK(list[1].start == kT + 30 * kMinute);
}

TEST_CASE("filler at the very start goes to the entry after it") {
  const auto list = guide::listings({slot(0, 5, 7, ItemKind::ident), slot(5, 30, 1)}, window(0, 60));
  REQUIRE(list.size() == 1);
  CHECK(list[0].title == "Item 1");
  CHECK(list[0].start == kT);
}

TEST_CASE("runs of filler are measured as a whole; long ones are off air") {
  const auto list = guide::listings({slot(0, 30, 1), slot(30, 40, 0), slot(40, 50, 9, ItemKind::bumper), slot(50, 80, 2)}, window(0, 80));
  REQUIRE(list.size() == 3);
  CHECK(list[1].off_air);
  CHECK(list[1].title == "Off Air");
  CHECK(list[1].start == kT + 30 * kMinute);
  CHECK(list[1].end == kT + 50 * kMinute);
}

TEST_CASE("an off-air slot keeps its own title") {
  auto night = slot(30, 300, 0);
  night.title = "Sign-off";
  const auto list = guide::listings({slot(0, 30, 1), night, slot(300, 330, 2)}, window(0, 330));
  REQUIRE(list.size() == 3);
  CHECK(list[1].title == "Sign-off");
  CHECK(list[1].off_air);
}

TEST_CASE("unplanned time is off air when long and melded when short") {
  const auto list = guide::listings({slot(0, 30, 1), slot(35, 60, 2), slot(120, 150, 3)}, window(-60, 150));
  REQUIRE(list.size() == 5);
  CHECK(list[0].off_air);
  CHECK(list[0].start == kT - 60 * kMinute);
  CHECK(list[1].end == kT + 35 * kMinute);
  CHECK(list[3].off_air);
  CHECK(guide::faults(list).empty());
}

TEST_CASE("episodes are called by their show") {
  auto s = slot(0, 30, 1);
  s.show = "The Show";
  s.season = 0;
  s.episode = 5;
  const auto list = guide::listings({s}, window(0, 30));
  CHECK(list.at(0).title == "The Show");
  CHECK(list.at(0).subtitle == "Item 1");
  CHECK(guide::onscreen_number(list[0]) == "S00E05");
}

TEST_CASE("premiere and previous airing come from history") {
  const auto list = guide::listings({slot(0, 30, 1), slot(30, 60, 2), slot(60, 90, 1)}, window(0, 90), {{2, kT - 86'400'000}});
  REQUIRE(list.size() == 3);
  CHECK(list[0].premiere);
  CHECK_FALSE(list[0].previous);
  CHECK_FALSE(list[1].premiere);
  CHECK(list[1].previous == kT - 86'400'000);
  CHECK_FALSE(list[2].premiere);
  CHECK(list[2].previous == kT);
}

TEST_CASE("nothing planned gives nothing") { CHECK(guide::listings({}, window(0, 90)).empty()); }

TEST_CASE("any slots give contiguous entries that cover them") {
  std::mt19937_64 random{42};
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 2000; ++round) {
    std::vector<Slot> slots;
    model::Millis at = -pick(300);
    for (int i = pick(30) + 1; i > 0; --i) {
      const auto length = 1 + pick(90);
      slots.push_back(slot(at, at + length, pick(3) ? pick(9) + 1 : 0, pick(3) ? ItemKind::episode : ItemKind::promo));
      at += length + (pick(4) ? 0 : pick(80) - 20);  // gaps and overlaps
    }
    const auto options = window(0, 600);
    const auto list = guide::listings(slots, options);
    CAPTURE(round);
    REQUIRE(guide::faults(list).empty());
    for (const auto& e : list) REQUIRE((e.end > options.from && e.start < options.to));
    // Every planned instant of the window has exactly one entry.
    for (const auto& s : slots) {
      const auto middle = s.start + (s.end - s.start) / 2;
      if (middle < options.from || middle >= options.to) continue;
      REQUIRE(std::count_if(list.begin(), list.end(), [&](const Listing& e) { return e.start <= middle && middle < e.end; }) == 1);
    }
  }
}
