#include "catalog/items.h"

#include <fmt/format.h>

#include <charconv>
#include <unordered_map>

#include "base/error.h"
#include "base/text.h"
#include "catalog/query.h"

namespace retrovue::catalog {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::string_view kAnyItem =
    "SELECT i.id, i.kind, i.title, i.year, i.show_id, s.title, s.year, i.season, i.episode, i.episode_end, i.rating_system, "
    "i.rating_code, i.summary, i.duration_ms, i.state, o.name, o.kind, l.title, i.source_path, f.path, i.company, i.category, i.daypart, "
    "i.season_window, i.demographic, i.warnings, i.notes, i.flight_start_at, i.flight_end_at, i.expires_at, i.added_at, i.validated, i.daypart_defaulted "
    "FROM items i JOIN libraries l ON l.id = i.library_id JOIN sources o ON o.id = l.source_id LEFT JOIN shows s ON s.id = i.show_id "
    "LEFT JOIN files f ON f.item_id = i.id AND f.airs = 1 WHERE ";
const std::string kItem = std::string{kAnyItem} + "i.archived_at IS NULL";

// Above this many items two scans of the whole side table cost less than one look-up each.
constexpr std::size_t kScanFrom = 200;

model::Item item_row(const Query& row) {
  model::Item item;
  item.id = row.integer(0);
  item.kind = model::from_text<model::ItemKind>(row.view(1));
  item.title = row.text(2);
  item.year = row.maybe_small(3);
  item.show_id = row.integer(4);
  item.show = row.text(5);
  item.show_year = row.maybe_small(6);
  item.season = row.maybe_small(7);
  item.episode = row.maybe_small(8);
  item.episode_end = row.maybe_small(9);
  item.rating = {row.text(10), row.text(11)};
  item.summary = row.text(12);
  item.duration_ms = row.integer(13);
  item.state = model::from_text<model::ItemState>(row.view(14));
  item.source = row.text(15);
  item.source_kind = row.text(16);
  item.library = row.text(17);
  item.source_path = row.text(18);
  item.path = row.text(19);
  item.company = row.text(20);
  item.category = row.text(21);
  item.daypart = row.text(22);
  item.season_window = row.text(23);
  item.demographic = row.text(24);
  item.warnings = row.text(25);
  item.notes = row.text(26);
  item.flight_start = row.maybe(27);
  item.flight_end = row.maybe(28);
  item.expires = row.maybe(29);
  item.added_ms = row.integer(30);
  item.validated = row.yes(31);
  item.daypart_defaulted = row.yes(32);
  return item;
}

// Calls put(item, query) for each row of a side table; column 0 of sql is the item's id, rows come in the wanted order.
template <typename Put>
void fill(Catalog& catalog, std::vector<model::Item>& items, std::string_view select, std::string_view order, Put put) {
  if (items.size() < kScanFrom) {
    Query query(catalog, fmt::format("{} WHERE item_id = ? {}", select, order));
    for (auto& item : items) {
      query.bind(item.id);
      while (query.step()) put(item, query);
      query.reset();
    }
    return;
  }
  std::unordered_map<model::Id, std::size_t> places;
  places.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) places.emplace(items[i].id, i);
  Query query(catalog, fmt::format("{} {}", select, order));
  while (query.step())
    if (const auto place = places.find(query.integer(0)); place != places.end()) put(items[place->second], query);
}

void fill_tags(Catalog& catalog, std::vector<model::Item>& items) {
  fill(catalog, items,
       "SELECT item_id, namespace || ':' || key FROM (SELECT item_id, namespace, key FROM item_tags JOIN tags ON tags.id = tag_id "
       "WHERE origin <> 'removed')",
       "", [](model::Item& item, const Query& row) { item.tags.push_back(row.text(1)); });
  for (auto& item : items) std::sort(item.tags.begin(), item.tags.end());
}

void fill_guids(Catalog& catalog, std::vector<model::Item>& items) {
  // The stated order of precedence: tvdb, tmdb, imdb, plex, then the rest.
  fill(catalog, items, "SELECT item_id, provider, value FROM item_guids",
       "ORDER BY item_id, CASE provider WHEN 'tvdb' THEN 0 WHEN 'tmdb' THEN 1 WHEN 'imdb' THEN 2 WHEN 'plex' THEN 3 ELSE 4 END, provider, value",
       [](model::Item& item, const Query& row) { item.guids.push_back({row.text(1), row.text(2)}); });
}

std::vector<model::Item> read_items(Catalog& catalog, Query& query) {
  std::vector<model::Item> found;
  while (query.step()) found.push_back(item_row(query));
  fill_tags(catalog, found);
  fill_guids(catalog, found);
  return found;
}

std::string order_by(std::string_view sort) {
  const bool descending = sort.starts_with('-');
  if (descending) sort.remove_prefix(1);
  static constexpr std::pair<std::string_view, std::string_view> kOrders[] = {
      {"title", "coalesce(s.sort_title, i.sort_title){0}, s.year{0}, i.season{0}, i.episode{0}, i.sort_title"},
      {"duration", "i.duration_ms"}, {"kind", "i.kind"},   {"source", "o.name"},
      {"company", "i.company"},      {"added", "i.added_at"}, {"modified", "i.updated_at"},
      {"used", "nullif(max(ifnull((SELECT max(a.actual_start_at) FROM as_run a WHERE a.item_id = i.id), 0), "
               "ifnull((SELECT max(l.at) FROM last_aired l WHERE l.item_id = i.id), 0)), 0)"}, {"id", "i.id"}};
  if (sort.empty()) sort = "title";
  std::vector<std::string> words;
  for (const auto& [word, columns] : kOrders) {
    if (word == sort)
      return fmt::format(" ORDER BY {}{}, i.id", fmt::format(fmt::runtime(columns), descending ? " DESC" : ""), descending ? " DESC" : "");
    words.emplace_back(word);
  }
  throw Error(ErrorKind::usage, fmt::format("cannot sort by '{}'", base::printable(sort)), "use one of " + base::join(words, ", "));
}

std::string like_pattern(std::string_view text) {
  std::string pattern = "%";
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

std::string described(const model::Item& item) {
  if (item.show.empty()) return fmt::format("{} '{}' ({})", item.id, base::printable(item.title), model::to_text(item.kind));
  return fmt::format("{} '{}' of {}", item.id, base::printable(item.title), base::printable(item.show));
}

}  // namespace

std::vector<model::Item> items(Catalog& catalog, const ItemFilter& filter) {
  std::string sql = kItem;
  std::vector<std::string> values;
  const auto restrict = [&](std::string_view condition, std::string_view value) {
    if (value.empty()) return;
    sql += condition;
    values.emplace_back(value);
  };
  if (filter.kind) restrict(" AND i.kind = ?", model::to_text(*filter.kind));
  restrict(" AND o.name = ?", filter.source);
  restrict(" AND l.title = ?", filter.library);
  restrict(" AND s.title = ?", filter.show);
  restrict(" AND i.company = ? COLLATE NOCASE", filter.company);
  restrict(" AND i.state = ?", filter.state);
  restrict(" AND i.rating_code = ? COLLATE NOCASE", filter.rating);
  restrict(" AND i.daypart = ? COLLATE NOCASE", filter.daypart);
  restrict(" AND i.demographic = ? COLLATE NOCASE", filter.demographic);
  restrict(" AND i.season_window = ? COLLATE NOCASE", filter.season_window);
  if (filter.season) restrict(" AND i.season = CAST(? AS INTEGER)", std::to_string(*filter.season));
  for (const auto& tag : filter.tags)
    restrict(" AND i.id IN (SELECT item_id FROM item_tags JOIN tags ON tags.id = tag_id WHERE origin <> 'removed' AND "
             "namespace || ':' || key = ?)", tag);
  if (!filter.text.empty()) {
    restrict(" AND (i.title LIKE ? ESCAPE '\\'", like_pattern(filter.text));
    restrict(" OR s.title LIKE ? ESCAPE '\\')", like_pattern(filter.text));
  }
  sql += order_by(filter.sort);
  if (filter.limit) sql += fmt::format(" LIMIT {}", *filter.limit);
  Query query(catalog, sql);
  for (const auto& value : values) query.bind(value);
  return read_items(catalog, query);
}

std::optional<model::Item> item(Catalog& catalog, model::Id id) {
  Query query(catalog, kItem + " AND i.id = ?");
  query.bind(id);
  auto found = read_items(catalog, query);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::optional<model::Item> any_item(Catalog& catalog, model::Id id) {
  Query query(catalog, kAnyItem, "i.id = ?");
  query.bind(id);
  auto found = read_items(catalog, query);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

model::Item find_item(Catalog& catalog, std::string_view which) {
  std::int64_t id = 0;
  const auto digits = which.starts_with("id:") ? which.substr(3) : which;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  if (error == std::errc{} && end == digits.data() + digits.size())
    if (auto found = item(catalog, id)) return std::move(*found);
  for (const std::string_view condition : {" AND i.title = ? ORDER BY i.id LIMIT 11", " AND i.title = ? COLLATE NOCASE ORDER BY i.id LIMIT 11",
                                           " AND i.id IN (SELECT item_id FROM files WHERE path = ?)"}) {
    Query query(catalog, kItem + std::string{condition});
    query.bind(which);
    auto found = read_items(catalog, query);
    if (found.size() == 1) return std::move(found.front());
    if (found.empty()) continue;
    std::vector<std::string> names;
    for (const auto& one : found) names.push_back(names.size() < 10 ? described(one) : std::string{"..."});
    throw Error(ErrorKind::usage, fmt::format("'{}' names more than one item", base::printable(which)), "use the id: " + base::join(names, ", "));
  }
  Query archived(catalog, "SELECT id FROM items WHERE archived_at IS NOT NULL AND (id = ? OR title = ?)");
  if (archived.bind(id).bind(which).step())
    throw Error(ErrorKind::not_found, fmt::format("item {} is in the archive", archived.integer(0)), fmt::format("retrovue archive restore {}", archived.integer(0)));
  throw Error(ErrorKind::not_found, fmt::format("there is no item '{}'", base::printable(which)),
              "'retrovue query run \"title ~ TEXT\"' finds items by a part of the title");
}

}  // namespace retrovue::catalog
