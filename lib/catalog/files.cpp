#include <fmt/format.h>

#include "base/error.h"
#include "catalog/items.h"
#include "catalog/marker_writer.h"
#include "catalog/query.h"

namespace retrovue::catalog {

namespace {

model::Stream stream_row(const Query& row) {
  model::Stream stream;
  stream.index = row.small(0);
  stream.kind = model::from_text<model::StreamKind>(row.view(1));
  stream.codec = row.text(2);
  stream.profile = row.text(3);
  stream.language = row.text(4);
  stream.title = row.text(5);
  stream.is_default = row.yes(6);
  stream.forced = row.yes(7);
  stream.attached_picture = row.yes(8);
  stream.width = row.small(9);
  stream.height = row.small(10);
  stream.sar_num = row.small(11);
  stream.sar_den = row.small(12);
  stream.rate = {row.integer(13), row.integer(14)};
  stream.field_order = row.text(15);
  stream.pix_fmt = row.text(16);
  stream.color_transfer = row.text(17);
  stream.color_primaries = row.text(18);
  stream.color_space = row.text(19);
  stream.bit_depth = row.small(20);
  stream.channels = row.small(21);
  stream.channel_layout = row.text(22);
  stream.sample_rate = row.small(23);
  stream.captions = row.yes(24);
  return stream;
}

model::MediaFile file_row(const Query& row) {
  model::MediaFile file;
  file.id = row.integer(0);
  file.item_id = row.integer(1);
  file.path = row.text(2);
  file.part = row.small(3);
  file.size = row.integer(4);
  file.mtime_ns = row.integer(5);
  file.signature = row.text(6);
  file.verdict = model::from_text<model::FileVerdict>(row.view(7));
  file.reason = row.text(8);
  file.probed_signature = row.text(9);
  file.play_path = row.text(10);
  file.container = row.text(11);
  file.bit_rate = row.integer(12);
  file.duration_ms = row.integer(13);
  file.start_us = row.integer(14);
  file.loudness_mlufs = row.maybe_small(15);
  file.true_peak_mdbtp = row.maybe_small(16);
  return file;
}

model::Marker marker_row(const Query& row) {
  model::Marker marker;
  marker.id = row.integer(0);
  marker.item_id = row.integer(1);
  marker.kind = model::from_text<model::MarkerKind>(row.view(2));
  marker.start_ms = row.integer(3);
  marker.end_ms = row.maybe(4);
  marker.title = row.text(5);
  marker.origin = model::from_text<model::MarkerOrigin>(row.view(6));
  marker.status = model::from_text<model::MarkerStatus>(row.view(7));
  marker.confidence = row.maybe_small(8);
  return marker;
}

constexpr std::string_view kMarker = "SELECT m.id, m.item_id, m.kind, m.start_ms, m.end_ms, m.title, m.origin, m.status, m.confidence FROM markers m ";

}  // namespace

std::vector<model::MediaFile> files(Catalog& catalog, model::Id item) {
  Query query(catalog,
              "SELECT id, item_id, path, part, size, mtime_ns, signature, verdict, reason, probed_signature, play_path, container, "
              "bit_rate, duration_ms, start_us, loudness_mlufs, true_peak_mdbtp FROM files WHERE item_id = ? ORDER BY airs DESC, part, id");
  query.bind(item);
  std::vector<model::MediaFile> found;
  while (query.step()) found.push_back(file_row(query));
  Query streams(catalog,
                "SELECT stream_index, kind, codec, profile, language, title, is_default, forced, attached_picture, width, height, sar_num, "
                "sar_den, rate_num, rate_den, field_order, pix_fmt, color_transfer, color_primaries, color_space, bit_depth, channels, "
                "channel_layout, sample_rate, captions FROM streams WHERE file_id = ? ORDER BY stream_index");
  for (auto& file : found) {
    streams.bind(file.id);
    while (streams.step()) file.streams.push_back(stream_row(streams));
    streams.reset();
  }
  return found;
}

std::vector<model::Marker> markers(Catalog& catalog, model::Id item, bool rejected) {
  Query query(catalog, kMarker, "WHERE m.item_id = ?1 AND (?2 OR m.status <> 'rejected') ORDER BY m.start_ms, m.id");
  query.bind(item).bind(rejected);
  std::vector<model::Marker> found;
  while (query.step()) found.push_back(marker_row(query));
  return found;
}

model::Marker marker(Catalog& catalog, model::Id id, bool rejected) {
  Query query(catalog, kMarker, "WHERE m.id = ?1 AND (?2 OR m.status <> 'rejected')");
  query.bind(id).bind(rejected);
  if (!query.step())
    throw base::Error(base::ErrorKind::not_found, fmt::format("there is no marker {}", id), "'retrovue marker list ITEM' shows their ids");
  return marker_row(query);
}

std::vector<model::Marker> schedulable_markers(Catalog& catalog) {
  Query query(catalog, kMarker,
              "JOIN items i ON i.id = m.item_id WHERE (m.status = 'approved' OR (m.status = 'proposed' AND m.confidence >= ?)) AND i.state = 'normal' AND i.validated = 1 AND "
              "i.archived_at IS NULL ORDER BY m.item_id, m.start_ms, m.id");
  query.bind(model::kSureBreak);
  std::vector<model::Marker> found;
  while (query.step()) found.push_back(marker_row(query));
  return found;
}

}  // namespace retrovue::catalog
