#include "station/plan_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/time_text.h"
#include "schedule/check.h"

namespace retrovue::station {

namespace {
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
  report.made = work.plan.made;
  report.improved = work.plan.improved;
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
}  // namespace

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

PlanLine::PlanLine(const schedule::Library& library, std::vector<Work>& works, std::int64_t jobs)
    : library_(library), groups_(groups(works)), places_(groups_.size()) {
  const auto wanted = std::min(static_cast<std::size_t>(std::max<std::int64_t>(jobs, 1)), groups_.size());
  ahead_ = wanted + 1;
  for (std::size_t i = 0; i < wanted; ++i) threads_.emplace_back([this] { run(); });
}

PlanLine::~PlanLine() {
  const std::lock_guard lock(guard_);
  stopped_ = true;
  moved_.notify_all();
}

Group* PlanLine::next() {
  std::unique_lock lock(guard_);
  if (given_ == groups_.size()) return nullptr;
  auto& place = places_[given_++];
  moved_.notify_all();
  moved_.wait(lock, [&] { return place.begun || place.done; });
  auto& group = groups_[given_ - 1];
  if (place.begun) return &group;
  if (place.failed) std::rethrow_exception(place.failed);
  for (auto* work : group) work->grows = false;  // it is whole already
  return &group;
}

model::Sheet PlanLine::first() {
  model::Sheet sheet;
  sheet.events = more();
  sheet.slots = std::move(given().slots);
  return sheet;
}

std::vector<model::Event> PlanLine::more() {
  auto& place = given();
  std::unique_lock lock(guard_);
  moved_.wait(lock, [&] { return !place.grown.empty() || place.done; });
  if (place.failed) std::rethrow_exception(place.failed);
  if (place.grown.empty()) return {};
  auto events = std::move(place.grown.front());
  place.grown.pop_front();
  return events;
}

void PlanLine::wait() {
  auto& place = given();
  std::unique_lock lock(guard_);
  moved_.wait(lock, [&] { return place.done; });
  if (place.failed) std::rethrow_exception(place.failed);
}

void PlanLine::grow(Place& place, const schedule::Plan& plan) {
  std::vector<model::Event> fresh(plan.events.begin() + static_cast<std::ptrdiff_t>(place.told), plan.events.end());
  place.told = plan.events.size();
  if (fresh.empty()) return;
  const std::lock_guard lock(guard_);
  if (!place.begun) place.slots = plan.slots;
  place.begun = true;
  place.grown.push_back(std::move(fresh));
  moved_.notify_all();
}

void PlanLine::plan(std::size_t at) {
  auto& group = groups_[at];
  const auto begun = base::steady_ms();
  const bool grows = group.front()->grows;
  std::vector<schedule::Input> inputs;
  for (auto* work : group) inputs.push_back(grows ? work->input : std::move(work->input));
  const auto told = [&](const schedule::Plan& plan) { grow(places_[at], plan); };
  auto plans = schedule::build(library_, inputs, grows ? schedule::Growing{told} : schedule::Growing{});
  const double seconds = static_cast<double>(base::steady_ms() - begun) / 1000 / static_cast<double>(group.size());
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (!grows) group[i]->input = std::move(inputs[i]);
    group[i]->plan = std::move(plans[i]);
    group[i]->report.seconds = seconds;
  }
}

void PlanLine::run() {
  std::unique_lock lock(guard_);
  while (true) {
    moved_.wait(lock, [&] { return stopped_ || taken_ == groups_.size() || taken_ < given_ + ahead_; });
    if (stopped_ || taken_ == groups_.size()) return;
    const auto i = taken_++;
    lock.unlock();
    std::exception_ptr failure;
    try {
      agree(groups_[i]);
      plan(i);
      for (auto* work : groups_[i]) judge(library_, *work);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    places_[i].failed = failure;
    places_[i].done = true;
    moved_.notify_all();
  }
}

}  // namespace retrovue::station
