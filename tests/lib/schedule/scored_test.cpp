#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "fixture.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
// Forty shows of six episodes with one to three of eight genres and a decade.
Shelf channel_library() {
  std::mt19937 random(7);
  Shelf shelf;
  const char* const genres[] = {"genre:comedy", "genre:drama", "genre:western", "genre:crime", "genre:space", "genre:family", "genre:horror", "genre:news"};
  for (int s = 0; s < 40; ++s) {
    std::set<std::string> tags;
    for (auto n = 1 + random() % 3; n > 0; --n) tags.insert(genres[random() % 8]);
    for (int e = 1; e <= 6; ++e) {
      auto& item = shelf.episode("Show " + std::to_string(s), 1, e, 24 * kMinute);
      item.show_year = 1955 + s;
      item.tags.assign(tags.begin(), tags.end());
    }
  }
  return shelf;
}

struct Measured {
  double sameness = 0;  // the share of a programme's show and tags that aired in the two before it, on average
  double liked = 0;     // the share of programmes with the liked tag
  double spacing = 0;   // hours from an airing of a show to the next, on average
};
Measured measured(const Library& library, const Plan& plan) {
  Measured sum;
  std::map<std::string, Millis> last;
  std::vector<std::set<std::string>> traits;
  double programmes = 0, gaps = 0;
  for (const auto& slot : plan.slots) {
    const auto* item = library.find(slot.item_id);
    REQUIRE(item);
    std::set<std::string> own(item->tags.begin(), item->tags.end());
    own.insert(item->show);
    double alike = 0;
    for (const auto& trait : own)
      alike += std::any_of(traits.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(2, traits.size())), traits.end(), [&](const auto& other) { return other.contains(trait); });
    sum.sameness += alike / static_cast<double>(own.size());
    sum.liked += own.contains("genre:comedy");
    if (const auto known = last.find(item->show); known != last.end()) {
      sum.spacing += static_cast<double>(slot.start - known->second) / static_cast<double>(kHour);
      ++gaps;
    }
    last[item->show] = slot.start;
    traits.push_back(std::move(own));
    ++programmes;
  }
  return {sum.sameness / programmes, sum.liked / programmes, gaps > 0 ? sum.spacing / gaps : 0};
}

Input fortnight(model::Order order, model::Score score, std::uint64_t seed) {
  auto in = input({block("All day", "06:00", "06:00", {type(ItemKind::episode)})});
  in.to = in.from + 14 * 24 * kHour;
  in.programming.blocks.front().order = order;
  in.programming.blocks.front().score = std::move(score);
  in.seed = seed;
  return in;
}

// Scores by the item's id and nothing else.
class ByNumber final : public Scoring {
 public:
  explicit ByNumber(const std::vector<const Item*>& items) : items_(items) {}
  void moment(Millis, std::span<const std::uint32_t>) override {}
  std::int64_t score(std::uint32_t item, std::optional<Millis> last) const override { return last ? -1 : items_[item]->id; }

 private:
  const std::vector<const Item*>& items_;
};
}  // namespace

TEST_CASE("scored beats random in variety and in what is liked, with every seed") {
  const auto shelf = channel_library();
  const auto library = shelf.library();
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto blind = measured(library, build(library, fortnight(model::Order::random, {}, seed)));
    const auto in = fortnight(model::Order::scored, {{"genre:comedy"}, 1, 1, 1}, seed);
    const auto plan = build(library, in);
    CHECK(faults(plan, in).empty());
    const auto seen = measured(library, plan);
    CHECK(seen.liked > blind.liked * 2);
    CHECK(seen.sameness < blind.sameness);  // though most of it shares the liked tag
    const auto varied = measured(library, build(library, fortnight(model::Order::scored, {{}, 0, 1, 1}, seed)));
    CHECK(varied.sameness < blind.sameness * 0.3);
    CHECK(varied.spacing > 0);
    if (seed == 1)
      MESSAGE("alike to the two before: random " << blind.sameness << ", scored " << seen.sameness << ", for variety alone " << varied.sameness << "; liked: random "
              << blind.liked << ", scored " << seen.liked);
  }
}

TEST_CASE("a scored plan made day by day is the one made at once, and the same twice") {
  const auto shelf = channel_library();
  const auto library = shelf.library();
  auto in = fortnight(model::Order::scored, {{"genre:drama"}, 1, 1, 1}, 3);
  in.to = in.from + 5 * 24 * kHour;
  const auto whole = build(library, in);
  CHECK(std::equal(whole.slots.begin(), whole.slots.end(), build(library, in).slots.begin(), [](const auto& a, const auto& b) { return a.item_id == b.item_id; }));
  std::vector<model::Slot> days;
  for (int day = 0; day < 5; ++day) {
    auto part = in;
    part.from = in.from + day * 24 * kHour;
    part.to = part.from + 24 * kHour;
    remember(part, days);
    for (auto& slot : build(library, part).slots) days.push_back(slot);
  }
  REQUIRE(days.size() == whole.slots.size());
  for (std::size_t i = 0; i < days.size(); ++i) CHECK(days[i].item_id == whole.slots[i].item_id);
}

TEST_CASE("another scoring can be put in its place; hard rules and rest hold whatever it says") {
  auto shelf = channel_library();
  for (auto& item : shelf.items) item.rating.code = item.id > 200 ? "TV-MA" : "TV-PG";
  const auto library = shelf.library();
  auto in = fortnight(model::Order::scored, {}, 1);
  in.to = in.from + 24 * kHour;
  in.channel.rating_limit = "TV-14";
  in.scoring = [](const model::Block&, const std::vector<const Item*>& items) { return std::make_unique<ByNumber>(items); };
  const auto plan = build(library, in);
  CHECK(faults(plan, in).empty());
  for (std::size_t i = 0; i < plan.slots.size(); ++i) CHECK(plan.slots[i].item_id == static_cast<model::Id>(200 - i));
}
