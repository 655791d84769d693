#include "serve/api_json.h"

#include "base/json.h"
#include "catalog/plan.h"
#include "guide/text.h"
#include "station/program_text.h"
#include "station/shapes.h"

namespace retrovue::serve {

std::string channels_json(catalog::Catalog& catalog, const std::vector<model::Channel>& channels, const std::map<int, playout::AirStatus>& air, bool array) {
  base::JsonWriter json;
  if (array) json.array();
  for (const auto& c : channels) {
    const auto range = catalog::planned_range(catalog, c.id);
    station::channel_json(json.object(), c).key("planned_until");
    if (range) json.time(range->second);
    else json.null();
    const auto status = air.find(c.number);
    const bool on_air = status != air.end() && status->second.on_air;
    json.field("channel_id", guide::channel_id(c.number)).field("on_air", on_air).field("viewers", on_air ? status->second.viewers : 0).end();
  }
  if (array) json.end();
  return json.take();
}

std::string now_json(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, model::Millis at) {
  base::JsonWriter json;
  return station::on_air_json(json, channel, station::on_air(catalog, channel, rate, at), at).take();
}

std::string schedule_json(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, model::Millis from, model::Millis to, bool events) {
  base::JsonWriter json;
  if (events) {
    const auto pieces = catalog::events_of_slots(catalog, channel.id, from, to);
    station::events_json(json, channel, rate, pieces, station::break_links(catalog, rate, pieces));
  } else station::slots_json(json, channel, catalog::slots(catalog, channel.id, from, to));
  return json.take();
}

std::string as_run_json(catalog::Catalog& catalog, const std::vector<model::Channel>& channels, model::Millis from, model::Millis to) {
  base::JsonWriter json;
  json.array();
  for (const auto& channel : channels) station::as_run_json(json, channel, catalog::as_run(catalog, channel.id, from, to));
  return json.end().take();
}

}  // namespace retrovue::serve
