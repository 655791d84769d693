#include "station/marker_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "catalog/history.h"
#include "catalog/items.h"
#include "catalog/marker_writer.h"

namespace retrovue::station {

namespace {

constexpr model::Millis kSame = 1;  // two forms of one time

std::optional<base::Rate> rate_of(catalog::Catalog& catalog, model::Id item) {
  for (const auto& file : catalog::files(catalog, item))
    for (const auto& stream : file.streams)
      if (stream.kind == model::StreamKind::video && !stream.attached_picture && stream.rate.num > 0) return stream.rate;
  return std::nullopt;
}

bool same(const model::Marker& a, const model::Marker& b) { return a.kind == b.kind && std::abs(a.start_ms - b.start_ms) <= kSame; }

}  // namespace

MarkerImport import_markers(catalog::Catalog& catalog, const base::Clock& clock, std::string_view which, std::string_view text, const std::string& name,
                            std::optional<sources::MarkerFormat> format, bool dry_run) {
  MarkerImport report;
  report.format = format.value_or(sources::marker_format(text));
  catalog.transaction(dry_run, [&] {
    const auto item = catalog::find_item(catalog, which);
    report.item_id = item.id;
    if (item.duration_ms <= 0)
      throw base::Error(base::ErrorKind::usage, fmt::format("the length of item {} is not known", item.id), "'retrovue validate' measures it");
    auto known = catalog::markers(catalog, item.id, true);
    for (auto& marker : sources::read_markers(text, name, report.format, rate_of(catalog, item.id))) {
      if (marker.start_ms >= item.duration_ms) {
        ++report.outside;
        continue;
      }
      if (marker.end_ms) marker.end_ms = std::min(*marker.end_ms, item.duration_ms);
      if (std::any_of(known.begin(), known.end(), [&](const auto& other) { return same(other, marker); })) {
        ++report.known;
        continue;
      }
      marker.item_id = item.id;
      marker.id = catalog::insert_marker(catalog, marker);
      known.push_back(std::move(marker));
      ++report.added;
    }
    if (report.added > 0) catalog::audit(catalog, clock.now(), "marker import", std::to_string(item.id), fmt::format("{} added", report.added));
  });
  return report;
}

std::string export_markers(catalog::Catalog& catalog, std::string_view which, sources::MarkerFormat format) {
  auto markers = catalog::markers(catalog, catalog::find_item(catalog, which).id, true);
  if (format != sources::MarkerFormat::edl)
    std::erase_if(markers, [](const auto& one) { return one.origin == model::MarkerOrigin::file || one.origin == model::MarkerOrigin::source; });
  return sources::write_markers(markers, format);
}

void write_json(base::JsonWriter& json, const MarkerImport& report) {
  static constexpr std::array<std::string_view, 4> kNames{"edl", "comskip", "csv", "json"};
  json.object().field("item_id", report.item_id).field("format", kNames[static_cast<std::size_t>(report.format)]);
  json.field("added", report.added).field("known", report.known).field("outside", report.outside).end();
}

}  // namespace retrovue::station
