#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <set>
#include <thread>
#include <tuple>

#include "base/error.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/items.h"
#include "catalog/plan.h"
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

// One channel's work: read, planned, then written.
struct Work {
  schedule::Input input;
  std::optional<model::Slot> kept;  // the last slot that stays
  schedule::Plan plan;
  BuiltChannel report;
};

class Reader {
 public:
  Reader(catalog::Catalog& catalog, const BuildOptions& options) : catalog_(catalog), options_(options) {}

  Work read(const model::Channel& channel, const base::Rate& rate) {
    Work work;
    auto& in = work.input;
    in.channel = channel;
    in.rate = rate;
    in.seed = options_.seed;
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
    for (const auto& slot : catalog::slots(catalog_, channel.id, now, now + options_.lock)) {
      if (slot.start >= now + options_.lock) break;
      if (!whole(work.input, slot)) {
        work.report.warnings.push_back("the stored plan was made for another frame rate; it is replaced from the slot on air on");
        return std::min(slot.start, edge);
      }
      work.kept = slot;
      edge = slot.end;
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

  // Its events fill it at the channel's present rate.
  bool whole(const schedule::Input& in, const model::Slot& slot) {
    const auto first = model::frame_at(in.rate, slot.start), last = model::frame_at(in.rate, slot.end);
    const auto events = catalog::events(catalog_, in.channel.id, first, last);
    return !events.empty() && events.front().slot_id == slot.id && events.front().start_frame == first &&
           events.back().slot_id == slot.id && events.back().start_frame + events.back().frames == last;
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

// Channels that share runs are planned together; most stand alone.
using Group = std::vector<Work*>;

std::vector<Group> groups(std::vector<Work>& works) {
  std::vector<std::size_t> head(works.size());
  std::map<std::string, std::size_t> runs;
  const auto top = [&](std::size_t i) {
    while (head[i] != i) i = head[i];
    return i;
  };
  for (std::size_t i = 0; i < works.size(); ++i) {
    head[i] = i;
    for (const auto& block : works[i].input.programming.blocks) {
      if (block.run.empty()) continue;
      const auto known = top(runs.try_emplace(block.run, i).first->second);
      head[std::max(known, top(i))] = std::min(known, top(i));
    }
  }
  std::map<std::size_t, Group> by_head;
  for (std::size_t i = 0; i < works.size(); ++i) by_head[top(i)].push_back(&works[i]);
  std::vector<Group> all;
  for (auto& [first, group] : by_head) all.push_back(std::move(group));
  return all;
}

// What the members of a group read of each other in the catalog: only what they do not plan anew themselves.
void agree(Group& group) {
  for (auto* work : group) {
    auto& elsewhere = work->input.elsewhere;
    std::erase_if(elsewhere, [&](const schedule::Aired& airing) {
      return std::any_of(group.begin(), group.end(), [&](const Work* other) {
        return other->input.channel.number == airing.channel && airing.at >= other->input.from && airing.at < other->input.to;
      });
    });
    std::set<int> strangers;
    for (const auto& airing : elsewhere)
      if (airing.at >= work->input.from) strangers.insert(airing.channel);
    for (const auto stranger : strangers)
      if (std::none_of(group.begin(), group.end(), [&](const Work* other) { return other->input.channel.number == stranger; }))
        work->report.warnings.push_back(fmt::format("channel {} shares a run with this one and keeps its plan; build both together", stranger));
  }
}

void plan(const schedule::Library& library, Group& group) {
  const auto begun = base::steady_ms();
  std::vector<schedule::Input> inputs;
  for (auto* work : group) inputs.push_back(std::move(work->input));
  auto plans = schedule::build(library, inputs);
  const double seconds = static_cast<double>(base::steady_ms() - begun) / 1000 / static_cast<double>(group.size());
  for (std::size_t i = 0; i < group.size(); ++i) {
    group[i]->input = std::move(inputs[i]);
    group[i]->plan = std::move(plans[i]);
    group[i]->report.seconds = seconds;
  }
}

void judge(const schedule::Library& library, Work& work) {
  const auto begun = base::steady_ms();
  auto& report = work.report;
  report.number = work.input.channel.number;
  report.from = work.input.from;
  report.to = work.plan.slots.empty() ? work.input.from : work.plan.slots.back().end;
  report.slots = work.plan.slots.size();
  report.events = work.plan.events.size();
  if (work.plan.slots.empty())
    report.warnings.push_back(fmt::format("nothing to plan before {}: it is locked or planned already", base::rfc3339_utc(work.input.to)));
  report.unfilled_ms = work.plan.unfilled_ms;
  report.longest_unfilled_ms = work.plan.longest_unfilled_ms;
  report.breaks = work.plan.breaks;
  report.warnings.insert(report.warnings.end(), work.plan.warnings.begin(), work.plan.warnings.end());
  report.soft = work.plan.soft;
  report.overlaps = work.plan.overlaps;
  // The plan is judged by the same eyes as a stored one, not by its maker.
  const auto findings = schedule::check(
      library, {work.input.channel, work.input.rate, work.input.programming, work.plan.slots, work.plan.events});
  for (const auto& finding : findings)
    if (finding.hard) {
      ++report.hard_violations;
      report.warnings.push_back(finding.rule + ": " + finding.text);
    }
  report.seconds += static_cast<double>(base::steady_ms() - begun) / 1000;
}

// Runs the plans on some threads; which thread does what changes nothing in the result.
void plan_all(const schedule::Library& library, std::vector<Work>& works, std::int64_t jobs) {
  std::atomic<std::size_t> next{0};
  auto all = groups(works);
  std::vector<std::exception_ptr> failed(all.size());
  const auto run = [&] {
    for (std::size_t i = next++; i < all.size(); i = next++) {
      try {
        agree(all[i]);
        plan(library, all[i]);
        for (auto* work : all[i]) judge(library, *work);
      } catch (...) {
        failed[i] = std::current_exception();
      }
    }
  };
  std::vector<std::jthread> threads;
  const auto wanted = std::min(static_cast<std::size_t>(std::max<std::int64_t>(jobs, 1)), all.size());
  for (std::size_t i = 1; i < wanted; ++i) threads.emplace_back(run);
  run();
  threads.clear();
  for (const auto& failure : failed)
    if (failure) std::rethrow_exception(failure);
}

void write(catalog::Catalog& catalog, const Work& work) {
  const auto& in = work.input;
  if (work.plan.slots.empty()) return;
  if (work.kept) {
    const auto still = catalog::slot_by_id(catalog, work.kept->id);
    if (!still || still->end != work.kept->end)
      throw Error(ErrorKind::busy, fmt::format("the plan of channel {} was changed while it was built", in.channel.number), "build again");
  }
  auto slots = work.plan.slots;
  auto events = work.plan.events;
  for (auto& slot : slots) slot.channel_id = in.channel.id;
  for (auto& event : events) event.channel_id = in.channel.id;
  catalog::replace_plan(catalog, in.channel.id, in.from, std::max(in.to, slots.back().end), slots, events);
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

schedule::Library read_library(catalog::Catalog& catalog) {
  auto items = catalog::schedulable_items(catalog);
  add_collections(catalog, items);
  return schedule::Library(std::move(items), catalog::schedulable_markers(catalog));
}

std::vector<BuiltChannel> build_plans(catalog::Catalog& catalog, const std::vector<model::Channel>& channels,
                                      const std::vector<model::Profile>& profiles, const BuildOptions& options) {
  for (const auto& channel : channels)
    if (!channel.auto_approve && !options.dry_run)
      throw Error(ErrorKind::usage, fmt::format("channel {} does not take plans unseen: auto-approve is off", channel.number),
                  fmt::format("look at the plan with --dry-run, or run 'retrovue channel set {} --auto-approve'", channel.number));
  const auto library = read_library(catalog);
  std::vector<Work> works;
  Reader reader(catalog, options);
  for (const auto& channel : channels) works.push_back(reader.read(channel, find_profile(profiles, channel.profile).rate));
  for (auto& work : works) read_past(catalog, work.input);
  for (auto& group : groups(works)) {
    // Channels that share a run end together, else one would run ahead of the others.
    Millis last = 0;
    for (const auto* work : group) last = std::max(last, work->input.to);
    for (auto* work : group) work->input.to = last;
  }
  for (auto& work : works) {
    reader.meet_stored(work);
    if (library.items().empty())
      work.report.warnings.push_back("the library holds nothing that can air; run 'retrovue sync' and 'retrovue validate'");
    const Millis most = 3660 * kDay;
    if (work.input.to - work.input.from > most) throw Error(ErrorKind::usage, "more than ten years cannot be planned at once");
  }
  plan_all(library, works, options.jobs);
  catalog.transaction(options.dry_run, [&] {
    for (const auto& work : works) write(catalog, work);
  });
  std::vector<BuiltChannel> reports;
  for (auto& work : works) reports.push_back(std::move(work.report));
  return reports;
}

}  // namespace retrovue::station
