#include <fmt/format.h>

#include <cstdlib>

#include "support/plex_station.h"

using namespace retrovue;

namespace {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kSteps = 120;
#else
constexpr int kSteps = 1'000;
#endif

int steps() {
  const char* wish = std::getenv("RETROVUE_STEPS");
  return wish ? std::atoi(wish) : kSteps;
}

// One library from its seed, changed at random: after every step an incremental sync, which must bring what a sync of a
// fresh catalog brings, and after which a full one finds nothing to do.
void run(int seed, int count) {
  CAPTURE(seed);
  FakePlex fake({"--shows", std::to_string(2 + seed % 4), "--movies", std::to_string(4 + seed % 9), "--seed", std::to_string(seed)});
  Station station(fake);
  station.sync();
  std::string history;
  for (int step = 1; step <= count; ++step) {
    history += fake.tell("mutate", fmt::format(R"({{"count":{}}})", 1 + step % 4))["did"].dump();
    if (step % 40 == 39) fake.tell("mutate", R"({"name":"rebuild"})");
    CAPTURE(step);
    CAPTURE(history);
    const auto rehearsed = station.sync([](auto& wish) { wish.allow_removals = wish.dry_run = true; }).total;
    const auto report = station.sync([](auto& wish) { wish.allow_removals = true; });
    const auto said = [](const station::SyncCounts& c) { return fmt::format("{} {} {} {} {} {}", c.scanned, c.added, c.removed, c.updated, c.unchanged, c.failed); };
    REQUIRE(said(rehearsed) == said(report.total));
    for (const auto& error : report.errors) MESSAGE(error.item << ": " << error.message);
    REQUIRE(report.total.failed == 0);
    REQUIRE(report.errors.empty());
    if (step % 4 != 0) continue;
    const auto content = station.content();
    Station fresh(fake);
    fresh.sync();
    REQUIRE(check_same(content, fresh.content()));
    const auto full = station.sync([](auto& wish) { wish.full = true; });
    REQUIRE(full.total.added + full.total.updated + full.total.removed == 0);
    REQUIRE(check_same(station.content(), content));
    history.clear();
  }
}
}  // namespace

TEST_CASE("random changes: incremental, full and fresh end in the same catalog" * doctest::skip()) {
  constexpr int kEach = 80;
  int seed = 1;
  if (const char* first = std::getenv("RETROVUE_SEED")) seed = std::atoi(first);
  for (int left = steps(); left > 0; left -= kEach) run(seed++, std::min(left, kEach));
}
