#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schedule/library.h"

namespace retrovue::schedule {

// Programmes in the order in which a block plays them.
class Lineup {
 public:
  explicit Lineup(std::vector<const model::Item*> items);
  const std::vector<const model::Item*>& items() const { return items_; }
  std::optional<std::uint32_t> place(model::Id item) const;  // index into items
  // The first part of the story that the item at this place belongs to; itself when it stands alone.
  std::uint32_t first_part(std::uint32_t place) const { return first_part_[place]; }
  // How many parts of its story follow the item at this place, right behind it.
  std::uint32_t parts_after(std::uint32_t place) const;

 private:
  std::vector<const model::Item*> items_;
  std::vector<std::pair<model::Id, std::uint32_t>> places_;  // by id
  std::vector<std::uint32_t> first_part_;
};

// Lineups of a library by what makes them. Channels often ask for the same ones, so some are kept; the longest unused go
// first. Safe for several threads.
class Lineups {
 public:
  // What a block with these selectors may play: the programmes of the first selector, then those of the second that are
  // new, and so on; inside one selector by show, year, season (specials last), episode and title. Each selector is compiled
  // in filters, so that its faults are known there.
  std::shared_ptr<const Lineup> of(const Library& library, const std::vector<model::Selector>& play, Filters& filters);

 private:
  struct Known {
    std::vector<model::Selector> play;
    std::map<std::string, std::string> saved;  // the queries that play may name; empty when it names none
    std::shared_ptr<const Lineup> lineup;
  };
  std::shared_ptr<const Lineup> find(const std::vector<model::Selector>& play, const std::map<std::string, std::string>& saved);

  std::mutex guard_;
  std::deque<Known> known_;  // used last: at the back
};

}  // namespace retrovue::schedule
