#include "serve/api_json.h"

#include "base/json.h"
#include "base/time_text.h"
#include "catalog/plan.h"
#include "guide/formats.h"
#include "guide/text.h"
#include "station/guide.h"

namespace retrovue::serve {
namespace {

void id_or_null(base::JsonWriter& json, std::string_view name, model::Id id) {
  if (id) json.field(name, id);
  else json.key(name).null();
}

void slot_fields(base::JsonWriter& json, const model::Channel& channel, const model::Slot& slot) {
  json.object().field("channel", channel.number).field("id", slot.id);
  json.key("start").time(slot.start).key("end").time(slot.end);
  json.field("title", slot.title);
  id_or_null(json, "item_id", slot.item_id);
  json.text_or_null("show", slot.show).field("season", slot.season).field("episode", slot.episode);
  json.text_or_null("block", slot.block).field("status", slot.status).text_or_null("rating", slot.rating.code);
  json.end();
}
}  // namespace

std::string channels_json(const std::vector<model::Channel>& channels, const std::map<int, playout::AirStatus>& air, bool array) {
  base::JsonWriter json;
  if (array) json.array();
  for (const auto& c : channels) {
    json.object().field("number", c.number).field("name", c.name).text_or_null("call_sign", c.call_sign);
    json.text_or_null("description", c.description).field("zone", c.zone).field("profile", c.profile).field("enabled", c.enabled);
    json.field("day_start", base::time_of_day_text(c.day_start_ms)).field("grid_ms", c.grid_ms).text_or_null("rating_limit", c.rating_limit);
    json.field("channel_id", guide::channel_id(c.number));
    const auto status = air.find(c.number);
    const bool on_air = status != air.end() && status->second.on_air;
    json.field("on_air", on_air).field("viewers", on_air ? status->second.viewers : 0);
    json.end();
  }
  if (array) json.end();
  return json.take();
}

std::string now_json(catalog::Catalog& catalog, const model::Channel& channel, model::Millis at) {
  base::JsonWriter json;
  json.object().field("channel", channel.number).field("name", channel.name).key("at").time(at);
  const auto entries = station::guide_listings(catalog, channel, at, at + 86'400'000);
  const auto entry = [&](std::string_view name, std::size_t index) {
    json.key(name);
    if (index < entries.size()) guide::json_entry(json, channel, entries[index]);
    else json.null();
  };
  const bool running = !entries.empty() && entries.front().start <= at;
  if (running) entry("now", 0);
  else json.key("now").null();
  entry("next", running ? 1 : 0);
  return json.end().take();
}

std::string slots_json(catalog::Catalog& catalog, const model::Channel& channel, model::Millis from, model::Millis to) {
  base::JsonWriter json;
  json.array();
  for (const auto& slot : catalog::slots(catalog, channel.id, from, to)) slot_fields(json, channel, slot);
  return json.end().take();
}

// Starts and ends are shares of the slot's time, as its events fill it exactly.
std::string events_json(catalog::Catalog& catalog, const model::Channel& channel, model::Millis from, model::Millis to) {
  const auto slots = catalog::slots(catalog, channel.id, from, to);
  const auto events = catalog::events_of_slots(catalog, channel.id, from, to);
  base::JsonWriter json;
  json.array();
  auto event = events.begin();
  for (const auto& slot : slots) {
    while (event != events.end() && event->slot_id != slot.id) ++event;
    const auto first = event;
    std::int64_t frames = 0;
    for (auto e = first; e != events.end() && e->slot_id == slot.id; ++e) frames += e->frames;
    for (; event != events.end() && event->slot_id == slot.id; ++event) {
      const auto at = [&](std::int64_t frame) {
        return slot.start + base::mul_div_round(frame - first->start_frame, slot.end - slot.start, frames);
      };
      json.object().field("channel", channel.number).field("slot_id", slot.id);
      json.key("start").time(at(event->start_frame)).key("end").time(at(event->start_frame + event->frames));
      json.field("start_frame", event->start_frame).field("frames", event->frames).field("kind", model::to_text(event->kind));
      id_or_null(json, "item_id", event->item_id);
      json.field("title", event->title).field("in_ms", event->in_ms).field("out_ms", event->out_ms).end();
    }
  }
  return json.end().take();
}

std::string as_run_json(catalog::Catalog& catalog, const std::vector<model::Channel>& channels, model::Millis from, model::Millis to) {
  base::JsonWriter json;
  json.array();
  for (const auto& channel : channels)
    for (const auto& row : catalog::as_run(catalog, channel.id, from, to)) {
      json.object().field("channel", channel.number).field("kind", model::to_text(row.kind)).field("title", row.title);
      id_or_null(json, "item_id", row.item_id);
      id_or_null(json, "event_id", row.event_id);
      json.key("planned_start").time(row.planned_start).field("planned_frames", row.planned_frames);
      json.key("actual_start").time(row.actual_start).field("actual_frames", row.actual_frames);
      json.field("status", row.status).text_or_null("error", row.error).end();
    }
  return json.end().take();
}

}  // namespace retrovue::serve
