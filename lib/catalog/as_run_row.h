#pragma once
#include <string_view>

#include "catalog/query.h"
#include "model/plan.h"

namespace retrovue::catalog {

// How every reader of the as-run table reads a row; a condition follows.
inline constexpr std::string_view kAsRun =
    "SELECT id, channel_id, event_id, slot_id, kind, item_id, title, planned_start_at, planned_frames, actual_start_at, actual_frames, "
    "status, error, alert_id FROM as_run ";

inline model::AsRun as_run_row(const Query& query) {
  model::AsRun row;
  row.id = query.integer(0);
  row.channel_id = query.integer(1);
  row.event_id = query.integer(2);
  row.slot_id = query.integer(3);
  row.kind = model::from_text<model::EventKind>(query.view(4));
  row.item_id = query.integer(5);
  row.title = query.text(6);
  row.planned_start = query.integer(7);
  row.planned_frames = query.integer(8);
  row.actual_start = query.integer(9);
  row.actual_frames = query.integer(10);
  row.status = query.text(11);
  row.error = query.text(12);
  row.alert_id = query.integer(13);
  return row;
}

// The columns of a row from the channel on, in the order in which they are read.
inline Query& bind_as_run(Query& query, const model::AsRun& row) {
  query.bind(row.channel_id).bind_id(row.event_id).bind_id(row.slot_id).bind(model::to_text(row.kind)).bind_id(row.item_id);
  query.bind(row.title).bind(row.planned_start).bind(row.planned_frames).bind(row.actual_start).bind(row.actual_frames);
  return query.bind(row.status).bind(row.error).bind_id(row.alert_id);
}

}  // namespace retrovue::catalog
