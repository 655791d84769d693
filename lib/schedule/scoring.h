#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/programming.h"

// How well an item suits a moment, for blocks with order: scored.
namespace retrovue::schedule {

using model::Millis;

inline constexpr std::size_t kScoredMemory = 8;  // programmes before the moment that a scoring is told of

// Ranks the items of one block. Items go by their place in the list that it was made for. The same answers at every call with
// the same values, else plans could not be made again.
class Scoring {
 public:
  virtual ~Scoring() = default;
  // The moment that is to be filled, and what aired in the run before it, the newest first, at most kScoredMemory.
  virtual void moment(Millis at, std::span<const std::uint32_t> before) = 0;
  // For that moment: higher is better. last: when the item aired last in the run.
  virtual std::int64_t score(std::uint32_t item, std::optional<Millis> last) const = 0;
};
using MakeScoring = std::function<std::unique_ptr<Scoring>(const model::Block&, const std::vector<const model::Item*>&)>;

// The built-in one: the weighted sum of block.score, each term in thousandths. affinity: the share of the liked tags that the
// item has. variety: how little of its show, tags and decade aired just before, what aired last counting full and what aired
// eight programmes ago an eighth. freshness: the time since it aired, full after thirty days.
std::unique_ptr<Scoring> built_in_scoring(const model::Block& block, const std::vector<const model::Item*>& items);

}  // namespace retrovue::schedule
