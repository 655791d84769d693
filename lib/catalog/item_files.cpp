#include <fmt/format.h>

#include "base/hash.h"
#include "catalog/item_writer.h"

namespace retrovue::catalog {

namespace {

constexpr std::string_view kFile = "SELECT f.id, f.item_id, f.path, f.part, f.size, f.mtime_ns, f.inode, f.signature FROM files f ";

KnownFile file_row(const Query& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.small(3), row.integer(4), row.integer(5), row.integer(6), row.text(7)};
}

}  // namespace

std::string file_signature(const model::ListedFile& file) {
  return fmt::format("{:016x}", base::hash64(fmt::format("{}//{}/{}", file.path, file.size, file.mtime_ns)));
}

std::vector<KnownOrigin> known_origins(Catalog& catalog, model::Id library) {
  Query query(catalog, "SELECT g.id, g.item_id, g.external_key, g.stamp, g.values_json, g.listed, i.state FROM origins g JOIN items i ON i.id = "
                       "g.item_id WHERE g.library_id = ? ORDER BY g.id");
  query.bind(library);
  std::vector<KnownOrigin> found;
  while (query.step()) {
    KnownOrigin origin{query.integer(0), query.integer(1), query.text(2), std::nullopt, query.text(4), query.yes(5),
                       model::from_text<model::ItemState>(query.view(6))};
    if (!query.null(3)) origin.stamp = query.text(3);
    found.push_back(std::move(origin));
  }
  return found;
}

std::vector<KnownFile> known_files(Catalog& catalog, model::Id library) {
  Query query(catalog, kFile, "WHERE f.item_id IN (SELECT item_id FROM origins WHERE library_id = ?) ORDER BY f.id");
  query.bind(library);
  std::vector<KnownFile> found;
  while (query.step()) found.push_back(file_row(query));
  return found;
}

std::optional<KnownFile> known_file(Catalog& catalog, std::string_view path) {
  Query query(catalog, kFile, "WHERE f.path = ?");
  query.bind(path);
  if (!query.step()) return std::nullopt;
  return file_row(query);
}

void ItemWriter::put_file(model::Id item, const model::ListedFile& file, const KnownFile* known) {
  const auto signature = file_signature(file);
  auto& query = known ? update_file_ : insert_file_;
  query.bind(file.path).bind(file.part).bind(file.size).bind(file.mtime_ns).bind(file.inode).bind(signature).bind(item);
  if (known) query.bind(known->signature).bind(known->id);
  query.run();
}

void ItemWriter::lose_file(model::Id file) {
  Query(catalog_, "UPDATE files SET signature = '', verdict = 'missing', reason = 'the file is not there' WHERE id = ?").bind(file).run();
}

void ItemWriter::settle_files(model::Id item) {
  pick_file_.bind(item);
  const bool any = pick_file_.step();
  const auto file = any ? pick_file_.integer(0) : 0, size = any ? pick_file_.integer(2) : 0;
  auto length = any ? pick_file_.integer(1) : 0;
  bool ready = any && pick_file_.yes(3);
  const bool in_parts = any && pick_file_.integer(4) > 0;
  pick_file_.reset();
  if (in_parts) {
    // All parts air, one after the other: as long as all of them, and only when none is missing.
    Query parts(catalog_, "SELECT part, max(CASE WHEN verdict = 'playable' AND probed_signature = signature THEN duration_ms ELSE 0 END) FROM files WHERE "
                          "item_id = ? AND part > 0 GROUP BY part ORDER BY part");
    parts.bind(item);
    std::int64_t expected = 1;
    for (length = 0; parts.step(); ++expected) {
      ready = ready && parts.integer(0) == expected && parts.integer(1) > 0;
      length += parts.integer(1);
    }
    if (!ready) length = 0;
  }
  clear_airs_.bind(item).bind(file).run();
  if (any) set_airs_.bind(file).run();
  set_length_.bind(item).bind(length).bind(size).bind(ready).run();
}

}  // namespace retrovue::catalog
