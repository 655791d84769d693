#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "base/error.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/item_scan.h"
#include "catalog/items.h"
#include "catalog/plan.h"
#include "station/campaigns.h"
#include "station/mirrors.h"
#include "station/plan_book.h"
#include "station/plan_line.h"
#include "station/profiles.h"
#include "station/program.h"
#include "station/queries.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {
constexpr Millis kDay = 86'400'000;
constexpr Millis kBreakMemory = 400 * kDay;  // how far back break material is remembered
constexpr Millis kForever = INT64_MAX / 4;
constexpr Millis kLong = 60 * kDay;  // plans of more time are written while they are made

class Reader {
 public:
  Reader(catalog::Catalog& catalog, const BuildOptions& options) : catalog_(catalog), options_(options) {}

  Work read(const model::Channel& channel, const base::Rate& rate) {
    Work work;
    auto& in = work.input;
    in.channel = channel;
    in.rate = rate;
    in.seed = options_.seed;
    in.optimize = options_.optimize;
    work.base = catalog::latest_revision(catalog_, channel.id);
    const schedule::Calendar calendar{channel};
    in.from = start(work, calendar);
    in.to = end(channel, calendar, in.from);
    return work;
  }

  // The plan goes on after the new part: end exactly where the next stored slot begins.
  void meet_stored(Work& work) {
    auto& in = work.input;
    const auto& channel = in.channel;
    if (const auto range = catalog::planned_range(catalog_, channel.id); range && range->second > in.to) {
      for (const auto& slot : catalog::slots(catalog_, channel.id, in.to, kForever))
        if (slot.start >= in.to) {
          in.to = slot.start;
          in.ends_exactly = true;
          break;
        }
    }
  }

 private:
  // Where the new part begins: after the lock window, after a slot that reaches over, else on the grid.
  Millis start(Work& work, const schedule::Calendar& calendar) {
    const auto& channel = work.input.channel;
    const auto now = options_.now;
    Millis edge = calendar.line_before(now, calendar.grid());
    work.locked = locked_slots(catalog_, channel, work.input.rate, now, options_.lock.value_or(channel.lock_ms));
    edge = work.locked.edge(edge);
    if (!work.locked.slots.empty()) work.kept = work.locked.slots.back();
    if (work.locked.other_rate) {
      work.report.warnings.push_back("the stored plan was made for another frame rate; it is replaced from the slot on air on");
      return std::min(*work.locked.other_rate, edge);
    }
    if (!options_.from) return edge;
    Millis wanted = std::max(calendar.line_before(time(channel, *options_.from), calendar.grid()), edge);
    for (const auto& slot : catalog::slots(catalog_, channel.id, wanted, wanted + 1))
      if (slot.start < wanted) {
        work.kept = slot;
        wanted = slot.end;
      }
    return wanted;
  }

  Millis time(const model::Channel& channel, const std::string& text) const {
    return base::parse_time(text, base::Zone{channel.zone}, options_.now);
  }

  Millis end(const model::Channel& channel, const schedule::Calendar& calendar, Millis from) const {
    if (options_.to) return time(channel, *options_.to);
    const Millis asked = options_.from ? time(channel, *options_.from) : options_.now;
    return calendar.day_begin(base::add_days(calendar.date_of(std::max(from, asked)), static_cast<int>(options_.days)));
  }

  catalog::Catalog& catalog_;
  const BuildOptions& options_;
};

// The beginning of a growing plan, as far as there is a stored one to compare it with.
model::Sheet beginning(catalog::Catalog& catalog, model::Id channel, PlanLine& line) {
  auto sheet = line.first();
  const auto stored = catalog::planned_range(catalog, channel);
  const auto compared = [&] {
    const auto& last = sheet.slots[static_cast<std::size_t>(sheet.events.back().slot_id)];
    return !stored || last.start >= stored->second;
  };
  while (!compared()) {
    auto events = line.more();
    if (events.empty()) break;
    sheet.events.insert(sheet.events.end(), std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
  }
  return sheet;
}

bool waits(const schedule::Input& in) { return !in.channel.auto_approve || in.programming.approval == model::Approval::submitted; }

void write(catalog::Catalog& catalog, const schedule::Library& library, Work& work, const BuildOptions& options, const std::set<int>& mirrors,
           PlanLine& line) {
  const auto& in = work.input;
  if (!work.grows && work.plan.slots.empty()) return;
  bool changed = catalog::latest_revision(catalog, in.channel.id) != work.base;
  if (work.kept) {
    const auto still = catalog::slot_by_id(catalog, work.kept->id);
    changed = changed || !still || still->end != work.kept->end;
  }
  if (changed) throw Error(ErrorKind::busy, fmt::format("the plan of channel {} was changed while it was built", in.channel.number), "build again");
  auto sheet = work.grows ? beginning(catalog, in.channel.id, line) : model::Sheet{std::move(work.plan.slots), std::move(work.plan.events)};
  const auto to = std::max(in.to, sheet.slots.back().end);
  const Author author{options.author, options.now, "build", fmt::format("seed {}{}", options.seed, options.optimize ? ", optimised" : "")};
  if (waits(in)) {
    work.report.draft = put_aside(catalog, in.channel, in.from, to, sheet, static_cast<std::int64_t>(options.seed), author);
    return;
  }
  const auto more = [&] { return line.more(); };
  const auto change = put_on_air(catalog, in.channel, in.from, to, std::move(sheet), author, work.grows ? MoreEvents{more} : MoreEvents{});
  if (work.grows) line.wait();
  work.report.revision = change.revision;
  if (change.revision) follow(catalog, library, in.channel, in.rate, change.from, author, work.report.warnings, mirrors);
}

}  // namespace

void read_past(catalog::Catalog& catalog, schedule::Input& in) {
  const auto channel = in.channel.id;
  in.programming = read_programming_json(catalog::programming_document(catalog, channel), in.channel);
  in.queries = saved_queries(catalog);
  const auto told = [](const catalog::RunAiring& one) {
    auto airing = schedule::aired(one.slot);
    airing.channel = one.channel;
    return airing;
  };
  for (auto& slot : catalog::slots(catalog, channel, in.from - 1, in.from))
    if (slot.start < in.from) in.before = std::move(slot);
  for (const auto& one : catalog::channel_runs(catalog, channel, in.from)) in.past.push_back(told(one));
  std::set<std::string> runs;
  for (const auto& block : in.programming.blocks)
    if (!block.run.empty() && runs.insert(block.run).second)
      for (const auto& one : catalog::shared_run(catalog, block.run, channel)) in.elsewhere.push_back(told(one));
  std::sort(in.elsewhere.begin(), in.elsewhere.end(), [](const schedule::Aired& a, const schedule::Aired& b) {
    return std::tie(a.at, a.channel) < std::tie(b.at, b.channel);
  });
  for (const auto& airing : catalog::break_airings(catalog, channel, in.from - kBreakMemory, in.from))
    in.past_airings.push_back({airing.item_id, airing.at});
}

schedule::Library read_library(catalog::Catalog& catalog, Markers markers) {
  auto items = catalog::schedulable_items(catalog);
  add_collections(catalog, items);
  return {std::move(items), markers == Markers::with ? catalog::schedulable_markers(catalog) : std::vector<model::Marker>{}};
}

std::vector<BuiltChannel> build_plans(catalog::Catalog& catalog, const std::vector<model::Channel>& channels,
                                      const std::vector<model::Profile>& profiles, const BuildOptions& options) {
  const auto library = read_library(catalog);
  std::vector<Work> works, copies;
  Reader reader(catalog, options);
  const auto order = mirrors_among(catalog, channels);
  std::set<int> mirrors;
  for (const auto i : order) {
    mirrors.insert(channels[i].number);
    copies.push_back(reader.read(channels[i], find_profile(profiles, channels[i].profile).rate));
  }
  for (const auto& channel : channels)
    if (!mirrors.contains(channel.number)) works.push_back(reader.read(channel, find_profile(profiles, channel.profile).rate));
  for (auto& work : works) read_past(catalog, work.input);
  for (auto& group : groups(works)) {
    // Channels that share a run end together, else one would run ahead of the others.
    Millis last = 0;
    for (const auto* work : group) last = std::max(last, work->input.to);
    for (auto* work : group) work->input.to = last;
  }
  for (auto& work : works) {
    reader.meet_stored(work);
    read_bookings(catalog, library, work.input);
    for (const auto& booking : work.input.bookings)
      for (auto& doubt : campaign_doubts(library, work.input, booking, work.input.from)) work.report.warnings.push_back(std::move(doubt));
    read_fixed(catalog, work.input);
    for (auto& fault : locked_faults(work.locked, library, work.input.channel)) work.report.warnings.push_back(std::move(fault));
    if (library.items().empty() && library.live().empty())
      work.report.warnings.push_back("the library holds nothing that can air; run 'retrovue sync' and 'retrovue validate'");
    const Millis most = 3660 * kDay;
    if (work.input.to - work.input.from > most) throw Error(ErrorKind::usage, "more than ten years cannot be planned at once");
    work.grows = work.input.to - work.input.from > kLong && options.optimize == 0 && !waits(work.input);
  }
  for (auto& group : groups(works))
    for (auto* work : group) work->grows = work->grows && group.size() == 1;
  PlanLine line(library, works, options.jobs);
  auto* group = line.next();  // the catalog is not locked before there is something to write
  catalog.transaction(options.dry_run, [&] {
    for (; group; group = line.next())
      for (auto* work : *group) {
        write(catalog, library, *work, options, mirrors, line);
        work->plan = {};
        work->input = {};
      }
    for (auto& work : copies) {
      auto made = build_mirror(catalog, library, work.input, {options.author, options.now, "build", "as another channel"}, mirrors);
      made.warnings.insert(made.warnings.begin(), work.report.warnings.begin(), work.report.warnings.end());
      work.report = std::move(made);
    }
  });
  std::vector<BuiltChannel> reports(channels.size());
  for (std::size_t i = 0; i < order.size(); ++i) reports[order[i]] = std::move(copies[i].report);
  for (std::size_t i = 0, next = 0; i < channels.size(); ++i)
    if (!mirrors.contains(channels[i].number)) reports[i] = std::move(works[next++].report);
  return reports;
}

}  // namespace retrovue::station
