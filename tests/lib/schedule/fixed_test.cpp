#include <doctest/doctest.h>

#include <algorithm>

#include "fixture.h"
#include "schedule/check.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
model::Slot by_hand(const Item& item, Millis start, Millis end, std::string block) {
  model::Slot slot;
  slot.start = start;
  slot.end = end;
  slot.item_id = item.id;
  slot.title = item.title;
  slot.show = item.show;
  slot.season = item.season;
  slot.episode = item.episode;
  slot.block = std::move(block);
  slot.kind = item.kind;
  slot.fixed = true;
  return slot;
}

struct Sitcoms {
  Shelf shelf;
  Input in = input({block("Sitcoms", "06:00", "12:00", {show("Cheers")})});
  Sitcoms() {
    for (int e = 1; e <= 40; ++e) shelf.episode("Cheers", 1, e, 22 * kMinute);
    for (int s = 0; s < 8; ++s) shelf.spot("Company " + std::to_string(s), 30 * kSecond);
  }
  std::vector<int> episodes(const Plan& plan) const {
    std::vector<int> found;
    for (const auto& slot : plan.slots) found.push_back(slot.episode.value_or(0));
    return found;
  }
};
}  // namespace

TEST_CASE("a slot placed by hand stays, and the run goes on around it without it") {
  Sitcoms s;
  auto& film = s.shelf.add(ItemKind::movie, "Film", 55 * kMinute);
  const auto film_id = film.id;
  s.in.fixed = {by_hand(s.shelf.items[static_cast<std::size_t>(film_id) - 1], s.in.from + kHour, s.in.from + 2 * kHour, "Sitcoms")};
  const auto library = s.shelf.library();
  const auto plan = build(library, s.in);
  CHECK(faults(plan, s.in).empty());
  auto got = s.episodes(plan);
  got.resize(11);
  CHECK(got == std::vector{1, 2, 0, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(plan.slots[2].fixed);
  CHECK(plan.slots[2].item_id == film_id);
  CHECK(check(library, {s.in.channel, s.in.rate, s.in.programming, plan.slots, plan.events}).empty());
}

TEST_CASE("what was swapped or brought forward by hand is passed over when its turn comes") {
  Sitcoms s;
  const auto at = [&](int half_hours) { return s.in.from + half_hours * 30 * kMinute; };
  SUBCASE("two neighbours change places") {
    s.in.fixed = {by_hand(s.shelf.items[3], at(2), at(3), "Sitcoms"), by_hand(s.shelf.items[2], at(3), at(4), "Sitcoms")};
    auto got = s.episodes(build(s.shelf.library(), s.in));
    got.resize(6);
    CHECK(got == std::vector{1, 2, 4, 3, 5, 6});
  }
  SUBCASE("a later one is shown first") {
    s.in.fixed = {by_hand(s.shelf.items[4], at(0), at(1), "Sitcoms")};
    auto got = s.episodes(build(s.shelf.library(), s.in));
    got.resize(7);
    CHECK(got == std::vector{5, 1, 2, 3, 4, 6, 7});
  }
  SUBCASE("built day by day the same") {
    s.in.fixed = {by_hand(s.shelf.items[4], at(0), at(1), "Sitcoms")};
    const auto whole = build(s.shelf.library(), s.in);
    Input later = s.in;
    later.fixed.clear();
    later.from = at(2);
    remember(later, whole.slots);
    auto got = s.episodes(build(s.shelf.library(), later));
    got.resize(4);
    CHECK(got == std::vector{2, 3, 4, 6});
  }
}

TEST_CASE("what may not air by a hard rule loses its place, and is named") {
  Sitcoms s;
  s.in.channel.rating_limit = "TV-PG";
  for (auto& item : s.shelf.items) item.rating.code = "TV-G";
  auto& film = s.shelf.add(ItemKind::movie, "Film", 55 * kMinute);
  film.rating.code = "R";
  s.in.fixed = {by_hand(film, s.in.from + kHour, s.in.from + 2 * kHour, "Sitcoms")};
  auto plan = build(s.shelf.library(), s.in);
  CHECK(plan.slots[2].episode == 3);
  REQUIRE(plan.warnings.size() >= 1);
  CHECK(plan.warnings.front().find("'Film', placed by hand, is above the rating ceiling") != std::string::npos);
  s.in.fixed.front().item_id = 0;
  plan = build(s.shelf.library(), s.in);
  CHECK(plan.slots[2].episode == 3);
  CHECK(plan.warnings.front().find("without a playable file") != std::string::npos);
}

TEST_CASE("by hand a programme stands where no block has the say, across blocks, and off the grid") {
  Sitcoms s;
  auto& film = s.shelf.add(ItemKind::movie, "Film", 95 * kMinute);
  const Millis start = s.in.from + 5 * kHour + 7 * kMinute;
  s.in.fixed = {by_hand(film, start, start + 97 * kMinute, "")};
  const auto plan = build(s.shelf.library(), s.in);
  CHECK(faults(plan, s.in).empty());
  const auto at = std::find_if(plan.slots.begin(), plan.slots.end(), [](const auto& slot) { return slot.fixed; });
  REQUIRE(at != plan.slots.end());
  CHECK(at->start == start);
  CHECK(at->end == start + 97 * kMinute);
  CHECK((at + 1)->status == "off_air");
}

TEST_CASE("random plans with slots by hand are sound and keep them") {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    Sitcoms s;
    s.in.seed = random();
    s.in.programming.blocks.push_back(block("Films", "10:00", "20:00", {type(ItemKind::movie)}));
    s.in.programming.blocks.back().order = model::Order::shuffle;
    s.in.programming.blocks.front().priority = static_cast<int>(random() % 2);
    for (int m = 0; m < 6; ++m) s.shelf.add(ItemKind::movie, "Film " + std::to_string(m), static_cast<Millis>(60 + random() % 60) * kMinute);
    Millis at = s.in.from;
    while (true) {
      at += static_cast<Millis>(random() % 600) * kMinute;
      const auto& item = s.shelf.items[random() % 2 ? random() % 40 : 48 + random() % 6];
      const Millis end = at + item.duration_ms + static_cast<Millis>(random() % 20) * kMinute;
      if (end > s.in.to) break;
      s.in.fixed.push_back(by_hand(item, at, end, random() % 2 ? "Sitcoms" : ""));
      at = end;
    }
    s.in.ends_exactly = random() % 2;
    const auto library = s.shelf.library();
    const auto plan = build(library, s.in);
    REQUIRE(faults(plan, s.in).empty());
    std::size_t kept = 0;
    for (const auto& slot : plan.slots)
      if (slot.fixed) {
        REQUIRE(kept < s.in.fixed.size());
        CHECK(slot.start == s.in.fixed[kept].start);
        CHECK(slot.end == s.in.fixed[kept].end);
        CHECK(slot.item_id == s.in.fixed[kept].item_id);
        ++kept;
      }
    CHECK(kept == s.in.fixed.size());
    for (const auto& finding : check(library, {s.in.channel, s.in.rate, s.in.programming, plan.slots, plan.events}))
      CHECK_MESSAGE(!finding.hard, finding.text);
  }
}
