#include "catalog/names.h"

#include "catalog/query.h"

namespace retrovue::catalog {
namespace {
// ?1 is the prefix, ?2 the first text after all that begin with it, ?3 the most rows.
std::string_view statement(Named what, bool digits) {
  switch (what) {
    case Named::channel:
      return digits ? "SELECT number, name FROM channels WHERE substr(number, 1, length(?1)) = ?1 AND ?2 <> '' ORDER BY number LIMIT ?3"
                    : "SELECT name, number FROM channels WHERE name >= ?1 AND name < ?2 ORDER BY name LIMIT ?3";
    case Named::item:
      return "SELECT title, kind FROM items WHERE title >= ?1 AND title < ?2 ORDER BY title LIMIT ?3";
    case Named::folder:
      return "SELECT s.name, f.path FROM sources s JOIN folders f ON f.source_id = s.id"
             " WHERE s.name COLLATE BINARY >= ?1 AND s.name COLLATE BINARY < ?2 ORDER BY s.name LIMIT ?3";
    case Named::server:
      return "SELECT s.name, s.kind FROM sources s JOIN servers v ON v.source_id = s.id"
             " WHERE s.name COLLATE BINARY >= ?1 AND s.name COLLATE BINARY < ?2 ORDER BY s.name LIMIT ?3";
    case Named::library:
      return "SELECT l.title, s.name FROM libraries l JOIN sources s ON s.id = l.source_id"
             " WHERE l.removed_at IS NULL AND l.title >= ?1 AND l.title < ?2 ORDER BY l.title LIMIT ?3";
    case Named::campaign:
      return "SELECT name, '' FROM campaigns WHERE name COLLATE BINARY >= ?1 AND name COLLATE BINARY < ?2 ORDER BY name LIMIT ?3";
  }
  return {};
}

// Ids that begin with the digits, as ranges of the key: 19 is 19, 190..199, 1900..1999 and so on.
std::vector<Name> items_by_id(Catalog& catalog, std::string_view digits, int most) {
  std::vector<Name> found;
  Query query(catalog, "SELECT id, title FROM items WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?");
  std::int64_t from = 0, wide = digits.empty() ? INT64_MAX : 1;
  for (const char digit : digits.substr(0, 17)) from = from * 10 + (digit - '0');
  do {
    query.reset().bind(from).bind(from + wide - 1).bind(most - static_cast<int>(found.size()));
    while (query.step()) found.push_back({query.text(0), query.text(1)});
    from *= 10;
    wide = wide == INT64_MAX ? wide : wide * 10;
  } while (from > 0 && from < 1'000'000'000'000 && static_cast<int>(found.size()) < most);
  return found;
}
}  // namespace

std::vector<Name> names(Catalog& catalog, Named what, std::string_view prefix, int most) {
  // Numbers are offered first; with nothing typed they say more than names.
  const bool digits = prefix.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits && what == Named::item) return items_by_id(catalog, prefix, most);
  Query query(catalog, statement(what, digits));
  query.bind(prefix).bind(std::string{prefix} + "\U0010FFFF").bind(most);
  std::vector<Name> found;
  while (query.step()) found.push_back({query.text(0), query.text(1)});
  return found;
}

}  // namespace retrovue::catalog
