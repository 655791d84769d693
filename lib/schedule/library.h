#pragma once
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/item.h"
#include "model/marker.h"
#include "model/programming.h"
#include "schedule/filter.h"

namespace retrovue::schedule {

class Lineups;

// What can air, as it was read from the catalog. Every item here but live inputs has a playable file of known length.
class Library {
 public:
  // Items shorter than a second, or of unknown length, are left out. Order of the arguments does not matter.
  Library(std::vector<model::Item> items, std::vector<model::Marker> markers);
  Library(Library&&) = default;  // items are referred to: they move, and are never copied
  const std::vector<model::Item>& items() const { return items_; }  // by id
  const std::vector<model::Item>& live() const { return live_; }    // live inputs, which have no length, by id
  const model::Item* find(model::Id id) const;                      // also among live inputs
  std::span<const model::Marker> markers_of(model::Id item) const;  // by start
  std::optional<int> level(const model::Item& item) const;          // rating_level of an item of this library
  // Items that are kept for channels by tags channel:NUMBER, channel:CALL_SIGN or channel:NAME.
  const std::vector<const model::Item*>& kept_for_channels() const { return kept_; }
  Lineups& lineups() const { return *lineups_; }

 private:
  std::vector<model::Item> items_, live_;
  std::vector<model::Marker> markers_;
  std::vector<std::optional<int>> levels_;
  std::vector<const model::Item*> kept_;
  std::shared_ptr<Lineups> lineups_;  // refers to items_, which stay where they are when a library is moved
};

// Where a season stands in a show: specials (season 0) after the regular ones, no number last.
int season_rank(const std::optional<int>& season);
bool same_text(std::string_view a, std::string_view b);  // ASCII case-folded
bool matches(const model::Selector& selector, const model::Item& item);  // but for where and query, see Filters
bool has_tag(const model::Item& item, std::string_view tag);

}  // namespace retrovue::schedule
