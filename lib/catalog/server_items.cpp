#include "catalog/server_items.h"

#include <fmt/format.h>

#include "base/text.h"
#include "model/guid.h"

namespace retrovue::catalog {

std::vector<OriginMark> origin_marks(Catalog& catalog, model::Id server) {
  Query query(catalog, "SELECT g.id, g.item_id, g.library_id, g.external_key, g.stamp, g.listed, i.state FROM libraries l JOIN origins g ON "
                       "g.library_id = l.id JOIN items i ON i.id = g.item_id WHERE l.source_id = ? ORDER BY g.id");
  query.bind(server);
  std::vector<OriginMark> found;
  while (query.step())
    found.push_back({query.integer(0), query.integer(1), query.integer(2), query.text(3), query.text(4), query.yes(5),
                     model::from_text<model::ItemState>(query.view(6))});
  return found;
}

std::vector<ShowMark> show_marks(Catalog& catalog, model::Id server) {
  Query query(catalog, "SELECT g.id, g.show_id, g.library_id, g.external_key, g.stamp, s.title, s.year, g.listed FROM libraries l JOIN show_origins g "
                       "ON g.library_id = l.id JOIN shows s ON s.id = g.show_id WHERE l.source_id = ? ORDER BY g.id");
  query.bind(server);
  std::vector<ShowMark> found;
  while (query.step())
    found.push_back({query.integer(0), query.integer(1), query.integer(2), query.text(3), query.text(4), query.text(5), query.maybe_small(6), query.yes(7)});
  return found;
}

std::vector<OriginFileRow> origin_files(Catalog& catalog, model::Id server) {
  Query query(catalog, "SELECT g.id, g.item_id, f.path, f.part, g.trashed FROM libraries l JOIN origins g ON g.library_id = l.id JOIN origin_files f ON "
                       "f.origin_id = g.id WHERE l.source_id = ? AND g.listed = 1 ORDER BY g.item_id, g.id, f.position");
  query.bind(server);
  std::vector<OriginFileRow> found;
  while (query.step()) found.push_back({query.integer(0), query.integer(1), query.text(2), query.small(3), query.yes(4)});
  return found;
}

std::vector<ServerFileRow> server_files(Catalog& catalog, model::Id server) {
  Query query(catalog, "SELECT f.item_id, f.path, f.part, f.size, f.mtime_ns, f.signature <> '' FROM files f WHERE f.item_id IN (SELECT g.item_id FROM "
                       "libraries l JOIN origins g ON g.library_id = l.id WHERE l.source_id = ?) ORDER BY f.item_id, f.id");
  query.bind(server);
  std::vector<ServerFileRow> found;
  while (query.step())
    found.push_back({query.integer(0), query.text(1), query.small(2), query.integer(3), query.integer(4), query.yes(5)});
  return found;
}

ServerItemWriter::ServerItemWriter(Catalog& catalog)
    : catalog_(catalog),
      values_(catalog, "SELECT values_json FROM origins WHERE id = ?"),
      begin_(catalog, "UPDATE items SET state = ? WHERE id = ?"),
      state_(catalog, "SELECT state FROM items WHERE id = ?"),
      absent_(catalog, "INSERT INTO files (path, part, item_id, verdict, reason) VALUES (?, ?, ?, 'missing', 'the file is not there') ON CONFLICT DO "
                       "UPDATE SET part = excluded.part, signature = '', verdict = 'missing', reason = excluded.reason WHERE item_id = excluded.item_id"),
      list_files_(catalog, "SELECT id, item_id, path, signature, size, mtime_ns, inode, part FROM files WHERE item_id = ? ORDER BY id"),
      file_at_(catalog, "SELECT id, item_id, path, signature, size, mtime_ns, inode, part FROM files WHERE path = ?"),
      stamp_(catalog, "UPDATE origins SET stamp = nullif(?, '') WHERE id = ?"),
      trashed_(catalog, "UPDATE origins SET trashed = ?1 WHERE id = ?2 AND trashed <> ?1"),
      drop_files_(catalog, "DELETE FROM origin_files WHERE origin_id = ?"),
      put_file_(catalog, "INSERT INTO origin_files VALUES (?, ?, ?, ?)"),
      facts_(catalog, "UPDATE items SET duration_ms = CASE WHEN validated = 1 OR ?2 = 0 THEN duration_ms ELSE ?2 END, etag = nullif(?3, '') WHERE id = ?1 "
                       "AND ((validated = 0 AND ?2 <> 0 AND duration_ms IS NOT ?2) OR etag IS NOT nullif(?3, ''))"),
      drop_markers_(catalog, "DELETE FROM markers WHERE item_id = ? AND origin = 'source'"),
      put_markers_(catalog, "INSERT INTO markers (item_id, kind, start_ms, end_ms, title, origin) VALUES", "(?, ?, ?, ?, ?, 'source')"),
      drop_credits_(catalog, "DELETE FROM credits WHERE item_id = ?"),
      put_credits_(catalog, "INSERT INTO credits VALUES", "(?, ?, ?, ?, ?)"),
      find_person_(catalog, "SELECT id FROM people WHERE name = ?"),
      put_person_(catalog, "INSERT INTO people (name) VALUES (?)") {}

std::string ServerItemWriter::values(model::Id origin) {
  values_.bind(origin);
  auto text = values_.step() ? values_.text(0) : std::string{};
  values_.reset();
  return text;
}

void ServerItemWriter::set_stamp(model::Id origin, std::string_view stamp) { stamp_.bind(stamp).bind(origin).run(); }

void ServerItemWriter::move_origin(model::Id origin, model::Id library, std::string_view key) {
  // A key that another origin still has under its old name: that one steps aside and is sorted out in its turn.
  Query(catalog_, "UPDATE origins SET external_key = '~' || id WHERE library_id = ? AND external_key = ? AND id <> ?")
      .bind(library).bind(key).bind(origin).run();
  Query(catalog_, "UPDATE origins SET library_id = ?, external_key = ? WHERE id = ?").bind(library).bind(key).bind(origin).run();
}

void ServerItemWriter::set_origin_files(model::Id origin, const std::vector<model::OriginFile>& files, bool trashed) {
  trashed_.bind(trashed).bind(origin).run();
  drop_files_.bind(origin).run();
  for (std::size_t i = 0; i < files.size(); ++i)
    put_file_.bind(origin).bind(static_cast<std::int64_t>(i)).bind(files[i].path).bind(files[i].part).run();
}

void ServerItemWriter::begin(model::Id item, model::ItemState state) {
  begin_.bind(model::to_text(state)).bind(item).run();
}

void ServerItemWriter::set_source_facts(model::Id item, base::Millis length, std::string_view etag) {
  facts_.bind(item).bind(length).bind(etag).run();
}

namespace {
ServerItemWriter::FileRow file_row(const Query& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.integer(4), row.integer(5), row.integer(6), row.small(7)};
}
}  // namespace

void ServerItemWriter::put_absent_file(model::Id item, std::string_view path, int part) { absent_.bind(path).bind(part).bind(item).run(); }

model::ItemState ServerItemWriter::state(model::Id item) {
  state_.bind(item);
  const auto state = state_.step() ? model::from_text<model::ItemState>(state_.view(0)) : model::ItemState::normal;
  state_.reset();
  return state;
}

model::Id ServerItemWriter::last_origin() { return last_row_id(catalog_); }

void ServerItemWriter::drop_file(model::Id file) { Query(catalog_, "DELETE FROM files WHERE id = ?").bind(file).run(); }

std::vector<ServerItemWriter::FileRow> ServerItemWriter::files(model::Id item) {
  list_files_.bind(item);
  std::vector<FileRow> found;
  while (list_files_.step()) found.push_back(file_row(list_files_));
  list_files_.reset();
  return found;
}

std::optional<ServerItemWriter::FileRow> ServerItemWriter::file_at(std::string_view path) {
  file_at_.bind(path);
  std::optional<FileRow> found;
  if (file_at_.step()) found = file_row(file_at_);
  file_at_.reset();
  return found;
}

void ServerItemWriter::merge(model::Id from, model::Id into) {
  for (const char* table : {"origins", "markers", "slots", "events", "files", "state_log"}) {
    Query(catalog_, fmt::format("UPDATE OR IGNORE {} SET item_id = ? WHERE item_id = ?{}", table, std::string_view{table} == "files" ? " AND airs = 0" : ""))
        .bind(into).bind(from).run();
  }
  for (const char* table : {"overrides", "item_tags"})
    Query(catalog_, fmt::format("UPDATE OR IGNORE {} SET item_id = ? WHERE item_id = ?", table)).bind(into).bind(from).run();
  Query(catalog_, "DELETE FROM items WHERE id = ?").bind(from).run();
}

void ServerItemWriter::set_markers(model::Id item, const std::vector<model::Marker>& markers) {
  drop_markers_.bind(item).run();
  put_markers_.run(markers, [&](Query& query, const model::Marker& marker) {
    query.bind(item).bind(model::to_text(marker.kind)).bind(marker.start_ms).bind(marker.end_ms).bind(marker.title);
  });
}

model::Id ServerItemWriter::person(const std::string& name) {
  const auto [known, fresh] = people_.try_emplace(name, 0);
  if (!fresh) return known->second;
  find_person_.bind(name);
  if (find_person_.step()) known->second = find_person_.integer(0);
  find_person_.reset();
  if (known->second == 0) {
    put_person_.bind(name).run();
    known->second = last_row_id(catalog_);
  }
  return known->second;
}

void ServerItemWriter::set_credits(model::Id item, const std::vector<model::Credit>& credits) {
  drop_credits_.bind(item).run();
  for (const auto& credit : credits) person(credit.name);
  std::int64_t position = 0;
  put_credits_.run(credits, [&](Query& query, const model::Credit& credit) {
    query.bind(item).bind(model::to_text(credit.kind)).bind(position++).bind(person(credit.name)).bind(credit.part);
  });
}

model::Id ServerItemWriter::put_show(model::Id library, const model::ShowOrigin& show, std::string_view stamp, std::string_view values,
                                     const ShowMark* known) {
  model::Id id = 0;
  {
    Query same(catalog_, "SELECT id FROM shows WHERE title = ? AND ifnull(year, -1) = ?");
    same.bind(show.title).bind(show.year.value_or(-1));
    if (same.step()) id = same.integer(0);
  }
  if (id == 0 && known) {
    // A new title or year of the same show: its row goes along, unless another source still means the old one.
    Query others(catalog_, "SELECT count(*) FROM show_origins WHERE show_id = ? AND id <> ? AND listed = 1");
    others.bind(known->show_id).bind(known->id);
    others.step();
    if (others.integer(0) == 0) id = known->show_id;
  }
  if (id == 0) {
    Query(catalog_, "INSERT INTO shows (title, sort_title, year) VALUES (?, ?, ?)").bind(show.title).bind(base::sort_key(show.title)).bind(show.year).run();
    id = last_row_id(catalog_);
  }
  const auto etag = show.updated ? std::to_string(*show.updated / 1000) : std::string{};
  Query(catalog_, "UPDATE shows SET title = ?, sort_title = ?, year = ?, summary = ?, rating_system = ?, rating_code = ?, etag = nullif(?, '') WHERE id = ?")
      .bind(show.title).bind(base::sort_key(show.sort_title.empty() ? show.title : show.sort_title)).bind(show.year).bind(show.summary)
      .bind(show.rating.system).bind(show.rating.code).bind(etag).bind(id).run();
  Query(catalog_, "DELETE FROM show_guids WHERE show_id = ?").bind(id).run();
  Query guid(catalog_, "INSERT OR IGNORE INTO show_guids VALUES (?, ?, ?)");
  for (const auto& one : show.guids) guid.bind(id).bind(one.provider).bind(one.value).run();
  if (known) {
    Query(catalog_, "UPDATE show_origins SET external_key = '~' || id WHERE library_id = ? AND external_key = ? AND id <> ?")
        .bind(library).bind(show.key).bind(known->id).run();
    Query(catalog_, "UPDATE show_origins SET show_id = ?, library_id = ?, external_key = ?, stamp = ?, values_json = ?, raw = ?, listed = 1 WHERE id = ?")
        .bind(id).bind(library).bind(show.key).bind(stamp).bind(values).bind(show.raw).bind(known->id).run();
  } else {
    Query(catalog_, "INSERT INTO show_origins (show_id, library_id, external_key, stamp, values_json, raw) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(id).bind(library).bind(show.key).bind(stamp).bind(values).bind(show.raw).run();
  }
  return id;
}

void ServerItemWriter::unlist_show(model::Id origin) { Query(catalog_, "UPDATE show_origins SET listed = 0 WHERE id = ?").bind(origin).run(); }

}  // namespace retrovue::catalog
