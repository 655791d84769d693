#pragma once
#include <vector>

#include "catalog/catalog.h"
#include "model/plan.h"

// The archive of the as-run log: a packed week a row. catalog::as_run reads it along with what is not archived.
namespace retrovue::catalog {

// Monday 00:00 UTC of the week that holds an instant.
model::Millis week_of(model::Millis at);

struct AsRunWeek {
  model::Id channel_id = 0;
  model::Millis week = 0;       // its Monday
  std::int64_t added = 0;       // rows that came now
  std::int64_t rows = 0;        // all of its rows
  std::int64_t bytes = 0;       // packed
};
// Moves every row that began before an instant into its week, by channel and week; rows that tell of an alert stay where
// they are. What rotation and campaigns need of them is kept aside. Inside the caller's transaction.
std::vector<AsRunWeek> archive_as_run(Catalog& catalog, model::Millis before);

// Archived rows of a channel that began in [from, to), by start and id. Error(damaged) when a week cannot be unpacked.
std::vector<model::AsRun> archived_as_run(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to);

}  // namespace retrovue::catalog
