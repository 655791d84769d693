#pragma once
#include <map>
#include <random>
#include <set>
#include <string>

#include "base/time_text.h"
#include "schedule/plan.h"

// Small libraries and inputs for the schedule tests.
namespace retrovue::schedule::test {

using model::Item;
using model::ItemKind;

constexpr Millis kSecond = 1000, kMinute = 60'000, kHour = 3'600'000;

inline Millis utc(std::string_view text) { return base::parse_time(text, base::Zone{}, 0); }

class Shelf {
 public:
  Item& add(ItemKind kind, std::string title, Millis length) {
    Item item;
    item.id = static_cast<model::Id>(items.size() + 1);
    item.kind = kind;
    item.title = std::move(title);
    item.duration_ms = length;
    item.validated = true;
    items.push_back(item);
    return items.back();
  }
  Item& episode(const std::string& show, int season, int number, Millis length) {
    auto& item = add(ItemKind::episode, show + " " + std::to_string(number), length);
    item.show = show;
    item.season = season;
    item.episode = number;
    return item;
  }
  Item& spot(const std::string& company, Millis length) {
    auto& item = add(ItemKind::commercial, company + " spot", length);
    item.company = company;
    return item;
  }
  void marker(model::Id item, model::MarkerKind kind, Millis at) {
    model::Marker marker;
    marker.id = static_cast<model::Id>(markers.size() + 1);
    marker.item_id = item;
    marker.kind = kind;
    marker.start_ms = at;
    markers.push_back(marker);
  }
  Library library() const { return Library(items, markers); }
  std::vector<Item> items;
  std::vector<model::Marker> markers;
};

// What a build after these slots is told of them.
inline void remember(Input& in, const std::vector<model::Slot>& slots) {
  for (const auto& slot : slots) {
    if (slot.start >= in.from) continue;
    in.before = slot;
    if (slot.item_id == 0) continue;
    in.past.push_back(aired(slot));
    in.past.back().channel = in.channel.number;
  }
}

inline model::Selector show(std::string title) {
  model::Selector selector;
  selector.show = std::move(title);
  return selector;
}
inline model::Selector type(ItemKind kind) {
  model::Selector selector;
  selector.type = kind;
  return selector;
}

inline model::Block block(std::string name, std::string_view from, std::string_view to, std::vector<model::Selector> play) {
  model::Block made;
  made.name = std::move(name);
  made.from = base::parse_time_of_day(from);
  made.to = base::parse_time_of_day(to);
  made.play = std::move(play);
  return made;
}

// UTC, day from 06:00, half-hour grid, 25 frames a second, one day.
inline Input input(std::vector<model::Block> blocks) {
  Input in;
  in.channel.number = 5;
  in.rate = {25, 1};
  in.programming.blocks = std::move(blocks);
  in.from = utc("2026-11-23T06:00:00Z");  // a Monday
  in.to = in.from + 24 * kHour;
  return in;
}

// Broken promises of a plan, as texts; none when it is sound.
inline std::vector<std::string> faults(const Plan& plan, const Input& in) {
  std::vector<std::string> found;
  const auto fault = [&](const std::string& text, Millis at) { found.push_back(text + " at " + base::rfc3339_utc(at)); };
  if (plan.slots.empty()) return {"no slots"};
  if (plan.slots.front().start != in.from) fault("does not start at from", plan.slots.front().start);
  if (plan.slots.back().end < in.to) fault("ends early", plan.slots.back().end);
  if (in.ends_exactly && plan.slots.back().end != in.to) fault("does not end exactly", plan.slots.back().end);
  auto frame = model::frame_at(in.rate, in.from);
  std::size_t event = 0;
  for (std::size_t i = 0; i < plan.slots.size(); ++i) {
    const auto& slot = plan.slots[i];
    if (slot.end <= slot.start) fault("empty slot", slot.start);
    if (i && slot.start != plan.slots[i - 1].end) fault("gap between slots", slot.start);
    std::int64_t shown = 0;
    for (; event < plan.events.size() && plan.events[event].slot_id == static_cast<model::Id>(i); ++event) {
      const auto& e = plan.events[event];
      if (e.start_frame != frame) fault("event not contiguous", slot.start);
      if (e.frames <= 0) fault("event without frames", slot.start);
      if (e.kind == model::EventKind::program) {
        if (e.item_id != slot.item_id) fault("foreign programme", slot.start);
        if (e.in_frame != shown) fault("programme does not resume where it paused", slot.start);
        shown += e.frames;
      }
      frame += e.frames;
    }
    if (frame != model::frame_at(in.rate, slot.end)) fault("events do not add up to the slot", slot.start);
  }
  if (event != plan.events.size()) found.push_back("events without a slot");
  return found;
}

}  // namespace retrovue::schedule::test
