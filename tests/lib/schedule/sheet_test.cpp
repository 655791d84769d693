#include "schedule/sheet.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace retrovue;
using namespace retrovue::schedule;

namespace {
constexpr model::Millis kMinute = 60'000;

Pieces random_plan(std::mt19937& random, model::Millis from) {
  Pieces plan;
  model::Millis at = from;
  for (auto left = random() % 12; left > 0; --left) {
    Piece piece;
    piece.slot.start = at;
    piece.slot.end = at += static_cast<model::Millis>(1 + random() % 3) * 30 * kMinute;
    piece.slot.item_id = static_cast<model::Id>(random() % 5);
    piece.slot.title = "item " + std::to_string(piece.slot.item_id);
    piece.slot.status = piece.slot.item_id ? "planned" : "filler";
    piece.slot.block = random() % 3 ? "a" : "b";
    piece.slot.fixed = random() % 6 == 0;
    std::int64_t frame = piece.slot.start / 40;
    for (auto events = 1 + random() % 3; events > 0; --events) {
      model::Event event;
      event.start_frame = frame;
      event.frames = static_cast<std::int64_t>(1 + random() % 2);
      event.item_id = piece.slot.item_id;
      frame += event.frames;
      piece.events.push_back(event);
    }
    plan.push_back(std::move(piece));
  }
  return plan;
}

// Some slots planned anew, the rest as it was.
Pieces edited(std::mt19937& random, const Pieces& plan) {
  if (plan.empty() || random() % 5 == 0) return random_plan(random, 0);
  auto made = plan;
  for (auto edits = random() % 4; edits > 0; --edits) {
    auto& piece = made[random() % made.size()];
    if (random() % 2) std::swap(piece.slot.item_id, made[random() % made.size()].slot.item_id);
    else piece.events.front().frames += 1;
  }
  if (random() % 3 == 0) made.resize(random() % (made.size() + 1));
  return made;
}

bool equal(const Pieces& a, const Pieces& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end(), same); }
}  // namespace

TEST_CASE("what differs, applied to the old plan, gives the new one; of one plan with itself nothing does") {
  std::mt19937 random(11);
  for (int round = 0; round < 5000; ++round) {
    const auto before = random_plan(random, 0), after = edited(random, before);
    const auto changes = diff(before, after);
    REQUIRE(equal(patched(before, changes), after));
    REQUIRE(equal(patched(after, diff(after, before)), before));
    CHECK(diff(before, before).empty());
    CHECK(changes.empty() == equal(before, after));
    const auto sum = counts(changes);
    CHECK(sum.added - sum.removed == static_cast<int>(after.size()) - static_cast<int>(before.size()));
    for (const auto& change : changes) {
      CHECK(change.before.has_value() == (change.what != Difference::added));
      CHECK(change.after.has_value() == (change.what != Difference::removed));
      if (change.what == Difference::moved) CHECK(change.before->slot.item_id == change.after->slot.item_id);
      if (change.what == Difference::changed) CHECK_FALSE(change.aspects.empty());
    }
  }
}

TEST_CASE("a stretch put back undoes what replaced it, many deep, and nothing outside it is touched") {
  std::mt19937 random(12);
  for (int round = 0; round < 1000; ++round) {
    std::vector<Pieces> states{random_plan(random, 0)};
    std::vector<Stretch> done;
    for (int act = 0; act < 6; ++act) {
      auto next = edited(random, states.back());
      auto part = stretch(states.back(), next);
      REQUIRE(part.has_value() != equal(states.back(), next));
      if (!part) continue;
      REQUIRE(equal(replaced(states.back(), part->from, part->to, part->after), next));
      for (const auto& piece : states.back())
        if (piece.slot.start < part->from || piece.slot.start >= part->to)
          CHECK(std::any_of(next.begin(), next.end(), [&](const Piece& one) { return same(one, piece); }));
      done.push_back(std::move(*part));
      states.push_back(std::move(next));
    }
    auto now = states.back();
    while (!done.empty()) {
      now = replaced(now, done.back().from, done.back().to, done.back().before);
      done.pop_back();
      states.pop_back();
      REQUIRE(equal(now, states.back()));
    }
  }
}

TEST_CASE("a programme at another time was moved, another one at the same time is a change") {
  std::mt19937 random(1);
  Pieces before;
  for (int i = 0; i < 3; ++i) {
    Piece piece;
    piece.slot.start = i * 30 * kMinute;
    piece.slot.end = piece.slot.start + 30 * kMinute;
    piece.slot.item_id = i + 1;
    before.push_back(piece);
  }
  auto after = before;
  std::swap(after[0].slot.item_id, after[2].slot.item_id);
  after[1].slot.item_id = 9;
  const auto changes = diff(before, after);
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].what == Difference::moved);
  CHECK(changes[0].before->slot.start == 60 * kMinute);
  CHECK(changes[1].what == Difference::changed);
  CHECK(changes[1].aspects == std::vector<std::string_view>{"programme"});
  CHECK(changes[2].what == Difference::moved);
}
