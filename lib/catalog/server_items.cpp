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
  Query query(catalog, "SELECT g.id, g.item_id, f.path, f.part, g.trashed, f.position = 0 FROM libraries l JOIN origins g ON g.library_id = l.id JOIN origin_files f ON "
                       "f.origin_id = g.id WHERE l.source_id = ? AND g.listed = 1 ORDER BY g.item_id, g.id, f.position");
  query.bind(server);
  std::vector<OriginFileRow> found;
  while (query.step()) found.push_back({query.integer(0), query.integer(1), query.text(2), query.small(3), query.yes(4), query.yes(5)});
  return found;
}

std::vector<OriginFileRow> ServerItemWriter::listed_files(model::Id item) {
  listed_files_.bind(item);
  std::vector<OriginFileRow> found;
  while (listed_files_.step()) found.push_back({listed_files_.integer(0), item, listed_files_.text(1), listed_files_.small(2), listed_files_.yes(3), listed_files_.yes(4)});
  listed_files_.reset();
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
      free_key_(catalog, "UPDATE origins SET external_key = '~' || id WHERE library_id = ? AND external_key = ? AND id <> ?"),
      values_(catalog, "SELECT values_json FROM origins WHERE id = ?"),
      begin_(catalog, "UPDATE items SET state = ? WHERE id = ?"),
      state_(catalog, "SELECT state FROM items WHERE id = ?"),
      absent_(catalog, "INSERT INTO files (path, part, item_id, verdict, reason) VALUES (?, ?, ?, 'missing', 'the file is not there') ON CONFLICT DO "
                       "UPDATE SET part = excluded.part, signature = '', verdict = 'missing', reason = excluded.reason WHERE item_id = excluded.item_id"),
      list_files_(catalog, "SELECT id, item_id, path, signature, size, mtime_ns, inode, part FROM files WHERE item_id = ? ORDER BY id"),
      listed_files_(catalog, "SELECT g.id, f.path, f.part, g.trashed, f.position = 0 FROM origins g JOIN origin_files f ON f.origin_id = g.id WHERE g.item_id = ? AND "
                             "g.listed = 1 ORDER BY g.id, f.position"),
      file_at_(catalog, "SELECT id, item_id, path, signature, size, mtime_ns, inode, part FROM files WHERE path = ?"),
      stamp_(catalog, "UPDATE origins SET stamp = nullif(?, '') WHERE id = ?"),
      trashed_(catalog, "UPDATE origins SET trashed = ?1 WHERE id = ?2 AND trashed <> ?1"),
      drop_files_(catalog, "DELETE FROM origin_files WHERE origin_id = ?"),
      put_file_(catalog, "INSERT INTO origin_files VALUES (?, ?, ?, ?)"),
      facts_(catalog, "UPDATE items SET duration_ms = CASE WHEN validated = 1 THEN duration_ms ELSE nullif(?2, 0) END, etag = nullif(?3, '') WHERE id = ?1 "
                       "AND ((validated = 0 AND duration_ms IS NOT nullif(?2, 0)) OR etag IS NOT nullif(?3, ''))"),
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

void ServerItemWriter::free_key(model::Id library, std::string_view key, model::Id origin) {
  free_key_.bind(library).bind(key).bind(origin).run();
}

void ServerItemWriter::move_origin(model::Id origin, model::Id library, std::string_view key) {
  free_key(library, key, origin);
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

bool ServerItemWriter::others_list(model::Id item, model::Id but) {
  Query query(catalog_, "SELECT 1 FROM origins WHERE item_id = ? AND id <> ? AND listed = 1");
  return query.bind(item).bind(but).step();
}

bool ServerItemWriter::all_trashed(model::Id item) {
  Query query(catalog_, "SELECT min(trashed) FROM origins WHERE item_id = ? AND listed = 1");
  return query.bind(item).step() && query.yes(0);
}

void ServerItemWriter::rehome(model::Id origin, model::Id item) {
  Query(catalog_, "UPDATE origins SET item_id = ? WHERE id = ?").bind(item).bind(origin).run();
}

void ServerItemWriter::merge(model::Id from, model::Id into) {
  drop_markers_.bind(from).run();
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

}  // namespace retrovue::catalog
