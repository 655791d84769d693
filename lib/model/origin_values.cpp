#include "model/origin_values.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "model/guid.h"
#include "model/item_fields.h"

namespace retrovue::model {
namespace {
std::optional<int> within(std::optional<int> number, int least, int most) {
  return number && *number >= least && *number <= most ? number : std::nullopt;
}

void put(base::JsonWriter& json, std::string_view name, std::string_view text) {
  if (!text.empty()) json.field(name, text);
}

void put(base::JsonWriter& json, const std::vector<Credit>& credits) {
  if (credits.empty()) return;
  json.key("credits").array();
  for (const auto& one : credits) json.array().value(to_text(one.kind)).value(one.name).value(one.part).end();
  json.end();
}

void put(base::JsonWriter& json, const std::vector<Artwork>& artwork) {
  if (artwork.empty()) return;
  json.key("artwork").array();
  for (const auto& one : artwork) json.array().value(one.kind).value(one.reference).end();
  json.end();
}

void put(base::JsonWriter& json, const OriginFile& file) {
  json.object().field("path", file.path);
  if (!base::is_utf8(file.path)) json.field("path_hash", base::hash128_hex(file.path));
  put(json, "version", file.version);
  json.field("part", file.part).field("size", file.size).field("duration_ms", file.duration_ms);
  put(json, "container", file.container);
  if (file.height) json.field("height", file.height);
  put(json, "reference", file.reference);
  json.key("streams").array();
  for (const auto& stream : file.streams) {
    json.object().field("kind", to_text(stream.kind));
    if (stream.index) json.field("index", *stream.index);
    put(json, "sidecar", stream.sidecar);
    put(json, "codec", stream.codec);
    put(json, "language", stream.language);
    put(json, "title", stream.title);
    if (stream.channels) json.field("channels", stream.channels);
    if (stream.is_default) json.field("default", true);
    if (stream.forced) json.field("forced", true);
    json.end();
  }
  json.end().end();
}
}  // namespace

Item item_of(const Origin& origin, std::optional<int> show_year) {
  Item item;
  item.kind = origin.kind;
  item.title = origin.title;
  item.year = within(origin.year, 1800, 9999);
  if (origin.kind == ItemKind::episode) {
    item.show = origin.show_title;
    item.show_year = within(show_year, 1800, 9999);
    item.season = within(origin.season, 0, 9999);
    item.episode = within(origin.episode, 0, 99999);
    item.episode_end = within(origin.episode_end, item.episode.value_or(0), 99999);
  }
  item.rating = origin.rating;
  item.summary = origin.summary;
  item.duration_ms = origin.duration_ms;
  item.source_path = origin.files.empty() ? std::string{} : origin.files.front().path;
  item.tags = origin.tags;
  if (!origin.studio.empty()) item.tags.push_back("studio:" + origin.studio);
  std::sort(item.tags.begin(), item.tags.end());
  item.guids = origin.guids;
  return item;
}

std::string origin_values(const Origin& origin, const Item& item) {
  auto values = item_values(item);
  base::JsonWriter json;
  json.object();
  put(json, "sort_title", origin.sort_title);
  put(json, "original_title", origin.original_title);
  put(json, "first_aired", origin.first_aired);
  put(json, "tagline", origin.tagline);
  put(json, "studio", origin.studio);
  put(json, "guid", origin.guid);
  if (origin.added) json.field("added_at", *origin.added);
  if (origin.duration_ms) json.field("duration_ms", origin.duration_ms);
  if (origin.trashed) json.field("trashed", true);
  put(json, origin.credits);
  put(json, origin.artwork);
  if (!origin.files.empty()) {
    json.key("files").array();
    for (const auto& file : origin.files) put(json, file);
    json.end();
  }
  if (!origin.markers.empty()) {
    json.key("markers").array();
    for (const auto& marker : origin.markers)
      json.array().value(to_text(marker.kind)).value(marker.start_ms).value(marker.end_ms).value(marker.title).end();
    json.end();
  }
  json.end();
  values.pop_back();
  return values + (values.size() > 1 ? ",\"source\":" : "\"source\":") + json.take() + "}";
}

std::string show_values(const ShowOrigin& show) {
  base::JsonWriter json;
  json.object().field("title", show.title);
  if (show.year) json.field("year", *show.year);
  put(json, "sort_title", show.sort_title);
  put(json, "original_title", show.original_title);
  put(json, "rating", show.rating.system.empty() ? show.rating.code : show.rating.system + ":" + show.rating.code);
  put(json, "summary", show.summary);
  put(json, "studio", show.studio);
  put(json, "first_aired", show.first_aired);
  put(json, "guid", show.guid);
  if (show.updated) json.field("updated_at", *show.updated);
  json.key("guids").array();
  for (const auto& guid : show.guids) json.value(to_text(guid));
  json.end().field("tags", show.tags);
  put(json, show.credits);
  put(json, show.artwork);
  json.end();
  return json.take();
}

}  // namespace retrovue::model
