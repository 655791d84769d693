#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "catalog/query.h"
#include "catalog/servers.h"

namespace retrovue::catalog {

using base::Error;
using base::ErrorKind;

std::vector<model::Library> server_libraries(Catalog& catalog, std::optional<model::Id> server) {
  Query query(catalog,
              "SELECT l.id, l.source_id, o.name, l.external_key, l.title, l.kind, l.enabled, l.listed, l.interval_ms, l.last_sync_at, l.change_stamp, "
              "(SELECT count(*) FROM origins WHERE library_id = l.id AND listed = 1) FROM libraries l JOIN sources o ON o.id = l.source_id JOIN "
              "servers s ON s.source_id = o.id WHERE l.removed_at IS NULL AND (?1 IS NULL OR l.source_id = ?1) ORDER BY o.name, l.title, l.id");
  query.bind(server);
  std::vector<model::Library> found;
  while (query.step()) {
    model::Library library;
    library.id = query.integer(0);
    library.source_id = query.integer(1);
    library.source = query.text(2);
    library.key = query.text(3);
    library.title = query.text(4);
    library.kind = query.text(5);
    library.enabled = query.yes(6);
    library.listed = query.yes(7);
    library.interval = query.maybe(8);
    library.last_sync = query.maybe(9);
    library.change_stamp = query.text(10);
    library.items = query.integer(11);
    found.push_back(std::move(library));
  }
  return found;
}

model::Library find_server_library(Catalog& catalog, std::string_view which) {
  const auto all = server_libraries(catalog);
  const auto folded = base::lower_ascii(which);
  std::vector<model::Library> fits;
  std::vector<std::string> names;
  for (const auto& library : all) {
    const auto full = library.source + "/" + library.title;
    names.push_back(full);
    if (base::lower_ascii(library.title) == folded || base::lower_ascii(full) == folded || fmt::format("id:{}", library.id) == which) fits.push_back(library);
  }
  if (fits.empty())
    for (const auto& library : all)
      if (std::to_string(library.id) == which) fits.push_back(library);
  if (fits.size() == 1) return fits.front();
  if (!fits.empty()) {
    std::vector<std::string> candidates;
    for (const auto& one : fits) candidates.push_back(fmt::format("'{}/{}' (id:{})", one.source, one.title, one.id));
    throw Error(ErrorKind::usage, fmt::format("'{}' names {} libraries", base::printable(which), fits.size()), "say which: " + base::join(candidates, ", "));
  }
  const auto near = base::nearest(which, names);
  throw Error(ErrorKind::not_found, fmt::format("there is no library '{}'", base::printable(which)),
              all.empty()    ? "'retrovue server add NAME' brings in the libraries of a server"
              : near.empty() ? "there are: " + base::join(names, ", ")
                             : fmt::format("did you mean '{}'?", near));
}

SectionsSaved save_sections(Catalog& catalog, model::Id server, const std::vector<model::Library>& sections) {
  SectionsSaved saved;
  const auto known = server_libraries(catalog, server);
  for (const auto& section : sections) {
    const auto same = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.key == section.key; });
    if (same == known.end()) {
      // Music and photos can be seen but are not synced.
      const bool wanted = section.kind == "movie" || section.kind == "show" || section.kind == "other";
      Query(catalog, "INSERT INTO libraries (source_id, external_key, title, kind, enabled) VALUES (?, ?, ?, ?, ?)")
          .bind(server).bind(section.key).bind(section.title).bind(section.kind).bind(wanted).run();
      ++saved.inserted;
    } else if (same->title != section.title || same->kind != section.kind || !same->listed) {
      Query(catalog, "UPDATE libraries SET title = ?, kind = ?, listed = 1 WHERE id = ?").bind(section.title).bind(section.kind).bind(same->id).run();
      ++saved.updated;
    } else {
      ++saved.unchanged;
    }
  }
  for (const auto& library : known)
    if (std::none_of(sections.begin(), sections.end(), [&](const auto& one) { return one.key == library.key; })) {
      ++saved.gone;
      if (library.listed) Query(catalog, "UPDATE libraries SET listed = 0 WHERE id = ?").bind(library.id).run();
    }
  return saved;
}

void retire_library(Catalog& catalog, model::Id library, base::Millis now) {
  Query(catalog, "UPDATE libraries SET removed_at = ?2, external_key = '~' || id, enabled = 0, listed = 0, change_stamp = '' WHERE id = ?1")
      .bind(library).bind(now).run();
  for (const char* table : {"seasons", "collections"}) Query(catalog, fmt::format("DELETE FROM {} WHERE library_id = ?", table)).bind(library).run();
}

void drop_empty_libraries(Catalog& catalog) {
  execute(catalog, "DELETE FROM libraries WHERE removed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM origins WHERE library_id = libraries.id) AND NOT "
                   "EXISTS (SELECT 1 FROM items WHERE library_id = libraries.id) AND NOT EXISTS (SELECT 1 FROM show_origins WHERE library_id = libraries.id)");
}

void set_library(Catalog& catalog, model::Id library, bool enabled, std::optional<base::Millis> interval) {
  Query(catalog, "UPDATE libraries SET enabled = ?, interval_ms = ? WHERE id = ?").bind(enabled).bind(interval).bind(library).run();
}

void set_library_item_kind(Catalog& catalog, model::Id library, std::optional<model::ItemKind> kind) {
  const auto text = kind ? std::optional<std::string>{model::to_text(*kind)} : std::nullopt;
  Query(catalog, "UPDATE libraries SET item_kind = ? WHERE id = ?").bind(text).bind(library).run();
}

std::optional<model::ItemKind> library_item_kind(Catalog& catalog, model::Id library) {
  Query query(catalog, "SELECT item_kind FROM libraries WHERE id = ?");
  query.bind(library);
  if (!query.step() || query.null(0)) return std::nullopt;
  return model::from_text<model::ItemKind>(query.view(0));
}

void set_library_stamp(Catalog& catalog, model::Id library, std::string_view stamp) {
  Query(catalog, "UPDATE libraries SET change_stamp = ?2 WHERE id = ?1 AND change_stamp <> ?2").bind(library).bind(stamp).run();
}

std::optional<base::Millis> library_details_at(Catalog& catalog, model::Id library) {
  Query query(catalog, "SELECT details_at FROM libraries WHERE id = ?");
  query.bind(library);
  return query.step() ? query.maybe(0) : std::nullopt;
}

void set_library_details_at(Catalog& catalog, model::Id library, base::Millis at) {
  Query(catalog, "UPDATE libraries SET details_at = ? WHERE id = ?").bind(at).bind(library).run();
}

}  // namespace retrovue::catalog
