#include "station/health.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace retrovue::station {
namespace {

std::string_view word(int score) { return score >= 100 ? "ok" : score > 0 ? "degraded" : "down"; }

// What is wrong with one component: its marks are those of the worst.
class Faults {
 public:
  void add(bool is, int score, std::string text) {
    if (!is) return;
    score_ = std::min(score_, score);
    texts_.push_back(std::move(text));
  }
  void into(Health& health, std::string name, std::string otherwise = {}) const {
    health.add(std::move(name), score_, texts_.empty() ? std::move(otherwise) : base::join(texts_, "; "));
  }

 private:
  int score_ = 100;
  std::vector<std::string> texts_;
};

std::int64_t seconds(base::Millis length) { return (length + 999) / 1000; }

}  // namespace

std::string_view Component::status() const { return score ? word(*score) : "not_running"; }

int Health::score() const {
  int least = 100;
  for (const auto& one : components) least = std::min(least, one.score.value_or(100));
  return least;
}

std::string_view Health::status() const { return word(score()); }

void add_air(Health& health, const AirState& state) {
  health.add("clock", state.clock.empty() ? 100 : 75, state.clock);
  Faults store;
  store.add(state.store_wanted && !state.store.disk, 50, "its folder cannot be used; see the log");
  store.add(state.store.reads_rest > 0, 50, fmt::format("did not answer; it is not asked for another {} s", seconds(state.store.reads_rest)));
  store.add(state.store.writes_rest > 0, 50, fmt::format("could not be written; nothing is kept for another {} s", seconds(state.store.writes_rest)));
  store.into(health, "store", state.store.disk ? "" : "in memory alone");
  const auto& log = state.as_run;
  Faults as_run;
  as_run.add(log.failing > 0, 50, fmt::format("{} rows wait, nothing could be written for {} s", log.waiting, seconds(log.failing)));
  as_run.add(log.dropped > 0, 25, fmt::format("{} rows are lost", log.dropped));
  as_run.into(health, "as_run");
}

void add_channel(Health& health, std::string name, const playout::AirStatus& status) {
  Faults faults;
  faults.add(status.published_frames < 0, 25, fmt::format("{} frames behind the clock", -status.published_frames));
  faults.add(status.late_lately > 0, 50, fmt::format("{} late frames in the last minute", status.late_lately));
  faults.add(status.restarts_lately > 0, 75, fmt::format("{} encoder restarts in the last minute", status.restarts_lately));
  faults.add(status.degraded > 0, 75, fmt::format("{} steps below its profile", status.degraded));
  faults.into(health, std::move(name));
}

void write_health(base::JsonWriter& json, const Health& health) {
  json.field("status", health.status()).field("score", health.score()).key("components").array();
  for (const auto& one : health.components)
    json.object().field("name", one.name).field("status", one.status()).field("score", one.score).field("text", one.text).end();
  json.end();
}

}  // namespace retrovue::station
