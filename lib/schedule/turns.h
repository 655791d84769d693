#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "schedule/rotation.h"

namespace retrovue::schedule {

// Whose turn it is in a block. One rotation for most orders; a strip has one for each entry of its play list, a marathon
// one for each show.
class Turns {
 public:
  Turns(const model::Block& block, std::uint64_t seed, const Library& library, Filters& filters, const MakeScoring& scoring);

  void aired(const Aired& airing);  // as Rotation::aired
  // since: start of the block's present occurrence. A strip begins its list there, a marathon takes the show that has
  // been away longest and stays with it.
  Rotation::Choice pick(Millis at, Millis since, const Rotation::Judge& judge);

  const Lineup& lineup() const { return *lineup_; }
  bool empty() const { return items().empty(); }
  const std::vector<const model::Item*>& items() const { return lineup_->items(); }  // all of them, in the order of the play list

 private:
  struct Part {
    Rotation rotation;
    Millis last = -1;
  };
  std::vector<std::size_t> line(Millis since) const;

  model::Order order_;
  std::shared_ptr<const Lineup> lineup_;
  std::vector<Part> parts_;
  std::optional<std::size_t> last_;  // the part that aired last
};

}  // namespace retrovue::schedule
