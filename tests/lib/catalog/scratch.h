#pragma once
#include <string>

#include "base/file.h"
#include "catalog/catalog.h"
#include "catalog/query.h"

namespace retrovue::catalog::test {

// A fresh catalog in a folder of its own.
struct Scratch {
  base::TempFolder folder;
  std::filesystem::path file = folder.path() / "station.db";
  Catalog catalog{file, Mode::write};

  std::int64_t number(const std::string& sql) {
    Query query(catalog, sql);
    return query.step() ? query.integer(0) : -1;
  }
  // A validated item with one file of its own; title tells them apart.
  std::int64_t item(const std::string& kind, const std::string& title, std::int64_t length = 60'000) {
    execute(catalog,
            "INSERT OR IGNORE INTO sources (id, name, kind, created_at) VALUES (1, 'disk', 'folder', 0);"
            "INSERT OR IGNORE INTO libraries (id, source_id, external_key, title) VALUES (1, 1, 'disk', 'disk')");
    Query(catalog, "INSERT INTO items (kind, title, sort_title, library_id, duration_ms, validated, added_at, updated_at) VALUES (?, ?, lower(?), 1, ?, 1, 0, 0)")
        .bind(kind).bind(title).bind(title).bind(length).run();
    const auto id = last_row_id(catalog);
    Query(catalog, "INSERT INTO files (item_id, path, airs) VALUES (?, ?, 1)").bind(id).bind("/media/" + title + ".mkv").run();
    return id;
  }
};

}  // namespace retrovue::catalog::test
