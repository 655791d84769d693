#include "station/import/programmes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace retrovue::station {

void Programmes::add(const std::string& show_id, Want want) {
  if (all_.size() >= kMostProgrammes) return;
  by_show_[show_id].push_back(all_.size());
  all_.push_back(std::move(want));
}

std::vector<Want> Programmes::of(const std::string& show_id, const std::string& where) const {
  const auto found = by_show_.find(show_id);
  if (found == by_show_.end()) return {};
  const auto& first = all_[found->second.front()];
  const bool one_show = first.kind == Want::Kind::episode && !first.title.empty() &&
                        std::all_of(found->second.begin(), found->second.end(), [&](std::size_t i) { return all_[i].title == first.title; });
  if (one_show) return {{.kind = Want::Kind::show, .title = first.title, .guids = {}, .where = where}};
  std::vector<Want> list;
  std::set<std::string> seen;
  for (const auto i : found->second) {
    const auto& want = all_[i];
    const auto key = fmt::format("{}\n{}\n{}\n{}\n{}", want.title, want.part, want.year.value_or(0), want.season.value_or(0), want.episode.value_or(0));
    if (seen.insert(key).second) list.push_back(want);
  }
  if (list.size() > kMostOfOneSlot && first.kind == Want::Kind::movie) return {{.kind = Want::Kind::movies, .where = where}};
  if (list.size() > kMostOfOneSlot) list.resize(kMostOfOneSlot);
  return list;
}

model::Order slot_order(const std::string& word, const std::string& where, Remarks& remarks) {
  if (word == "shuffle") return model::Order::shuffle;
  if (word != "next" && !word.empty())
    remarks.add(Fate::changed, where + ".order", fmt::format("order '{}' became sequential", base::printable(word)));
  return model::Order::sequential;
}

void slot_padding(std::optional<std::int64_t> pad_ms, const std::string& where, ForeignStation& station) {
  const auto pad = std::clamp<std::int64_t>(pad_ms.value_or(0), 0, 21'600'000);
  station.channel.grid_ms = pad < 60'000 ? 300'000 : nearest_grid(pad);
  if (station.channel.grid_ms != pad)
    station.remarks.add(Fate::changed, where, pad < 60'000 ? "without padding programmes follow each other at once: blocks start soft, on a grid of 5m"
                                                           : fmt::format("the padding became a grid of {}m", station.channel.grid_ms / 60'000));
}

std::optional<Millis> slot_lateness(std::optional<std::int64_t> ms) {
  return ms ? std::optional{std::clamp<Millis>(*ms, 0, 86'400'000)} : std::nullopt;
}

}  // namespace retrovue::station
