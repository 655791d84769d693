#include <fmt/format.h>

#include "base/text.h"
#include "base/time_text.h"
#include "model/guid.h"
#include "station/items.h"
#include "station/markers.h"

namespace retrovue::station {

namespace {

void maybe_time(base::JsonWriter& json, std::string_view name, const std::optional<model::Millis>& at) {
  json.key(name);
  if (at) json.time(*at);
  else json.null();
}

void list_fields(base::JsonWriter& json, const model::Item& item) {
  const auto kind = model::to_text(item.kind);
  json.field("id", item.id).field("kind", kind).field("type", kind).field("title", base::printable(item.title)).text_or_null("show", item.show);
  json.field("season", item.season).field("episode", item.episode).field("year", item.year).text_or_null("rating", item.rating.code);
  json.key("duration_ms");
  if (item.duration_ms > 0) json.value(item.duration_ms);
  else json.null();
  json.field("state", model::to_text(item.state)).field("source", item.source).field("library", item.library);
  json.text_or_null("source_path", base::printable(item.source_path)).text_or_null("path", base::printable(item.path));
  json.key("guids").array();
  for (const auto& guid : item.guids) json.value(model::to_text(guid));
  json.end().field("tags", item.tags);
}

void write_stream(base::JsonWriter& json, const model::Stream& stream) {
  json.object().field("index", stream.index).field("kind", model::to_text(stream.kind)).text_or_null("codec", stream.codec);
  json.text_or_null("profile", stream.profile).text_or_null("language", stream.language).text_or_null("title", stream.title);
  json.field("default", stream.is_default).field("forced", stream.forced).field("attached_picture", stream.attached_picture);
  if (stream.kind == model::StreamKind::video) {
    json.field("width", stream.width).field("height", stream.height).field("sample_aspect", fmt::format("{}:{}", stream.sar_num, stream.sar_den));
    json.text_or_null("rate", stream.rate.num ? base::to_text(stream.rate) : "").text_or_null("field_order", stream.field_order);
    json.text_or_null("pixel_format", stream.pix_fmt).field("bit_depth", stream.bit_depth).field("captions", stream.captions).text_or_null("color_transfer", stream.color_transfer);
    json.text_or_null("color_primaries", stream.color_primaries).text_or_null("color_space", stream.color_space);
  }
  if (stream.kind == model::StreamKind::audio)
    json.field("channels", stream.channels).text_or_null("channel_layout", stream.channel_layout).field("sample_rate", stream.sample_rate);
  json.end();
}

void write_file(base::JsonWriter& json, const model::MediaFile& file) {
  json.object().field("id", file.id).field("path", base::printable(file.path)).field("part", file.part).field("size", file.size);
  json.field("verdict", model::to_text(file.verdict)).text_or_null("reason", file.reason).text_or_null("container", file.container);
  json.field("bit_rate", file.bit_rate).field("duration_ms", file.duration_ms).field("start_us", file.start_us);
  json.field("loudness_mlufs", file.loudness_mlufs).field("true_peak_mdbtp", file.true_peak_mdbtp);
  json.text_or_null("play_path", base::printable(file.play_path)).text_or_null("signature", file.signature);
  json.key("streams").array();
  for (const auto& stream : file.streams) write_stream(json, stream);
  json.end().end();
}

}  // namespace

void write_json(base::JsonWriter& json, const model::Item& item) {
  json.object();
  list_fields(json, item);
  json.end();
}

void write_json(base::JsonWriter& json, const ItemDetail& detail) {
  const auto& item = detail.item;
  json.object();
  list_fields(json, item);
  json.field("show_year", item.show_year).field("episode_end", item.episode_end).text_or_null("rating_system", item.rating.system);
  json.text_or_null("summary", item.summary).text_or_null("company", item.company).text_or_null("category", item.category);
  json.text_or_null("daypart", item.daypart).field("daypart_defaulted", item.daypart_defaulted).text_or_null("season_window", item.season_window).text_or_null("demographic", item.demographic);
  json.text_or_null("warnings", item.warnings).text_or_null("notes", item.notes);
  maybe_time(json, "flight_start", item.flight_start);
  maybe_time(json, "flight_end", item.flight_end);
  maybe_time(json, "expires", item.expires);
  json.key("added").time(item.added_ms).field("validated", item.validated).text_or_null("input", detail.input).key("files").array();
  for (const auto& file : detail.files) write_file(json, file);
  json.end().key("markers").array();
  for (const auto& marker : detail.markers) write_json(json, marker);
  json.end().key("overrides").object();
  for (const auto& [field, value] : detail.overrides) json.field(field, value);
  json.end().key("credits").array();
  for (const auto& credit : detail.credits)
    json.object().field("kind", model::to_text(credit.kind)).field("name", credit.name).text_or_null("part", credit.part).end();
  json.end().key("origins").array();
  for (const auto& origin : detail.origins) {
    json.object().field("source", origin.source).field("kind", origin.source_kind).field("library", origin.library).field("key", base::printable(origin.key));
    json.text_or_null("source_path", base::printable(origin.path)).field("listed", origin.listed).field("trashed", origin.trashed);
    json.key("values").raw(origin.values.empty() ? "{}" : origin.values).end();
  }
  json.end().field("error_count", detail.trouble.count).text_or_null("error", base::printable(detail.trouble.message));
  maybe_time(json, "last_error", detail.trouble.last_at);
  json.key("states").array();
  for (const auto& change : detail.states)
    json.object().key("at").time(change.at).field("from", change.from).field("to", change.to).field("cause", change.cause).end();
  json.end().end();
}

std::string number_text(const model::Item& item) {
  if (!item.episode) return item.season ? fmt::format("S{:02}", *item.season) : "";
  auto text = fmt::format("S{:02}E{:02}", item.season.value_or(0), *item.episode);
  if (item.episode_end) text += fmt::format("-E{:02}", *item.episode_end);
  return text;
}

std::string name_text(const model::Item& item) {
  if (item.show.empty()) return item.title + (item.year ? fmt::format(" ({})", *item.year) : "");
  const auto number = number_text(item);
  return item.show + (number.empty() ? "" : " " + number) + " " + item.title;
}

}  // namespace retrovue::station
