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
      return digits ? "SELECT id, title FROM items WHERE substr(id, 1, length(?1)) = ?1 AND ?2 <> '' ORDER BY id LIMIT ?3"
                    : "SELECT title, kind FROM items WHERE title >= ?1 AND title < ?2 ORDER BY title LIMIT ?3";
    case Named::folder:
      return "SELECT s.name, f.path FROM sources s JOIN folders f ON f.source_id = s.id"
             " WHERE s.name COLLATE BINARY >= ?1 AND s.name COLLATE BINARY < ?2 ORDER BY s.name LIMIT ?3";
    case Named::server:
      return "SELECT s.name, s.kind FROM sources s JOIN servers v ON v.source_id = s.id"
             " WHERE s.name COLLATE BINARY >= ?1 AND s.name COLLATE BINARY < ?2 ORDER BY s.name LIMIT ?3";
    case Named::library:
      return "SELECT l.title, s.name FROM libraries l JOIN sources s ON s.id = l.source_id"
             " WHERE l.title >= ?1 AND l.title < ?2 ORDER BY l.title LIMIT ?3";
  }
  return {};
}
}  // namespace

std::vector<Name> names(Catalog& catalog, Named what, std::string_view prefix, int most) {
  // Numbers are offered first; with nothing typed they say more than names.
  const bool digits = prefix.find_first_not_of("0123456789") == std::string_view::npos;
  Query query(catalog, statement(what, digits));
  query.bind(prefix).bind(std::string{prefix} + "\U0010FFFF").bind(most);
  std::vector<Name> found;
  while (query.step()) found.push_back({query.text(0), query.text(1)});
  return found;
}

}  // namespace retrovue::catalog
