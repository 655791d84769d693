#include "catalog/folders.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "catalog/query.h"

namespace retrovue::catalog {

using base::Error;
using base::ErrorKind;

std::vector<model::Folder> folders(Catalog& catalog) {
  Query query(catalog,
              "SELECT o.id, l.id, o.name, o.kind, f.path, o.description, f.recurse, o.enabled, f.default_kind, f.company, o.last_sync_at, "
              "(SELECT count(*) FROM origins WHERE library_id = l.id AND listed = 1) FROM folders f JOIN sources o ON o.id = f.source_id "
              "JOIN libraries l ON l.source_id = o.id ORDER BY o.name");
  Query tags(catalog, "SELECT tag FROM folder_tags WHERE source_id = ? ORDER BY tag");
  std::vector<model::Folder> found;
  while (query.step()) {
    model::Folder folder;
    folder.id = query.integer(0);
    folder.library_id = query.integer(1);
    folder.name = query.text(2);
    folder.kind = query.text(3);
    folder.path = query.text(4);
    folder.description = query.text(5);
    folder.recurse = query.yes(6);
    folder.enabled = query.yes(7);
    if (!query.null(8)) folder.default_kind = model::from_text<model::ItemKind>(query.view(8));
    folder.company = query.text(9);
    folder.last_sync = query.maybe(10);
    folder.items = query.integer(11);
    tags.bind(folder.id);
    while (tags.step()) folder.tags.push_back(tags.text(0));
    tags.reset();
    found.push_back(std::move(folder));
  }
  return found;
}

model::Folder find_folder(Catalog& catalog, std::string_view which) {
  const auto all = folders(catalog);
  for (const auto& folder : all)
    if (base::lower_ascii(folder.name) == base::lower_ascii(which) || folder.path == which) return folder;
  const auto digits = which.starts_with("id:") ? which.substr(3) : which;
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  std::vector<std::string> names;
  for (const auto& folder : all) {
    if (error == std::errc{} && end == digits.data() + digits.size() && folder.id == id) return folder;
    names.push_back(folder.name);
  }
  const auto near = base::nearest(which, names);
  throw Error(ErrorKind::not_found, fmt::format("there is no folder '{}'", base::printable(which)),
              all.empty()    ? "'retrovue folder add DIR' adds one"
              : near.empty() ? "there are: " + base::join(names, ", ")
                             : fmt::format("did you mean '{}'?", near));
}

void save_folder(Catalog& catalog, model::Folder& folder, model::Millis now) {
  {
    Query taken(catalog, "SELECT name FROM sources WHERE name = ? AND id <> ?");
    taken.bind(folder.name).bind(folder.id);
    if (taken.step())
      throw Error(ErrorKind::usage, fmt::format("a source named '{}' is there already", base::printable(folder.name)), "choose another with --name");
    Query same(catalog, "SELECT name FROM folders JOIN sources ON id = source_id WHERE path = ? AND source_id <> ?");
    same.bind(folder.path).bind(folder.id);
    if (same.step())
      throw Error(ErrorKind::usage, fmt::format("the folder '{}' is there already as '{}'", base::printable(folder.path), base::printable(same.text(0))));
  }
  const auto kind = folder.default_kind ? std::optional<std::string>{model::to_text(*folder.default_kind)} : std::nullopt;
  if (folder.id == 0) {
    Query(catalog, "INSERT INTO sources (name, kind, description, enabled, created_at) VALUES (?, ?, ?, ?, ?)")
        .bind(folder.name).bind(folder.kind).bind(folder.description).bind(folder.enabled).bind(now).run();
    folder.id = last_row_id(catalog);
    Query(catalog, "INSERT INTO folders (source_id, path, recurse, default_kind, company) VALUES (?, ?, ?, ?, ?)")
        .bind(folder.id).bind(folder.path).bind(folder.recurse).bind(kind).bind(folder.company).run();
    Query(catalog, "INSERT INTO libraries (source_id, external_key, title, kind) VALUES (?, 'folder', ?, ?)")
        .bind(folder.id).bind(folder.name).bind(kind.value_or("mixed")).run();
    folder.library_id = last_row_id(catalog);
  } else {
    Query(catalog, "UPDATE sources SET name = ?, description = ?, enabled = ? WHERE id = ?")
        .bind(folder.name).bind(folder.description).bind(folder.enabled).bind(folder.id).run();
    Query(catalog, "UPDATE folders SET path = ?, recurse = ?, default_kind = ?, company = ? WHERE source_id = ?")
        .bind(folder.path).bind(folder.recurse).bind(kind).bind(folder.company).bind(folder.id).run();
    Query(catalog, "UPDATE libraries SET title = ?, kind = ? WHERE source_id = ?").bind(folder.name).bind(kind.value_or("mixed")).bind(folder.id).run();
    Query(catalog, "DELETE FROM folder_tags WHERE source_id = ?").bind(folder.id).run();
  }
  Query tag(catalog, "INSERT OR IGNORE INTO folder_tags VALUES (?, ?)");
  for (const auto& one : folder.tags) tag.bind(folder.id).bind(one).run();
}

std::int64_t remove_folder(Catalog& catalog, const model::Folder& folder) {
  // Items that another source lists go over to that one.
  Query(catalog,
        "UPDATE items SET library_id = (SELECT library_id FROM origins WHERE item_id = items.id AND library_id <> ?1 ORDER BY listed DESC, id "
        "LIMIT 1) WHERE library_id = ?1 AND EXISTS (SELECT 1 FROM origins WHERE item_id = items.id AND library_id <> ?1)")
      .bind(folder.library_id).run();
  Query(catalog, "DELETE FROM items WHERE library_id = ?").bind(folder.library_id).run();
  const auto removed = changed_rows(catalog);
  Query(catalog, "DELETE FROM sources WHERE id = ?").bind(folder.id).run();
  execute(catalog, "DELETE FROM shows WHERE NOT EXISTS (SELECT 1 FROM items WHERE show_id = shows.id)");
  return removed;
}

std::vector<LibraryRow> libraries(Catalog& catalog) {
  Query query(catalog,
              "SELECT l.id, o.id, o.name, o.kind, l.title, l.kind, l.external_key, l.enabled AND o.enabled, l.listed, (SELECT count(*) FROM origins WHERE library_id = l.id "
              "AND listed = 1), ifnull(l.last_sync_at, o.last_sync_at) FROM libraries l JOIN sources o ON o.id = l.source_id WHERE l.removed_at IS NULL "
              "ORDER BY o.name, l.title");
  std::vector<LibraryRow> found;
  while (query.step())
    found.push_back({query.integer(0), query.integer(1), query.text(2), query.text(3), query.text(4), query.text(5), query.text(6), query.yes(7), query.yes(8),
                     query.integer(9), query.maybe(10)});
  return found;
}

model::Id manual_library(Catalog& catalog, model::Millis now) {
  Query(catalog, "INSERT OR IGNORE INTO sources (name, kind, created_at) VALUES ('manual', 'manual', ?)").bind(now).run();
  execute(catalog, "INSERT OR IGNORE INTO libraries (source_id, external_key, title) SELECT id, 'manual', 'manual' FROM sources WHERE kind = 'manual'");
  Query query(catalog, "SELECT l.id FROM libraries l JOIN sources o ON o.id = l.source_id WHERE o.kind = 'manual'");
  if (!query.step()) throw Error(ErrorKind::usage, "a source named 'manual' is there already", "rename it with 'retrovue folder set'");
  return query.integer(0);
}

}  // namespace retrovue::catalog
