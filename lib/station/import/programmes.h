#pragma once
#include <map>
#include <string>
#include <vector>

#include "station/import/foreign.h"

// What dizqueTV and Tunarr have in common: a list of programmes that goes round, made from slots of the day or week that
// name shows by an id.
namespace retrovue::station {

// The programmes of a channel by what slots call them.
class Programmes {
 public:
  void add(const std::string& show_id, Want want);
  const std::vector<Want>& all() const { return all_; }
  // What a slot means by an id; empty: nothing of that name was in the list.
  std::vector<Want> of(const std::string& show_id, const std::string& where) const;

 private:
  std::vector<Want> all_;
  std::map<std::string, std::vector<std::size_t>> by_show_;
};

// "next", "shuffle" and their kin; others become sequential, with a remark.
model::Order slot_order(const std::string& word, const std::string& where, Remarks& remarks);

// The grid from a padding in milliseconds, and how late blocks may begin.
void slot_padding(std::optional<std::int64_t> pad_ms, const std::string& where, ForeignStation& station);
std::optional<Millis> slot_lateness(std::optional<std::int64_t> ms);

inline constexpr std::size_t kMostProgrammes = 100'000, kMostSlots = 500, kMostOfOneSlot = 400;

}  // namespace retrovue::station
