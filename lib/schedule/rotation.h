#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "schedule/lineup.h"
#include "schedule/scoring.h"

namespace retrovue::schedule {

using model::Millis;

// What the rules say about an item at one moment.
enum class Verdict {
  take,   // allowed
  rest,   // aired too recently; soft
  wait,   // allowed, but too long for the time that is left here; its turn is kept
  never,  // a hard rule forbids it here; passed over
};

// A programme that was planned in a run: what it was, so that its place is known even when the item is gone or came
// back under another id.
struct Aired {
  std::string block, run;      // run empty: the block's own
  model::Id item_id = 0;       // 0: no longer in the catalog
  Millis at = 0;
  int round = 0;               // of a shuffled run; 0: not known
  std::string show, title;
  std::optional<int> year, season, episode;
  int channel = 0;             // its number; decides between airings of one instant
  bool fixed = false;          // by hand: no place in a run
};

// A well mixed number from a seed and the things a choice depends on; the same on every machine.
std::uint64_t mix(std::uint64_t seed, std::uint64_t a, std::uint64_t b = 0);

// What comes next in a block. The state follows from the airings that were told, so it survives rebuilds, restarts,
// added and removed items.
class Rotation {
 public:
  // together: the parts of a story are drawn in their order, the first one that has not aired in a round before the others.
  Rotation(model::Order order, std::uint64_t seed, std::shared_ptr<const Lineup> lineup, bool together);

  // Of order scored: who says what suits best; it ranks the items of the lineup. Before the first airing.
  void score_by(std::unique_ptr<Scoring> scoring) { scoring_ = std::move(scoring); }

  // One planned airing of the run, oldest first. What the block does not play is passed over, except that a sequential
  // run stays where a removed episode of a show of its was.
  // Says whether it was one of the items, or a removed one of a show that is there.
  bool aired(const Aired& airing);

  struct Choice {
    const model::Item* item = nullptr;  // empty: nothing may air
    int round = 0;                      // of a shuffled run, from 1
    bool relaxed = false;               // the rest time was not kept
    bool waiting = false;               // something waits for a longer opening
  };
  using Judge = std::function<Verdict(const model::Item&)>;
  // The next item by the block's order. Judges are asked in that order, at most once per item and pass.
  Choice pick(Millis at, const Judge& judge);

 private:
  Choice pick_sequential(const Judge& judge) const;
  Choice pick_shuffled(const Judge& judge);
  Choice pick_random(Millis at, const Judge& judge) const;
  Choice pick_scored(Millis at, const Judge& judge);
  std::optional<std::uint32_t> index_of(const Aired& airing) const;
  std::vector<std::uint32_t> shuffled(int round) const;
  std::uint32_t opening_of(std::uint32_t index, int round) const;
  struct ByName {
    std::unordered_map<std::string, std::uint32_t> items;               // by show, season and episode, or by title
    std::unordered_map<std::string, std::vector<std::uint32_t>> shows;  // places of a show, ascending
  };
  const ByName& by_name() const;

  model::Order order_;
  std::uint64_t seed_;
  bool together_;
  std::shared_ptr<const Lineup> lineup_;
  const std::vector<const model::Item*>& items_;  // of the lineup
  std::vector<std::uint64_t> hashes_;             // random: of the items
  std::unique_ptr<Scoring> scoring_;              // scored
  std::vector<Millis> last_at_;                   // scored: when an item aired last, -1 never
  std::vector<std::uint32_t> before_;             // scored: what aired last, the newest first
  mutable std::optional<ByName> by_name_;         // made when an item is gone that aired
  std::optional<std::uint32_t> last_;      // index of the item that aired last
  std::optional<std::uint32_t> opens_;     // what comes next where no index stands for what aired last
  int round_ = 1;                          // shuffle: the one that is under way
  std::vector<int> used_;                  // shuffle: the last round of an item
  std::vector<std::uint32_t> line_;        // shuffle: the order of round line_of_
  int line_of_ = 0;
  std::size_t head_ = 0;                   // of line_: all before it are used
};

}  // namespace retrovue::schedule
