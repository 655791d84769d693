#include "station/import/foreign.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace retrovue::station {
namespace {
constexpr Millis kMinute = 60'000, kDay = 86'400'000;
constexpr int kMostRemarks = 200;  // of one fate

std::string key_of(const Want& want) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", static_cast<int>(want.kind), want.title, want.part, want.year.value_or(-1), want.season.value_or(-1),
                     want.episode.value_or(-1), want.path);
}

// Blocks that play the same in the same way, whenever.
bool alike(const ForeignBlock& a, const ForeignBlock& b) {
  return a.order == b.order && a.start == b.start && a.delay == b.delay && a.run == b.run &&
         std::equal(a.play.begin(), a.play.end(), b.play.begin(), b.play.end(), [](const Want& x, const Want& y) { return key_of(x) == key_of(y); });
}

model::Days day_bit(unsigned weekday) { return static_cast<model::Days>(1U << weekday % 7); }
}  // namespace

void Remarks::add(Fate fate, const std::string& where, const std::string& text) {
  ++counts_[fate];
  const auto [known, fresh] = known_.emplace(fmt::format("{} {}", static_cast<int>(fate), text), all_.size());
  if (!fresh) {
    ++all_[known->second].times;
    return;
  }
  if (kept_[fate]++ < kMostRemarks) all_.push_back({fate, where, text, 1});
  else known_.erase(known);
}

int Remarks::count(Fate fate) const {
  const auto found = counts_.find(fate);
  return found == counts_.end() ? 0 : found->second;
}

void remark_members(const base::Json& object, const std::string& where, const Members& members, Remarks& remarks) {
  for (const auto& [name, value] : object.members()) {
    if (std::find(members.read.begin(), members.read.end(), name) != members.read.end()) continue;
    const auto useless = std::find_if(members.useless.begin(), members.useless.end(), [&](const auto& one) { return one.first == name; });
    const auto place = where.empty() ? base::printable(name) : where + "." + base::printable(name);
    if (useless == members.useless.end()) remarks.add(Fate::unknown, place, fmt::format("'{}' is not known", base::printable(name)));
    else if (!useless->second.empty()) remarks.add(Fate::left_out, place, fmt::format("{}: {}", useless->first, useless->second));
  }
}

Millis nearest_grid(Millis wanted) {
  static constexpr int kMinutes[] = {1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 18, 20, 24, 30, 32, 36, 40, 45, 48, 60, 72, 80, 90, 96, 120, 144, 160, 180, 240, 288, 360};
  Millis best = 30 * kMinute;
  for (const int minutes : kMinutes)
    if (std::abs(minutes * kMinute - wanted) < std::abs(best - wanted)) best = minutes * kMinute;
  return best;
}

std::vector<ForeignBlock> timetable(std::vector<TimeEntry> entries, bool weekly, unsigned first_weekday) {
  const Millis period = weekly ? 7 * kDay : kDay;
  for (auto& entry : entries) entry.at = (entry.at % period + period) % period;
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  // The last entry goes on until the first one comes round again; no piece is longer than a day.
  struct Piece {
    const ForeignBlock* what;
    unsigned day;
    Millis from, to;
  };
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto from = entries[i].at, end = i + 1 < entries.size() ? entries[i + 1].at : entries[0].at + period;
    while (from < end) {
      const auto to = std::min(end, from + kDay);
      if (!entries[i].what.play.empty())
        pieces.push_back({&entries[i].what, static_cast<unsigned>(from % period / kDay), from % kDay, from % kDay + (to - from)});
      from = to;
    }
  }
  std::sort(pieces.begin(), pieces.end(), [](const auto& a, const auto& b) { return std::pair{a.day, a.from} < std::pair{b.day, b.from}; });
  for (std::size_t i = 1; i < pieces.size();) {
    auto& before = pieces[i - 1];
    if (before.day == pieces[i].day && before.to == pieces[i].from && pieces[i].to - before.from <= kDay && alike(*before.what, *pieces[i].what)) {
      before.to = pieces[i].to;
      pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  std::vector<ForeignBlock> blocks;
  for (const auto& piece : pieces) {
    const auto days = weekly ? day_bit(first_weekday + piece.day) : model::kDaily;
    const auto same = std::find_if(blocks.begin(), blocks.end(), [&](const auto& block) {
      return block.from == piece.from && block.to == piece.to % kDay && alike(block, *piece.what);
    });
    if (same != blocks.end()) {
      same->days = static_cast<model::Days>(same->days | days);
      continue;
    }
    blocks.push_back(*piece.what);
    blocks.back().days = days;
    blocks.back().from = piece.from;
    blocks.back().to = piece.to % kDay;
  }
  return blocks;
}

ForeignBlock whole_day(const std::vector<Want>& programmes, Remarks& remarks, const std::string& where) {
  ForeignBlock block;
  block.name = "All day";
  block.where = where;
  block.start = model::Start::soft;
  // Programmes of one show stand for it; the order of the list decides how they are played.
  std::vector<std::string> order;
  std::map<std::string, std::vector<const Want*>> groups;
  std::size_t switches = 0;
  std::string last;
  for (const auto& want : programmes) {
    const auto name = want.kind == Want::Kind::episode ? "show " + want.title : key_of(want);
    if (groups.find(name) == groups.end()) order.push_back(name);
    groups[name].push_back(&want);
    switches += !last.empty() && name != last;
    last = name;
  }
  bool ascending = true;
  for (const auto& [name, list] : groups) {
    std::size_t falls = 0;
    for (std::size_t i = 1; i < list.size(); ++i)
      falls += std::pair{list[i - 1]->season, list[i - 1]->episode} > std::pair{list[i]->season, list[i]->episode};
    if (falls > list.size() / 8) ascending = false;
  }
  for (const auto& name : order) {
    auto want = *groups[name].front();
    if (want.kind == Want::Kind::episode && !want.title.empty()) {
      want.kind = Want::Kind::show;
      want.season = want.episode = std::nullopt;
      want.part.clear();
      want.path.clear();
      want.guids.clear();
    }
    block.play.push_back(std::move(want));
  }
  if (switches + 1 == order.size() && ascending) {
    block.order = model::Order::sequential;
    remarks.add(Fate::taken, where, fmt::format("{} programmes in order, as one block of the whole day", programmes.size()));
  } else if (ascending) {
    block.order = model::Order::strip;
    remarks.add(Fate::changed, where, fmt::format("{} programmes of {} shows in turn became a strip: one of each, each in its order", programmes.size(), order.size()));
  } else {
    block.order = model::Order::shuffle;
    remarks.add(Fate::changed, where, fmt::format("{} programmes in a mixed order became a shuffle; the exact order is not kept", programmes.size()));
  }
  return block;
}

}  // namespace retrovue::station
