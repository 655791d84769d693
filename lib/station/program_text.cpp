#include "station/program_text.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time_text.h"
#include "schedule/calendar.h"

namespace retrovue::station {

using model::Millis;

namespace {
constexpr const char* kDays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

std::optional<model::Id> known(model::Id id) { return id ? std::optional{id} : std::nullopt; }

// For people an event starts at the nearest second; its first frame may begin some milliseconds before.
Millis about(const base::Rate& rate, std::int64_t frame) { return model::frame_start(rate, frame) + 500; }

std::string maybe(const std::optional<int>& number) { return number ? std::to_string(*number) : std::string{}; }
}  // namespace

void slots_json(base::JsonWriter& json, const model::Channel& channel, const std::vector<model::Slot>& slots) {
  json.array();
  for (const auto& slot : slots) slot_json(json, channel, slot);
  json.end();
}

void slot_json(base::JsonWriter& json, const model::Channel& channel, const model::Slot& slot) {
  json.object().field("channel", channel.number).field("id", slot.id).key("start").time(slot.start).key("end").time(slot.end);
  json.field("title", slot.title).field("item_id", known(slot.item_id)).text_or_null("show", slot.show);
  json.field("season", slot.season).field("episode", slot.episode).text_or_null("block", slot.block);
  json.field("status", slot.status).text_or_null("rating", slot.rating.code);
  json.field("type", slot.fixed ? "fixed" : "block").end();
}

void events_json(base::JsonWriter& json, const model::Channel& channel, const base::Rate& rate, const std::vector<model::Event>& events,
                 const std::vector<BreakLink>& links) {
  json.array();
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
    const auto link = i < links.size() ? links[i] : BreakLink{};
    json.object().field("channel", channel.number).field("slot_id", event.slot_id);
    json.key("start").time(model::frame_start(rate, event.start_frame)).key("end").time(model::frame_start(rate, event.start_frame + event.frames));
    json.field("start_frame", event.start_frame).field("frames", event.frames).field("kind", std::string{model::to_text(event.kind)});
    json.field("item_id", known(event.item_id)).text_or_null("title", event.title).text_or_null("path", event.path);
    json.field("in_ms", event.in_ms).field("out_ms", event.out_ms);
    json.field("programme_id", known(link.programme_id)).field("marker_id", known(link.marker_id)).end();
  }
  json.end();
}

std::vector<std::vector<std::string>> slot_rows(const model::Channel& channel, const std::vector<model::Slot>& slots) {
  const base::Zone zone{channel.zone};
  std::vector<std::vector<std::string>> rows;
  for (const auto& slot : slots)
    rows.push_back({base::rfc3339_local(slot.start, zone), base::rfc3339_local(slot.end, zone), slot.show, maybe(slot.season), maybe(slot.episode),
                    slot.title, slot.rating.code, slot.block, slot.status, slot.item_id ? std::to_string(slot.item_id) : ""});
  return rows;
}

std::vector<std::vector<std::string>> event_rows(const model::Channel& channel, const base::Rate& rate, const std::vector<model::Event>& events) {
  const base::Zone zone{channel.zone};
  std::vector<std::vector<std::string>> rows;
  for (const auto& event : events)
    rows.push_back({base::rfc3339_local(about(rate, event.start_frame), zone), std::to_string(event.start_frame),
                    std::to_string(event.frames), std::string{model::to_text(event.kind)}, event.item_id ? std::to_string(event.item_id) : "",
                    event.title, base::clock_text(event.in_ms), base::clock_text(event.out_ms), std::to_string(event.slot_id)});
  return rows;
}

std::string slot_name(const model::Slot& slot) {
  if (slot.show.empty()) return base::printable(slot.title);
  const auto number = slot.season && slot.episode ? fmt::format("S{:02}E{:02} ", *slot.season, *slot.episode) : std::string{};
  return base::printable(slot.show + " " + number + slot.title);
}

std::vector<GridLine> day_grid(const model::Channel& channel, const base::Rate& rate, const std::vector<model::Slot>& slots,
                               const std::vector<model::Event>& events) {
  const schedule::Calendar calendar{channel};
  const auto clock = [&](Millis at) { return base::local_text(at, calendar.zone()).substr(11, 8); };
  std::vector<GridLine> lines;
  std::optional<base::Date> day;
  std::string block;
  std::size_t next = 0;
  for (const auto& slot : slots) {
    if (const auto date = calendar.date_of(slot.start); !day || *day != date) {
      if (day) lines.push_back({});
      day = date;
      block.clear();
      lines.push_back({fmt::format("{} {}   {} {}", kDays[base::weekday(date)], base::to_text(date), channel.number,
                                   base::printable(channel.name)), true});
    }
    const auto rating = slot.rating.code.empty() ? std::string{} : "  " + base::printable(slot.rating.code);
    const auto shown = slot.block == block ? std::string{} : "  [" + base::printable(slot.block) + "]";
    const auto start = clock(slot.start);
    lines.push_back({fmt::format("{}  {:>6}  {}{}{}", start.substr(6) == "00" ? start.substr(0, 5) + "   " : start,
                                 base::short_duration(slot.end - slot.start), slot_name(slot), rating, slot.block.empty() ? "" : shown)});
    block = slot.block;
    const auto end = model::frame_at(rate, slot.end);
    for (; next < events.size() && events[next].start_frame < end; ++next) {
      const auto& event = events[next];
      const auto title = event.kind == model::EventKind::program
                             ? fmt::format("{} - {}", base::clock_text(event.in_ms), base::clock_text(event.out_ms))
                             : base::printable(event.title);
      lines.push_back({fmt::format("  {}  {:>11}  {:<7}  {}", clock(about(rate, event.start_frame)),
                                   base::clock_text(rate.first_ms(event.frames)), model::to_text(event.kind), title)});
    }
  }
  return lines;
}

}  // namespace retrovue::station
