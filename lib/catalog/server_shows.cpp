#include "base/json.h"
#include "base/text.h"
#include "catalog/server_items.h"

// Shows of servers: one row for all that have a title and a year in common.
namespace retrovue::catalog {
namespace {

model::Id show_called(Catalog& catalog, const model::ShowOrigin& show) {
  Query same(catalog, "SELECT id FROM shows WHERE title = ? AND ifnull(year, -1) = ?");
  same.bind(show.title).bind(show.year.value_or(-1));
  return same.step() ? same.integer(0) : 0;
}

// A new title or year of the same show: its row goes along, unless another source still means the old one.
bool renamed(Catalog& catalog, const model::ShowOrigin& show, const ShowMark& known) {
  Query others(catalog, "SELECT 1 FROM show_origins WHERE show_id = ? AND id <> ? AND listed = 1");
  if (others.bind(known.show_id).bind(known.id).step()) return false;
  Query(catalog, "UPDATE shows SET title = ?, year = ? WHERE id = ?").bind(show.title).bind(show.year).bind(known.show_id).run();
  return true;
}

std::pair<std::string, std::string> halves(const std::string& text) {
  const auto colon = text.find(':');
  return colon == text.npos ? std::pair{std::string{}, text} : std::pair{text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace

model::Id ServerItemWriter::put_show(model::Id library, const model::ShowOrigin& show, std::string_view stamp, std::string_view values,
                                     const ShowMark* known) {
  auto id = show_called(catalog_, show);
  if (id == 0 && known && renamed(catalog_, show, *known)) id = known->show_id;
  if (id == 0) {
    Query(catalog_, "INSERT INTO shows (title, sort_title, year) VALUES (?, ?, ?)").bind(show.title).bind(base::sort_key(show.title)).bind(show.year).run();
    id = last_row_id(catalog_);
  }
  if (known) {
    Query same(catalog_, "SELECT 1 FROM show_origins WHERE id = ? AND show_id = ? AND library_id = ? AND external_key = ? AND stamp = ? AND values_json = ? "
                         "AND raw IS ? AND listed = 1");
    same.bind(known->id).bind(id).bind(library).bind(show.key).bind(stamp).bind(values).bind(show.raw);
    if (same.step()) return id;  // a server that dates nothing is read every time
    Query(catalog_, "UPDATE show_origins SET external_key = '~' || id WHERE library_id = ? AND external_key = ? AND id <> ?")
        .bind(library).bind(show.key).bind(known->id).run();
    Query(catalog_, "UPDATE show_origins SET show_id = ?, library_id = ?, external_key = ?, stamp = ?, values_json = ?, raw = ?, listed = 1 WHERE id = ?")
        .bind(id).bind(library).bind(show.key).bind(stamp).bind(values).bind(show.raw).bind(known->id).run();
  } else {
    Query(catalog_, "INSERT INTO show_origins (show_id, library_id, external_key, stamp, values_json, raw) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(id).bind(library).bind(show.key).bind(stamp).bind(values).bind(show.raw).run();
  }
  settle_show(id);
  if (known && known->show_id != id) settle_show(known->show_id);
  return id;
}

void ServerItemWriter::settle_show(model::Id show) {
  Query origins(catalog_, "SELECT g.values_json FROM show_origins g JOIN libraries l ON l.id = g.library_id WHERE g.show_id = ? AND g.listed = 1 ORDER BY l.title, "
                           "l.id, length(g.external_key), g.external_key");
  origins.bind(show);
  bool lead = true;
  while (origins.step()) {
    const auto said = base::Json::parse(origins.view(0));
    if (lead) {
      const auto title = said["title"].text_or(""), sort = said["sort_title"].text_or("");
      const auto [system, code] = halves(said["rating"].text_or(""));
      const auto updated = said["updated_at"].integer();
      Query(catalog_, "UPDATE shows SET sort_title = ?, summary = ?, rating_system = ?, rating_code = ?, etag = ? WHERE id = ?")
          .bind(base::sort_key(sort.empty() ? title : sort)).bind(said["summary"].text_or("")).bind(system).bind(code)
          .bind(updated ? std::optional{std::to_string(*updated / 1000)} : std::nullopt).bind(show).run();
      Query(catalog_, "DELETE FROM show_guids WHERE show_id = ?").bind(show).run();
    }
    lead = false;
    Query guid(catalog_, "INSERT OR IGNORE INTO show_guids VALUES (?, ?, ?)");
    for (std::size_t i = 0; i < said["guids"].size(); ++i) {
      const auto [provider, value] = halves(said["guids"].at(i).text_or(""));
      guid.bind(show).bind(provider).bind(value).run();
    }
  }
}

void ServerItemWriter::unlist_show(const ShowMark& mark) {
  Query(catalog_, "UPDATE show_origins SET listed = 0 WHERE id = ?").bind(mark.id).run();
  settle_show(mark.show_id);
}

}  // namespace retrovue::catalog
