#include "catalog/checks.h"

#include <algorithm>

#include "catalog/gaps.h"

namespace retrovue::catalog {

namespace {

constexpr std::string_view kToCheck =
    "SELECT f.id, f.item_id, f.path, f.part, f.size, f.mtime_ns, f.inode, f.signature, i.title, ifnull(s.title, ''), i.state, "
    "f.play_path, f.signature = '' OR f.probed_signature <> f.signature OR f.verdict = 'unknown', f.verdict, ifnull(f.probed_at, 0), "
    "ifnull(i.last_error_at, 0), i.error_count FROM files f JOIN items i ON i.id = f.item_id LEFT JOIN shows s ON s.id = i.show_id "
    "WHERE i.archived_at IS NULL ";

void gather(Query& query, std::vector<FileToCheck>& found) {
  while (query.step())
    found.push_back({{query.integer(0), query.integer(1), query.text(2), query.small(3), query.integer(4), query.integer(5), query.integer(6), query.text(7)},
                     query.text(8), query.text(9), model::from_text<model::ItemState>(query.view(10)), query.text(11),
                     query.yes(12), model::from_text<model::FileVerdict>(query.view(13)), query.integer(14), query.integer(15), query.integer(16)});
}

std::string packed(const std::vector<model::Millis>& times) {
  std::string bytes;
  model::Millis before = 0;
  for (const auto at : times) {
    auto step = static_cast<std::uint64_t>(at - before);
    before = at;
    do {
      bytes += static_cast<char>((step & 0x7F) | (step > 0x7F ? 0x80 : 0));
      step >>= 7;
    } while (step > 0);
  }
  return bytes;
}

}  // namespace

std::vector<FileToCheck> files_to_check(Catalog& catalog, CheckScope scope, const std::vector<model::Id>& items) {
  std::vector<FileToCheck> found;
  if (items.empty()) {
    const std::string scoped = scope == CheckScope::all ? "" : "AND (f.signature = '' OR f.probed_signature <> f.signature OR f.verdict IN "
                                                               "('unknown', 'missing', 'unreadable') OR i.state = 'error') AND i.state <> 'file_not_found' ";
    Query query(catalog, kToCheck, scoped + "ORDER BY f.item_id, f.part, f.id");
    gather(query, found);
    return found;
  }
  Query query(catalog, kToCheck, "AND i.id = ? ORDER BY f.part, f.id");
  for (const auto item : items) {
    query.bind(item);
    gather(query, found);
    query.reset();
  }
  return found;
}

std::int64_t files_known(Catalog& catalog) {
  Query query(catalog, "SELECT count(*) FROM files f JOIN items i ON i.id = f.item_id WHERE i.archived_at IS NULL");
  return query.step() ? query.integer(0) : 0;
}

void save_check(Catalog& catalog, const model::MediaFile& file, const std::vector<model::Millis>& keyframes, model::Millis now) {
  Query(catalog, "UPDATE files SET verdict = ?, reason = ?, probed_signature = ?, probed_at = ?, play_path = ?, container = ?, bit_rate = ?, "
                 "duration_ms = ?, start_us = ?, loudness_mlufs = ?, true_peak_mdbtp = ? WHERE id = ?")
      .bind(model::to_text(file.verdict)).bind(file.reason).bind(file.signature).bind(now).bind(file.play_path).bind(file.container)
      .bind(file.bit_rate).bind(file.duration_ms).bind(file.start_us).bind(file.loudness_mlufs).bind(file.true_peak_mdbtp).bind(file.id).run();
  drop_stale_gaps(catalog, file);
  Query(catalog, "DELETE FROM streams WHERE file_id = ?").bind(file.id).run();
  Query(catalog, "DELETE FROM keyframes WHERE file_id = ?").bind(file.id).run();
  Query insert(catalog,
               "INSERT INTO streams (file_id, stream_index, kind, codec, profile, language, title, is_default, forced, attached_picture, width, "
               "height, sar_num, sar_den, rate_num, rate_den, field_order, pix_fmt, color_transfer, color_primaries, color_space, bit_depth, "
               "channels, channel_layout, sample_rate, captions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const auto& s : file.streams) {
    insert.bind(file.id).bind(s.index).bind(model::to_text(s.kind)).bind(s.codec).bind(s.profile).bind(s.language).bind(s.title).bind(s.is_default);
    insert.bind(s.forced).bind(s.attached_picture).bind(s.width).bind(s.height).bind(s.sar_num).bind(s.sar_den).bind(s.rate.num).bind(s.rate.den);
    insert.bind(s.field_order).bind(s.pix_fmt).bind(s.color_transfer).bind(s.color_primaries).bind(s.color_space).bind(s.bit_depth);
    insert.bind(s.channels).bind(s.channel_layout).bind(s.sample_rate).bind(s.captions).run();
  }
  if (!keyframes.empty()) Query(catalog, "INSERT INTO keyframes VALUES (?, ?)").bind(file.id).bind_blob(packed(keyframes)).run();
}

std::vector<model::Millis> keyframes(Catalog& catalog, model::Id file) {
  Query query(catalog, "SELECT steps FROM keyframes WHERE file_id = ?");
  query.bind(file);
  std::vector<model::Millis> times;
  if (!query.step()) return times;
  std::uint64_t step = 0;
  unsigned shift = 0;
  model::Millis at = 0;
  for (const char c : query.view(0)) {
    step |= std::uint64_t{static_cast<unsigned char>(c) & 0x7Fu} << shift;
    shift += 7;
    if (static_cast<unsigned char>(c) & 0x80u) continue;
    times.push_back(at += static_cast<model::Millis>(step));
    step = 0;
    shift = 0;
  }
  return times;
}

void set_file_markers(Catalog& catalog, model::Id item, const std::vector<model::Marker>& chapters) {
  std::vector<bool> there(chapters.size());
  std::vector<model::Id> stale;
  {
    Query query(catalog, "SELECT id, kind, start_ms, end_ms, title FROM markers WHERE item_id = ? AND origin = 'file' ORDER BY id");
    query.bind(item);
    while (query.step()) {
      bool found = false;
      for (std::size_t i = 0; i < chapters.size() && !found; ++i)
        if (!there[i] && query.view(1) == model::to_text(chapters[i].kind) && query.integer(2) == chapters[i].start_ms &&
            query.maybe(3) == chapters[i].end_ms && query.view(4) == chapters[i].title)
          there[i] = found = true;
      if (!found) stale.push_back(query.integer(0));
    }
  }
  Query remove(catalog, "DELETE FROM markers WHERE id = ?");
  for (const auto id : stale) remove.bind(id).run();
  Query insert(catalog, "INSERT INTO markers (item_id, kind, start_ms, end_ms, title, origin) VALUES (?, ?, ?, ?, ?, 'file')");
  for (std::size_t i = 0; i < chapters.size(); ++i) {
    const auto& chapter = chapters[i];
    if (!there[i]) insert.bind(item).bind(model::to_text(chapter.kind)).bind(chapter.start_ms).bind(chapter.end_ms).bind(chapter.title).run();
  }
}

FileRole file_role(Catalog& catalog, model::Id file) {
  Query query(catalog, "SELECT f.airs FROM files f JOIN items i ON i.id = f.item_id WHERE f.id = ? AND i.archived_at IS NULL");
  query.bind(file);
  if (!query.step()) return FileRole::gone;
  return query.yes(0) ? FileRole::airs : FileRole::spare;
}

std::vector<FileToCheck> files_with_copy(Catalog& catalog) {
  Query query(catalog, kToCheck, "AND f.play_path <> '' ORDER BY f.id");
  std::vector<FileToCheck> found;
  gather(query, found);
  return found;
}

}  // namespace retrovue::catalog
