#include "station/server_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>
#include <unordered_map>

namespace retrovue::station {
namespace {
struct Mark {
  std::uint64_t guid = 0, file = 0;
};

std::uint64_t hex(std::string_view digits) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

Mark parsed(std::string_view stamp) {
  if (stamp.starts_with('?')) stamp.remove_prefix(1);
  if (stamp.size() != 48) return {};
  return {hex(stamp.substr(16, 16)), hex(stamp.substr(32, 16))};
}

// The one untaken value under a key; -1 when there is none or doubt.
class Index {
 public:
  void add(std::uint64_t key, std::size_t value) {
    if (key) all_[key].push_back(value);
  }
  std::ptrdiff_t only(std::uint64_t key, const std::vector<bool>& taken) const {
    const auto found = all_.find(key);
    if (key == 0 || found == all_.end()) return -1;
    std::ptrdiff_t one = -1;
    for (const auto value : found->second) {
      if (taken[value]) continue;
      if (one >= 0) return -1;
      one = static_cast<std::ptrdiff_t>(value);
    }
    return one;
  }
  bool has(std::uint64_t key) const { return key != 0 && all_.contains(key); }

 private:
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> all_;
};
}  // namespace

std::string stamp_text(const ServerEntry& entry) {
  return fmt::format("{}{:016x}{:016x}{:016x}", entry.dated ? "" : "?", entry.stamp, entry.guid, entry.file);
}

ServerMatch match_entries(const std::vector<ServerEntry>& entries, const std::vector<catalog::OriginMark>& marks,
                          const std::unordered_set<model::Id>& settled) {
  ServerMatch match;
  match.mark_of.assign(entries.size(), -1);
  std::vector<bool> taken(marks.size(), false);
  std::vector<Mark> said(marks.size());
  std::unordered_map<std::string_view, std::size_t> by_key;
  Index by_guid, by_file, by_both;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    said[i] = parsed(marks[i].stamp);
    const auto [at, fresh] = by_key.emplace(marks[i].key, i);
    if (!fresh && marks[i].listed && !marks[at->second].listed) at->second = i;
    by_guid.add(said[i].guid, i);
    by_file.add(said[i].file, i);
  }
  auto take = [&](std::size_t entry, std::size_t mark) {
    match.mark_of[entry] = static_cast<std::ptrdiff_t>(mark);
    taken[mark] = true;
  };
  for (std::size_t e = 0; e < entries.size(); ++e) {
    const auto found = by_key.find(entries[e].key);
    if (found == by_key.end() || taken[found->second]) continue;
    const auto& mark = said[found->second];
    const bool same = (mark.guid != 0 && mark.guid == entries[e].guid) || (mark.file != 0 && mark.file == entries[e].file);
    const bool known_elsewhere = by_guid.has(entries[e].guid) || by_file.has(entries[e].file);
    if (same || !known_elsewhere) take(e, found->second);
  }
  // What is left may be an old friend under a new key: of marks whose own key is not listed any more.
  Index free_guid, free_file, free_both, new_guid;
  auto both = [](std::uint64_t guid, std::uint64_t file) { return guid && file ? guid * 0x9E3779B97F4A7C15u ^ file : 0; };
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (taken[i] || (marks[i].listed && !settled.contains(marks[i].library_id))) continue;
    free_guid.add(said[i].guid, i);
    free_file.add(said[i].file, i);
    free_both.add(both(said[i].guid, said[i].file), i);
  }
  std::vector<bool> matched(entries.size(), false);
  for (std::size_t e = 0; e < entries.size(); ++e) {
    matched[e] = match.mark_of[e] >= 0;
    if (!matched[e]) new_guid.add(entries[e].guid, e);
  }
  for (int round = 0; round < 3; ++round)
    for (std::size_t e = 0; e < entries.size(); ++e) {
      if (match.mark_of[e] >= 0) continue;
      const auto& entry = entries[e];
      std::ptrdiff_t mark = -1;
      if (round == 0) mark = free_both.only(both(entry.guid, entry.file), taken);
      if (round == 1) mark = free_file.only(entry.file, taken);
      if (round == 2 && new_guid.only(entry.guid, matched) == static_cast<std::ptrdiff_t>(e)) mark = free_guid.only(entry.guid, taken);
      if (mark < 0) continue;
      take(e, static_cast<std::size_t>(mark));
      matched[e] = true;
    }
  // What it was known as elsewhere is another thing's: then it is what had its key, as it would be had the others come first.
  for (std::size_t e = 0; e < entries.size(); ++e) {
    const auto found = by_key.find(entries[e].key);
    if (match.mark_of[e] < 0 && found != by_key.end() && !taken[found->second]) take(e, found->second);
  }
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (!taken[i] && marks[i].listed && settled.contains(marks[i].library_id)) match.gone.push_back(i);
  return match;
}

void join_shared_files(std::vector<ServerEntry>& entries) {
  std::map<std::uint64_t, std::vector<std::size_t>> by_file;
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].file) by_file[entries[i].file].push_back(i);
  for (auto& [file, all] : by_file) {
    if (all.size() < 2) continue;
    const auto rank = [&](std::size_t i) { return std::tuple{entries[i].library, entries[i].episode, entries[i].key.size(), std::string_view{entries[i].key}}; };
    std::sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    auto& first = entries[all.front()];
    for (const auto i : all) {
      if (i == all.front()) continue;
      auto& other = entries[i];
      other.lead = static_cast<std::ptrdiff_t>(all.front());
      if (!first.show_key.empty() && first.episode >= 0 && other.show_key == first.show_key && other.season == first.season && other.episode > first.episode)
        first.episode_end = std::max(first.episode_end, other.episode);
    }
  }
}

std::uint64_t stamped_file(std::string_view stamp) { return parsed(stamp).file; }

}  // namespace retrovue::station
