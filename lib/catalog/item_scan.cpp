#include "catalog/item_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

#include "catalog/items.h"
#include "catalog/query.h"

namespace retrovue::catalog {
namespace {

struct Origin {
  std::string library, source, kind;
};
struct Show {
  std::string title;
  std::optional<int> year;
};

// Small tables are read once; each item then looks them up without the database.
std::unordered_map<model::Id, Origin> origins(Catalog& catalog) {
  Query query(catalog, "SELECT l.id, l.title, o.name, o.kind FROM libraries l JOIN sources o ON o.id = l.source_id");
  std::unordered_map<model::Id, Origin> all;
  while (query.step()) all[query.integer(0)] = {query.text(1), query.text(2), query.text(3)};
  return all;
}

std::unordered_map<model::Id, Show> shows(Catalog& catalog) {
  Query query(catalog, "SELECT id, title, year FROM shows");
  std::unordered_map<model::Id, Show> all;
  while (query.step()) all[query.integer(0)] = {query.text(1), query.maybe_small(2)};
  return all;
}

// The tags of items that are asked for by ascending id.
class Tags {
 public:
  explicit Tags(Catalog& catalog) : rows_(catalog, "SELECT item_id, tag_id FROM item_tags WHERE origin <> 'removed' ORDER BY item_id, tag_id") {
    Query names(catalog, "SELECT id, namespace || ':' || key FROM tags");
    while (names.step()) names_[names.integer(0)] = names.text(1);
    more_ = rows_.step();
  }
  void read(model::Item& item) {
    item.tags.clear();
    for (; more_ && rows_.integer(0) <= item.id; more_ = rows_.step())
      if (rows_.integer(0) == item.id) item.tags.push_back(names_[rows_.integer(1)]);
  }

 private:
  std::unordered_map<model::Id, std::string> names_;
  Query rows_;
  bool more_ = false;
};

// more: one column beside those of every scan. visit(item, more column) returns whether to go on; it may move the item away.
template <typename Visit>
void scan(Catalog& catalog, std::string_view more, std::string_view condition, Visit visit) {
  const auto known_origins = origins(catalog);
  const auto known_shows = shows(catalog);
  Tags tags(catalog);
  Query row(catalog, fmt::format("SELECT id, kind, title, year, show_id, season, episode, episode_end, rating_system, rating_code, duration_ms, state, "
                                 "library_id, company, category, daypart, season_window, demographic, warnings, flight_start_at, flight_end_at, "
                                 "expires_at, added_at, validated, daypart_defaulted, {} FROM items WHERE archived_at IS NULL {} ORDER BY id",
                                 more, condition));
  model::Item item;
  while (row.step()) {
    item.id = row.integer(0);
    item.kind = model::from_text<model::ItemKind>(row.view(1));
    item.title = row.view(2);
    item.year = row.maybe_small(3);
    item.show_id = row.integer(4);
    item.season = row.maybe_small(5);
    item.episode = row.maybe_small(6);
    item.episode_end = row.maybe_small(7);
    item.rating.system = row.view(8);
    item.rating.code = row.view(9);
    item.duration_ms = row.integer(10);
    item.state = model::from_text<model::ItemState>(row.view(11));
    item.company = row.view(13);
    item.category = row.view(14);
    item.daypart = row.view(15);
    item.season_window = row.view(16);
    item.demographic = row.view(17);
    item.warnings = row.view(18);
    item.flight_start = row.maybe(19);
    item.flight_end = row.maybe(20);
    item.expires = row.maybe(21);
    item.added_ms = row.integer(22);
    item.validated = row.yes(23);
    item.daypart_defaulted = row.yes(24);
    const auto origin = known_origins.find(row.integer(12));
    if (origin == known_origins.end()) continue;  // as everywhere: an item without a source is none
    item.library = origin->second.library;
    item.source = origin->second.source;
    item.source_kind = origin->second.kind;
    const auto show = known_shows.find(item.show_id);
    item.show = show == known_shows.end() ? std::string{} : show->second.title;
    item.show_year = show == known_shows.end() ? std::nullopt : show->second.year;
    tags.read(item);
    if (!visit(item, row.view(25))) return;
  }
}

}  // namespace

void scan_items(Catalog& catalog, const std::function<bool(const model::Item&)>& visit) {
  scan(catalog, "''", "", [&](const model::Item& item, std::string_view) { return visit(item); });
}

std::vector<model::Item> schedulable_items(Catalog& catalog) {
  Query count(catalog, "SELECT count(*) FROM items");
  std::vector<model::Item> found;
  if (count.step()) found.reserve(static_cast<std::size_t>(count.integer(0)));
  // +: most items are normal, so the whole table in its own order beats the index and a sort.
  scan(catalog, "summary", "AND +state = 'normal' AND validated = 1", [&](model::Item& item, std::string_view summary) {
    item.summary = summary;
    std::sort(item.tags.begin(), item.tags.end());
    found.push_back(std::move(item));
    return true;
  });
  return found;
}

std::vector<model::Item> items_by_id(Catalog& catalog, const std::vector<model::Id>& ids) {
  std::vector<model::Item> found;
  found.reserve(ids.size());
  for (const auto id : ids)
    if (auto one = item(catalog, id)) found.push_back(std::move(*one));
  return found;
}

}  // namespace retrovue::catalog
