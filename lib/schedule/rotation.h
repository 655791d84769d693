#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "schedule/library.h"

namespace retrovue::schedule {

using model::Millis;

// What the rules say about an item at one moment.
enum class Verdict {
  take,   // allowed
  rest,   // aired too recently; soft
  wait,   // allowed, but too long for the time that is left here; its turn is kept
  never,  // a hard rule forbids it here; passed over
};

// A well mixed number from a seed and the things a choice depends on; the same on every machine.
std::uint64_t mix(std::uint64_t seed, std::uint64_t a, std::uint64_t b = 0);

// What comes next in a block. The state follows from the airings that were told, never from a stored counter, so it
// survives rebuilds, added and removed items.
class Rotation {
 public:
  Rotation(model::Order order, std::uint64_t seed, std::vector<const model::Item*> items);

  // One planned airing of the block, oldest first. Items that are no longer there are passed over.
  void aired(model::Id item, Millis at);

  struct Choice {
    const model::Item* item = nullptr;  // empty: nothing may air
    bool relaxed = false;               // the rest time was not kept
    bool waiting = false;               // something waits for a longer opening
  };
  // The next item by the block's order. Judges are asked in that order, at most once per item and pass.
  Choice pick(Millis at, const std::function<Verdict(const model::Item&)>& judge) const;

  bool empty() const { return items_.empty(); }
  const std::vector<const model::Item*>& items() const { return items_; }

 private:
  Choice pick_sequential(const std::function<Verdict(const model::Item&)>& judge) const;
  Choice pick_shuffled(const std::function<Verdict(const model::Item&)>& judge) const;
  Choice pick_random(Millis at, const std::function<Verdict(const model::Item&)>& judge) const;
  std::vector<std::uint32_t> shuffled(Millis key) const;
  void start_round(Millis key);

  model::Order order_;
  std::uint64_t seed_;
  std::vector<const model::Item*> items_;
  std::unordered_map<model::Id, std::uint32_t> place_;
  std::optional<std::uint32_t> last_;      // index of the item that aired last
  Millis last_at_ = 0;
  std::vector<std::uint32_t> round_;       // shuffle: this round's order
  std::vector<bool> used_;                 // shuffle: aired in this round
  std::size_t left_ = 0, head_ = 0;
};

}  // namespace retrovue::schedule
