#include "station/shapes.h"

#include "base/time_text.h"

namespace retrovue::station {
namespace {

std::optional<model::Id> id_or_null(model::Id id) { return id ? std::optional{id} : std::nullopt; }

void slot_json(base::JsonWriter& json, std::string_view name, const std::optional<model::Slot>& slot) {
  json.key(name);
  if (!slot) {
    json.null();
    return;
  }
  json.object().field("id", slot->id).key("start").time(slot->start).key("end").time(slot->end).field("title", slot->title);
  json.text_or_null("show", slot->show).field("season", slot->season).field("episode", slot->episode);
  json.text_or_null("block", slot->block).field("status", slot->status).end();
}
}  // namespace

base::JsonWriter& channel_json(base::JsonWriter& json, const model::Channel& channel) {
  json.field("id", channel.id).field("number", channel.number).field("name", channel.name);
  json.text_or_null("call_sign", channel.call_sign).text_or_null("description", channel.description);
  json.text_or_null("demographic", channel.demographic).field("zone", channel.zone);
  json.field("day_start", base::time_of_day_text(channel.day_start_ms)).field("grid_ms", channel.grid_ms);
  json.text_or_null("rating_limit", channel.rating_limit).field("profile", channel.profile);
  json.field("enabled", channel.enabled).field("auto_approve", channel.auto_approve).field("lock_ms", channel.lock_ms);
  json.field("audio", channel.audio).field("subtitles", channel.subtitles);
  const auto& limits = channel.limits;
  json.key("limits").object().field("threads", limits.threads).field("nice", limits.nice).field("memory_mb", limits.memory_mb);
  return json.field("priority", limits.priority).end();
}

base::JsonWriter& on_air_json(base::JsonWriter& json, const model::Channel& channel, const OnAir& air, model::Millis at) {
  json.object().field("channel", channel.number).field("name", channel.name).key("at").time(at);
  slot_json(json, "now", air.slot);
  slot_json(json, "next", air.next);
  json.key("event");
  if (air.event) {
    json.object().field("id", air.event->id).field("kind", model::to_text(air.event->kind)).field("item_id", id_or_null(air.event->item_id));
    json.text_or_null("title", air.event->title).field("position_ms", air.position_ms).end();
  } else {
    json.null();
  }
  return json.field("remaining_ms", air.remaining_ms).end();
}

base::JsonWriter& as_run_json(base::JsonWriter& json, const model::Channel& channel, const std::vector<model::AsRun>& rows) {
  for (const auto& row : rows) {
    json.object().field("id", row.id).field("channel", channel.number).key("planned_start").time(row.planned_start);
    json.field("planned_frames", row.planned_frames).key("actual_start").time(row.actual_start).field("actual_frames", row.actual_frames);
    json.field("kind", model::to_text(row.kind)).field("item_id", id_or_null(row.item_id));
    json.field("title", row.title).field("status", row.status).text_or_null("error", row.error).field("alert_id", id_or_null(row.alert_id)).end();
  }
  return json;
}

}  // namespace retrovue::station
