#include "catalog/item_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "catalog/items.h"
#include "model/default_daypart.h"
#include "model/item_state.h"

namespace retrovue::catalog {

ItemWriter::ItemWriter(Catalog& catalog, model::Millis now)
    : catalog_(catalog),
      now_(now),
      insert_(catalog,
              "INSERT INTO items (kind, title, sort_title, year, show_id, season, episode, episode_end, rating_system, rating_code, summary, "
              "company, category, daypart, daypart_defaulted, season_window, demographic, warnings, notes, flight_start_at, flight_end_at, "
              "expires_at, library_id, source_path, updated_at, added_at, last_scan_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
              "?, ?, ?, ?, ?, ?, ?, ?)"),
      update_(catalog,
              "UPDATE items SET kind = ?, title = ?, sort_title = ?, year = ?, show_id = ?, season = ?, episode = ?, episode_end = ?, "
              "rating_system = ?, rating_code = ?, summary = ?, company = ?, category = ?, daypart = ?, daypart_defaulted = ?, season_window = ?, demographic = ?, "
              "warnings = ?, notes = ?, flight_start_at = ?, flight_end_at = ?, expires_at = ?, library_id = ?, source_path = ?, "
              "updated_at = ?, last_scan_at = ? WHERE id = ?"),
      find_show_(catalog, "SELECT id FROM shows WHERE title = ? AND ifnull(year, -1) = ?"),
      insert_show_(catalog, "INSERT INTO shows (title, sort_title, year) VALUES (?, ?, ?)"),
      insert_origin_(catalog,
                     "INSERT INTO origins (source_path, external_key, stamp, values_json, raw, listed, item_id, library_id) VALUES (?, ?, ?, ?, "
                     "?, 1, ?, ?)"),
      update_origin_(catalog, "UPDATE origins SET source_path = ?, external_key = ?, stamp = ?, values_json = ?, raw = ?, listed = 1 WHERE id = ?"),
      insert_file_(catalog, "INSERT INTO files (path, part, size, mtime_ns, inode, signature, item_id) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      // The parameters are read before the row changes: a pure move keeps the probe.
      update_file_(catalog,
                   "UPDATE files SET path = ?1, part = ?2, probed_signature = CASE WHEN probed_signature <> '' AND probed_signature = ?8 AND "
                   "size = ?3 AND mtime_ns = ?4 THEN ?6 ELSE probed_signature END, verdict = CASE WHEN verdict IN ('missing', 'unreadable') "
                   "THEN CASE WHEN probed_signature = ?6 AND duration_ms > 0 THEN 'playable' ELSE 'unknown' END ELSE verdict END, reason = "
                   "CASE WHEN verdict IN ('missing', 'unreadable') THEN '' ELSE reason END, size = ?3, mtime_ns = ?4, inode = ?5, signature = "
                   "?6, item_id = ?7 WHERE id = ?9"),
      find_tag_(catalog, "SELECT id FROM tags WHERE namespace = ? AND key = ?"),
      insert_tag_(catalog, "INSERT INTO tags (namespace, key) VALUES (?, ?)"),
      put_tag_(catalog, "INSERT OR IGNORE INTO item_tags (item_id, tag_id, origin) VALUES (?, ?, 'source')"),
      drop_tags_(catalog, "DELETE FROM item_tags WHERE item_id = ? AND origin = 'source'"),
      drop_guids_(catalog, "DELETE FROM item_guids WHERE item_id = ?"),
      put_guids_(catalog, "INSERT OR IGNORE INTO item_guids VALUES", "(?, ?, ?)"),
      pick_file_(catalog,
                 "SELECT id, duration_ms, size, verdict = 'playable' AND probed_signature = signature, part FROM files WHERE item_id = ? ORDER BY "
                 "signature = '', CASE verdict WHEN 'playable' THEN 0 WHEN 'unknown' THEN 1 ELSE 2 END, part > 1, size DESC, id LIMIT 1"),
      clear_airs_(catalog, "UPDATE files SET airs = 0 WHERE item_id = ? AND airs = 1 AND id <> ?"),
      set_airs_(catalog, "UPDATE files SET airs = 1 WHERE id = ? AND airs = 0"),
      set_length_(catalog,
                  "UPDATE items SET duration_ms = CASE WHEN ?2 > 0 THEN ?2 ELSE duration_ms END, file_size = ?3, validated = ?4 WHERE id = ?1 AND "
                  "(validated <> ?4 OR file_size IS NOT ?3 OR (?2 > 0 AND duration_ms IS NOT ?2))"),
      get_state_(catalog, "SELECT state, archived_at IS NOT NULL FROM items WHERE id = ?"),
      put_state_(catalog, "UPDATE items SET state = ?2, archived_at = NULL, last_scan_at = ?3, last_error_at = CASE WHEN ?2 = 'error' THEN ?3 ELSE last_error_at END, "
                          "error_count = CASE WHEN ?2 = 'error' THEN error_count + 1 WHEN ?2 = 'normal' THEN 0 ELSE error_count END WHERE id = ?1"),
      log_state_(catalog, "INSERT INTO state_log (at, item_id, from_state, to_state, cause) VALUES (?, ?, ?, ?, ?)") {}

std::optional<model::Id> ItemWriter::show_of(const model::Item& item) {
  if (item.show.empty()) return std::nullopt;
  find_show_.bind(item.show).bind(item.show_year.value_or(-1));
  const bool found = find_show_.step();
  const auto id = found ? find_show_.integer(0) : 0;
  find_show_.reset();
  if (found) return id;
  insert_show_.bind(item.show).bind(base::sort_key(item.show)).bind(item.show_year).run();
  return last_row_id(catalog_);
}

void ItemWriter::bind_values(Query& query, const model::Item& item, model::Id library, bool daypart_by_hand) {
  const bool defaulted = item.daypart.empty() && !daypart_by_hand;
  const auto show = show_of(item);
  query.bind(model::to_text(item.kind)).bind(item.title).bind(base::sort_key(item.title)).bind(item.year).bind(show).bind(item.season);
  query.bind(item.episode).bind(item.episode_end).bind(item.rating.system).bind(item.rating.code).bind(item.summary).bind(item.company);
  query.bind(item.category).bind(defaulted ? model::default_daypart(item.kind) : item.daypart).bind(defaulted).bind(item.season_window).bind(item.demographic).bind(item.warnings).bind(item.notes);
  query.bind(item.flight_start).bind(item.flight_end).bind(item.expires).bind(library).bind(item.source_path).bind(now_);
}

model::Id ItemWriter::insert(const model::Item& item, model::Id library) {
  bind_values(insert_, item, library, false);
  insert_.bind(now_).bind(now_).run();
  const auto id = last_row_id(catalog_);
  for (const auto& tag : item.tags) put_tag_.bind(id).bind(tag_id(tag)).run();
  put_guids(id, item.guids);
  return id;
}

void ItemWriter::update(const model::Item& item, model::Id library, bool daypart_by_hand) {
  bind_values(update_, item, library, daypart_by_hand);
  update_.bind(now_).bind(item.id).run();
  set_source_tags(item.id, item.tags);
  set_guids(item.id, item.guids);
}

namespace {
// Says, field by field, where a source and what stood or was set by hand disagree, and which of them wins.
void log_rules(const std::optional<model::Item>& before, const model::Item& said, const model::Item& now) {
  if (!base::log_enabled(base::LogLevel::debug) || !before) return;
  for (const auto& field : model::item_fields()) {
    const auto old = field.get(*before), source = field.get(said), won = field.get(now);
    if (won != source && source.empty()) continue;  // nothing that could disagree
    if (won != source)
      base::log(base::LogLevel::debug, "catalog", "item {}: {} stays '{}' as set by hand, the source says '{}'", before->id, field.name, won, source);
    else if (old != won)
      base::log(base::LogLevel::debug, "catalog", "item {}: {} '{}' becomes '{}', the source wins", before->id, field.name, old, won);
  }
}
}  // namespace

void ItemWriter::settle(model::Id id) {
  Query origins(catalog_,
                "SELECT g.library_id, g.source_path, g.values_json, g.listed FROM origins g JOIN libraries l ON l.id = g.library_id JOIN sources o "
                "ON o.id = l.source_id WHERE g.item_id = ? ORDER BY g.listed DESC, CASE o.kind WHEN 'nfo' THEN 1 WHEN 'folder' THEN 2 WHEN "
                "'manual' THEN 3 ELSE 0 END, l.title, l.id, CAST(ifnull(json_extract(g.values_json, '$.episode'), -1) AS INTEGER), "
                "length(g.external_key), g.external_key");
  origins.bind(id);
  model::Item item;
  model::Id library = 0;
  std::vector<std::string> tags;
  std::vector<model::Guid> guids;
  while (origins.step()) {
    const bool lead = library == 0;
    if (!lead && !origins.yes(3)) break;
    model::Item said;
    model::apply_item_values(said, origins.view(2));
    tags.insert(tags.end(), said.tags.begin(), said.tags.end());
    guids.insert(guids.end(), said.guids.begin(), said.guids.end());
    if (!lead) continue;
    library = origins.integer(0);
    item = std::move(said);
    item.source_path = origins.text(1);
  }
  if (library == 0) throw base::Error(base::ErrorKind::failed, fmt::format("item {} comes from nowhere", id));
  const auto said = item;
  Query overrides(catalog_, "SELECT field, value FROM overrides WHERE item_id = ?");
  overrides.bind(id);
  bool daypart_by_hand = false;
  while (overrides.step()) {
    model::item_field(overrides.view(0)).set(item, overrides.view(1));
    daypart_by_hand = daypart_by_hand || overrides.view(0) == "daypart";
  }
  item.id = id;
  item.tags = std::move(tags);
  item.guids = std::move(guids);
  if (base::log_enabled(base::LogLevel::debug)) log_rules(catalog::item(catalog_, id), said, item);
  update(item, library, daypart_by_hand);
}

void ItemWriter::insert_origin(model::Id item, model::Id library, const model::Listed& listed, std::string_view values) {
  insert_origin_.bind(listed.item.source_path).bind(listed.key).bind(listed.stamp).bind(values).bind(listed.raw).bind(item).bind(library).run();
}

void ItemWriter::update_origin(model::Id origin, const model::Listed& listed, std::string_view values) {
  update_origin_.bind(listed.item.source_path).bind(listed.key).bind(listed.stamp).bind(values).bind(listed.raw).bind(origin).run();
}

bool ItemWriter::unlist_origin(const KnownOrigin& origin) {
  Query(catalog_, "UPDATE origins SET listed = 0 WHERE id = ?").bind(origin.id).run();
  Query others(catalog_, "SELECT 1 FROM origins WHERE item_id = ? AND listed = 1");
  others.bind(origin.item_id);
  if (!others.step()) return true;
  settle(origin.item_id);
  return false;
}

model::Id ItemWriter::tag_id(std::string_view tag) {
  const auto colon = tag.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == tag.size())
    throw base::Error(base::ErrorKind::usage, fmt::format("'{}' is not a tag", base::printable(tag)), "write it as NAMESPACE:KEY, e.g. holiday:christmas");
  find_tag_.bind(tag.substr(0, colon)).bind(tag.substr(colon + 1));
  const bool found = find_tag_.step();
  const auto id = found ? find_tag_.integer(0) : 0;
  find_tag_.reset();
  if (found) return id;
  insert_tag_.bind(tag.substr(0, colon)).bind(tag.substr(colon + 1)).run();
  return last_row_id(catalog_);
}

void ItemWriter::set_source_tags(model::Id item, const std::vector<std::string>& tags) {
  drop_tags_.bind(item).run();
  for (const auto& tag : tags) put_tag_.bind(item).bind(tag_id(tag)).run();
}

void ItemWriter::set_guids(model::Id item, const std::vector<model::Guid>& guids) {
  drop_guids_.bind(item).run();
  put_guids(item, guids);
}

void ItemWriter::put_guids(model::Id item, const std::vector<model::Guid>& guids) {
  put_guids_.run(guids, [&](Query& query, const model::Guid& guid) { query.bind(item).bind(guid.provider).bind(guid.value); });
}

void ItemWriter::add_tag(model::Id item, std::string_view tag) {
  Query(catalog_, "INSERT INTO item_tags (item_id, tag_id, origin) VALUES (?, ?, 'manual') ON CONFLICT DO UPDATE SET origin = 'manual' WHERE "
                  "origin = 'removed'").bind(item).bind(tag_id(tag)).run();
}

bool ItemWriter::remove_tag(model::Id item, std::string_view tag) {
  const auto id = tag_id(tag);
  Query(catalog_, "UPDATE item_tags SET origin = 'removed' WHERE item_id = ? AND tag_id = ? AND origin <> 'removed'").bind(item).bind(id).run();
  return changed_rows(catalog_) > 0;
}

void ItemWriter::set_override(model::Id item, std::string_view field, std::string_view value) {
  Query(catalog_, "INSERT INTO overrides VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at")
      .bind(item).bind(field).bind(value).bind(now_).run();
}

void ItemWriter::clear_override(model::Id item, std::string_view field) {
  Query(catalog_, "DELETE FROM overrides WHERE item_id = ? AND field = ?").bind(item).bind(field).run();
}

void ItemWriter::set_state(model::Id item, model::ItemState state, std::string_view cause) {
  get_state_.bind(item);
  if (!get_state_.step()) throw base::Error(base::ErrorKind::not_found, fmt::format("there is no item {}", item));
  const auto from = model::from_text<model::ItemState>(get_state_.view(0));
  const bool archived = get_state_.yes(1);
  get_state_.reset();
  if (from == state) return;
  if (!model::legal_transition(from, state))
    throw base::Error(base::ErrorKind::failed, fmt::format("item {} cannot go from {} to {}", item, model::to_text(from), model::to_text(state)));
  put_state_.bind(item).bind(model::to_text(state)).bind(now_).run();
  log_state_.bind(now_).bind(item).bind(archived ? model::kArchived : model::to_text(from)).bind(model::to_text(state)).bind(cause).run();
}

void ItemWriter::set_archived(model::Id item, bool archived, std::string_view cause) {
  get_state_.bind(item);
  const bool legal = get_state_.step() && model::may_be_archived(model::from_text<model::ItemState>(get_state_.view(0))) && get_state_.yes(1) != archived;
  get_state_.reset();
  if (!legal) throw base::Error(base::ErrorKind::failed, fmt::format("item {} cannot {} the archive", item, archived ? "go to" : "leave"));
  const auto gone = model::to_text(model::ItemState::file_not_found);
  Query(catalog_, "UPDATE items SET archived_at = ? WHERE id = ?").bind(archived ? std::optional{now_} : std::nullopt).bind(item).run();
  log_state_.bind(now_).bind(item).bind(archived ? gone : model::kArchived).bind(archived ? model::kArchived : gone).bind(cause).run();
}

void ItemWriter::count_error(model::Id item) { put_state_.bind(item).bind(model::to_text(model::ItemState::error)).bind(now_).run(); }

}  // namespace retrovue::catalog
