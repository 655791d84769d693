#include <doctest/doctest.h>

#include "fixture.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
model::Selector titled(std::string title) {
  model::Selector selector;
  selector.title = std::move(title);
  return selector;
}

// On from 09:00 to 23:00, with a farewell, a pattern and a welcome.
Input station() {
  auto in = input({block("day", "09:00", "23:00", {show("A")})});
  in.programming.off_air = {"Good night", {titled("farewell")}, {titled("pattern"), type(ItemKind::music)}, {titled("welcome")}};
  in.to = in.from + 3 * 24 * kHour;
  return in;
}
Shelf shelf() {
  Shelf made;
  for (int i = 1; i <= 8; ++i) made.episode("A", 1, i, 22 * kMinute);
  made.add(ItemKind::outro, "farewell", 90 * kSecond);
  made.add(ItemKind::intro, "welcome", 75 * kSecond);
  made.add(ItemKind::filler, "pattern", 10 * kMinute);
  made.add(ItemKind::music, "music", 7 * kMinute);
  made.spot("C", 30 * kSecond);
  return made;
}
// Titles of the events of a slot, one for each that follows another.
std::vector<std::string> titles(const Plan& plan, std::size_t slot) {
  std::vector<std::string> found;
  for (const auto& event : plan.events)
    if (event.slot_id == static_cast<model::Id>(slot)) found.push_back(event.title);
  return found;
}
}  // namespace

TEST_CASE("a stretch off air opens with the farewell, ends with the welcome and shows what it was told between") {
  const auto library = shelf().library();
  const auto in = station();
  const auto plan = build(library, in);
  CHECK(faults(plan, in).empty());
  std::size_t nights = 0, farewells = 0, welcomes = 0;
  for (std::size_t i = 0; i < plan.slots.size(); ++i) {
    const auto& slot = plan.slots[i];
    if (slot.status != "off_air") continue;
    CHECK(slot.title == "Good night");
    const auto shown = titles(plan, i);
    ++nights;
    const bool opens = i > 0 && plan.slots[i - 1].status != "off_air", ends = i + 1 < plan.slots.size() && plan.slots[i + 1].status != "off_air";
    CHECK((shown.front() == "farewell") == opens);
    if (i + 1 < plan.slots.size()) CHECK((shown.back() == "welcome") == ends);
    farewells += opens;
    welcomes += ends;
    // In turn, but for the last two: what fits whole into the rest, and what is cut to end it.
    for (std::size_t n = opens + 1; n + 3 < shown.size(); ++n) CHECK(shown[n] != shown[n - 1]);
    for (const auto& title : shown) CHECK(title != "");
  }
  CHECK(nights == 6);  // 23:00 to 06:00, and 06:00 to 09:00, as the broadcast day turns at 06:00
  CHECK(farewells == 3);
  CHECK(welcomes == 3);
}

TEST_CASE("a build that begins in the night neither says farewell again nor changes what follows") {
  const auto library = shelf().library();
  auto in = station();
  const auto whole = build(library, in);
  std::vector<model::Slot> pieces;
  for (const Millis end = in.to; in.from < end;) {
    in.to = std::min(end, in.from + 5 * kHour);
    const auto plan = build(library, in);
    CHECK(faults(plan, in).empty());
    for (std::size_t i = 0; i < plan.slots.size(); ++i)
      if (plan.slots[i].status == "off_air" && !pieces.empty() && pieces.back().status == "off_air") CHECK(titles(plan, i).front() != "farewell");
    pieces.insert(pieces.end(), plan.slots.begin(), plan.slots.end());
    in.from = plan.slots.back().end;
    remember(in, plan.slots);
  }
  CHECK(pieces.back().end == whole.slots.back().end);
}

TEST_CASE("material that does not fit or may not air then leaves slate, never a broken rule") {
  auto made = shelf();
  for (auto& item : made.items)
    if (item.title == "music") item.expires = utc("2026-11-23T08:00:00Z");
    else if (item.title == "pattern") item.kind = ItemKind::interstitial, item.duration_ms = 5 * kHour;
  const auto library = made.library();
  auto in = station();
  in.to = in.from + 3 * kHour;
  const auto plan = build(library, in);
  CHECK(faults(plan, in).empty());
  for (const auto& event : plan.events)
    if (event.title == "music") CHECK(model::frame_start(in.rate, event.start_frame + event.frames) <= utc("2026-11-23T08:00:00Z"));
  CHECK(titles(plan, 0).size() > 2);
}
