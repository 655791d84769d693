#include "catalog/campaigns.h"

#include "catalog/query.h"

namespace retrovue::catalog {

std::vector<std::pair<std::string, std::string>> campaigns(Catalog& catalog) {
  Query query(catalog, "SELECT name, document FROM campaigns ORDER BY name");
  std::vector<std::pair<std::string, std::string>> found;
  while (query.step()) found.emplace_back(query.text(0), query.text(1));
  return found;
}

void save_campaign(Catalog& catalog, std::string_view name, std::string_view document) {
  Query(catalog, "INSERT INTO campaigns (name, document) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET name = excluded.name, document = excluded.document")
      .bind(name).bind(document).run();
}

bool remove_campaign(Catalog& catalog, std::string_view name) {
  Query(catalog, "DELETE FROM campaigns WHERE name = ?").bind(name).run();
  return changed_rows(catalog) > 0;
}

std::vector<SpotAiring> spot_airings(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to) {
  // An event that two airings showed counts as aired when one of them did well.
  Query query(catalog,
              "WITH shown AS MATERIALIZED (SELECT event, item, max(well) AS well, max(badly) AS badly FROM (SELECT event_id AS event, ifnull(item_id, 0) AS item, "
              "status IN ('aired', 'joined', 'cut') AS well, status IN ('failed', 'replaced', 'short') AS badly FROM as_run WHERE channel_id = ?1 AND "
              "actual_start_at >= ?2 - 86400000 AND actual_start_at < ?3 + 86400000 AND event_id IS NOT NULL UNION ALL "
              "SELECT a.event_id, a.item_id, a.well, a.badly FROM events e JOIN spots_shown a ON a.event_id = e.id WHERE e.channel_id = ?1 AND "
              "e.start_at >= ?2 AND e.start_at < ?3 AND e.kind = 'spot') GROUP BY 1, 2) "
              "SELECT e.item_id, e.start_at, max(ifnull(s.well AND s.item = e.item_id, 0)), max(ifnull(s.badly, 0)) FROM events e "
              "LEFT JOIN shown s ON s.event = e.id WHERE e.channel_id = ?1 AND e.start_at >= ?2 AND e.start_at < ?3 AND e.kind = 'spot' "
              "AND e.item_id IS NOT NULL GROUP BY e.id ORDER BY e.start_at");
  query.bind(channel).bind(from).bind(to);
  std::vector<SpotAiring> found;
  while (query.step()) {
    const bool aired = query.yes(2);
    found.push_back({query.integer(0), query.integer(1), aired, !aired && query.yes(3)});
  }
  return found;
}

}  // namespace retrovue::catalog
