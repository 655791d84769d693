#include "schedule/check.h"

#include <fmt/format.h>

#include <cstdlib>
#include <set>

#include "base/text.h"
#include "base/time_text.h"
#include "schedule/rules.h"

namespace retrovue::schedule {
namespace {
using model::EventKind;

class Checker {
 public:
  Checker(const Library& library, const CheckInput& input)
      : library_(library), in_(input), calendar_(input.channel),
        rules_(library, calendar_, input.channel, input.programming.dayparts, input.slots.front().start, input.slots.back().end) {}

  std::vector<Finding> run() {
    std::size_t event = 0;
    for (std::size_t i = 0; i < in_.slots.size(); ++i) {
      neighbours(i);
      grid(i);
      programme(in_.slots[i]);
      events(in_.slots[i], event);
    }
    if (event < in_.events.size())
      add("events", model::frame_start(in_.rate, in_.events[event].start_frame), "events after the last slot", true);
    return std::move(found_);
  }

 private:
  void add(std::string rule, Millis at, std::string text, bool hard) { found_.push_back({std::move(rule), at, std::move(text), hard}); }
  std::string name(const model::Slot& slot) const {
    return fmt::format("slot '{}' at {}", base::printable(slot.title), base::local_text(slot.start, calendar_.zone()));
  }

  static bool live(const model::Slot& slot) { return slot.kind == model::ItemKind::live; }

  const model::Block* block_of(const model::Slot& slot) const {
    for (const auto& block : in_.programming.blocks)
      if (block.name == slot.block) return &block;
    return nullptr;
  }

  void neighbours(std::size_t i) {
    const auto& slot = in_.slots[i];
    if (slot.end <= slot.start) add("order", slot.start, name(slot) + " ends before it starts", true);
    if (i == 0) return;
    const auto& before = in_.slots[i - 1];
    if (before.end < slot.start)
      add("gap", before.end, fmt::format("nothing is planned for {} before {}; run 'retrovue schedule build'",
                                         base::short_duration(slot.start - before.end), name(slot)), true);
    if (before.end > slot.start) add("overlap", slot.start, fmt::format("{} begins while {} is on", name(slot), name(before)), true);
  }

  // Starts stand on the grid or its half; else the edge of a block or a soft start must explain them.
  void grid(std::size_t i) {
    const auto& slot = in_.slots[i];
    if (i == 0 || calendar_.on_line(slot.start, calendar_.grid() / 2)) return;
    if (const auto* own = block_of(slot); own && own->start == model::Start::soft) return;
    const auto date = calendar_.date_of(slot.start);
    if (slot.start == calendar_.day_begin(date)) return;  // off the grid where the clocks jump over day_start
    for (const auto& block : in_.programming.blocks)
      for (int day = -1; day <= 0; ++day) {
        const auto window = calendar_.window(base::add_days(date, day), block.from, block.to);
        if (window.start == slot.start || window.end == slot.start) return;
      }
    add("grid", slot.start, name(slot) + " does not start on the grid; build again after a change of the grid", false);
  }

  void programme(const model::Slot& slot) {
    if (slot.item_id == 0) {
      if (slot.status == "planned") add("file", slot.start, name(slot) + " has lost its item, which was removed; build again", true);
      return;
    }
    const auto* item = library_.find(slot.item_id);
    if (!item) {
      add("file", slot.start, fmt::format("{} has no playable file; run 'retrovue validate {}'", name(slot), slot.item_id), true);
      return;
    }
    const auto* block = block_of(slot);
    const auto end = live(slot) ? slot.end : slot.start + item->duration_ms;
    const auto why = rules_.refusal(*item, slot.start, end, block ? block->rating : "");
    if (!why.empty()) add("rule", slot.start, fmt::format("{} is {}; build again", name(slot), why), true);
  }

  void events(const model::Slot& slot, std::size_t& at) {
    const auto begin = model::frame_at(in_.rate, slot.start), end = model::frame_at(in_.rate, slot.end);
    std::int64_t frame = begin, shown = 0;
    std::set<std::string> companies;
    const auto* block = block_of(slot);
    const bool one_per_company = (block && block->breaks ? *block->breaks : in_.programming.breaks).one_per_company;
    for (; at < in_.events.size() && in_.events[at].start_frame < end; ++at) {
      const auto& event = in_.events[at];
      const auto when = model::frame_start(in_.rate, event.start_frame);
      if (event.start_frame != frame || event.frames <= 0)
        add("events", when, fmt::format("events of {} are not contiguous", name(slot)), true);
      frame = event.start_frame + event.frames;
      if (event.kind == EventKind::program || event.kind == EventKind::live) companies.clear();
      if (event.item_id == 0) continue;
      const auto* item = library_.find(event.item_id);
      if (!item) {
        if (event.item_id != slot.item_id)
          add("file", when, fmt::format("'{}' in {} has no playable file; run 'retrovue validate {}'",
                                        base::printable(event.title), name(slot), event.item_id), true);
        continue;
      }
      if (event.kind == EventKind::live) {  // it has no length, and runs on behind a break
        if (event.in_frame != event.start_frame - begin) add("events", when, fmt::format("{} is not shown as it runs", name(slot)), true);
        continue;
      }
      if (event.in_frame + event.frames > in_.rate.index_at_ms(item->duration_ms))
        add("events", when, fmt::format("'{}' in {} is shorter than planned; build again", base::printable(event.title), name(slot)), true);
      if (event.kind == EventKind::program) {
        if (event.in_frame != shown)
          add("events", when, fmt::format("{} does not resume where it paused", name(slot)), true);
        shown = event.in_frame + event.frames;
        continue;
      }
      if (event.kind == EventKind::spot && one_per_company && !item->company.empty() && !companies.insert(base::lower_ascii(item->company)).second)
        add("company", when, fmt::format("a break of {} has two spots of '{}'", name(slot), base::printable(item->company)), true);
      if (const auto why = rules_.refusal(*item, when, when + in_.rate.first_ms(event.frames), {}); !why.empty())
        add("rule", when, fmt::format("'{}' in {} is {}", base::printable(item->title), name(slot), why), true);
    }
    if (frame != end)
      add("events", slot.start, fmt::format("events of {} end {} frames {} it", name(slot), std::abs(frame - end),
                                            frame < end ? "before" : "after"), true);
    if (const auto* item = library_.find(slot.item_id); item && !live(slot) && shown != in_.rate.index_at_ms(item->duration_ms))
      add("events", slot.start, fmt::format("{} is not shown whole; build again", name(slot)), true);
  }

  const Library& library_;
  const CheckInput& in_;
  Calendar calendar_;
  Rules rules_;
  std::vector<Finding> found_;
};
}  // namespace

std::vector<Finding> check(const Library& library, const CheckInput& input) {
  if (input.slots.empty()) return {};
  return Checker(library, input).run();
}

}  // namespace retrovue::schedule
