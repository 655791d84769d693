#include "catalog/alerts.h"

#include "catalog/query.h"

namespace retrovue::catalog {
namespace {

constexpr const char* kColumns = "SELECT id, message, priority, style, tone, start_at, end_at, cancelled_at IS NOT NULL FROM alerts ";

model::Alert read(const Query& row) {
  model::Alert alert;
  alert.id = row.integer(0);
  alert.text = row.text(1);
  alert.priority = row.small(2);
  alert.style = model::from_text<model::AlertStyle>(row.view(3));
  alert.tone = row.yes(4);
  alert.start = row.integer(5);
  alert.end = row.integer(6);
  alert.cancelled = row.yes(7);
  return alert;
}

void add_channels(Catalog& catalog, std::vector<model::Alert>& alerts) {
  Query query(catalog, "SELECT channel_id FROM alert_channels WHERE alert_id = ? ORDER BY channel_id");
  for (auto& alert : alerts) {
    query.bind(alert.id);
    while (query.step()) alert.channels.push_back(query.integer(0));
    query.reset();
  }
}

}  // namespace

model::Id add_alert(Catalog& catalog, const model::Alert& alert) {
  Query add(catalog, "INSERT INTO alerts (message, priority, style, tone, everywhere, start_at, end_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id");
  add.bind(alert.text).bind(alert.priority).bind(model::to_text(alert.style)).bind(alert.tone).bind(alert.channels.empty());
  add.bind(alert.start).bind(alert.end);
  add.step();
  const auto id = add.integer(0);
  add.run();
  Query on(catalog, "INSERT OR IGNORE INTO alert_channels (alert_id, channel_id) VALUES (?, ?)");
  for (const auto channel : alert.channels) on.bind(id).bind(channel).run();
  return id;
}

// One whose channels are all gone is on none.
std::vector<model::Alert> alerts(Catalog& catalog, model::Millis after, std::optional<model::Id> channel) {
  Query query(catalog, kColumns,
              "WHERE end_at > ?1 AND (everywhere OR EXISTS (SELECT 1 FROM alert_channels c WHERE c.alert_id = id AND "
              "(?2 IS NULL OR c.channel_id = ?2))) ORDER BY id");
  query.bind(after).bind(channel);
  std::vector<model::Alert> found;
  while (query.step()) found.push_back(read(query));
  add_channels(catalog, found);
  return found;
}

std::optional<model::Alert> alert_by_id(Catalog& catalog, model::Id id) {
  Query query(catalog, kColumns, "WHERE id = ?");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  std::vector<model::Alert> found{read(query)};
  add_channels(catalog, found);
  return found.front();
}

void cancel_alert(Catalog& catalog, model::Id id, model::Millis at) {
  Query(catalog, "UPDATE alerts SET cancelled_at = ?1, end_at = max(start_at, ?1) WHERE id = ?2").bind(at).bind(id).run();
}

std::vector<model::AsRun> alert_airings(Catalog& catalog, model::Id alert) {
  Query query(catalog, "SELECT channel_id, kind, actual_start_at, actual_frames, status FROM as_run WHERE alert_id = ? ORDER BY actual_start_at, id");
  query.bind(alert);
  std::vector<model::AsRun> found;
  while (query.step()) {
    model::AsRun row;
    row.channel_id = query.integer(0);
    row.kind = model::from_text<model::EventKind>(query.view(1));
    row.actual_start = query.integer(2);
    row.actual_frames = query.integer(3);
    row.status = query.text(4);
    row.alert_id = alert;
    found.push_back(std::move(row));
  }
  return found;
}

std::int64_t data_version(Catalog& catalog) {
  Query query(catalog, "PRAGMA data_version");
  query.step();
  return query.integer(0);
}

}  // namespace retrovue::catalog
