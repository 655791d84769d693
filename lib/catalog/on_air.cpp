#include "catalog/on_air.h"

#include <utility>
#include <vector>

#include "catalog/as_run_row.h"
#include "catalog/plan.h"

namespace retrovue::catalog {

void set_on_air(Catalog& catalog, const std::string& program, const model::AsRun& row) {
  if (row.actual_frames <= 0) {
    Query(catalog, "DELETE FROM on_air WHERE channel_id = ? AND program = ?").bind(row.channel_id).bind(program).run();
    return;
  }
  Query query(catalog,
              "INSERT OR REPLACE INTO on_air (channel_id, event_id, slot_id, kind, item_id, title, planned_start_at, planned_frames, "
              "actual_start_at, actual_frames, status, error, alert_id, program) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  bind_as_run(query, row).bind(program).run();
}

void end_on_air(Catalog& catalog, const std::string& program, const model::AsRun& row) {
  if (row.actual_frames <= 0) return;
  Query(catalog, "DELETE FROM on_air WHERE channel_id = ? AND program = ? AND actual_start_at = ?").bind(row.channel_id).bind(program).bind(row.actual_start).run();
}

int close_on_air(Catalog& catalog, const std::function<bool(const std::string&)>& runs, const std::string& error) {
  std::vector<std::pair<std::string, model::AsRun>> left;
  if (!Query(catalog, "SELECT 1 FROM on_air LIMIT 1").step()) return 0;
  catalog.transaction(false, [&] {
    left.clear();
    Query query(catalog,
                "SELECT 0, channel_id, event_id, slot_id, kind, item_id, title, planned_start_at, planned_frames, actual_start_at, actual_frames, "
                "status, error, alert_id, program FROM on_air ORDER BY actual_start_at");
    while (query.step()) left.emplace_back(query.text(14), as_run_row(query));
    std::erase_if(left, [&](const auto& one) { return runs(one.first); });
    for (auto& [program, row] : left) {
      row.error += row.error.empty() ? error : "; " + error;
      append_as_run(catalog, {row});
      row.actual_frames = 0;
      set_on_air(catalog, program, row);
    }
  });
  return static_cast<int>(left.size());
}

}  // namespace retrovue::catalog
