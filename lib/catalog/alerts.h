#pragma once
#include <optional>
#include <vector>

#include "catalog/catalog.h"
#include "model/alert.h"
#include "model/plan.h"

namespace retrovue::catalog {

// Adds; the id of the argument is ignored. Returns the new one.
model::Id add_alert(Catalog& catalog, const model::Alert& alert);
// Alerts that end after an instant, on any channel or on one; the newest last.
std::vector<model::Alert> alerts(Catalog& catalog, model::Millis after, std::optional<model::Id> channel = std::nullopt);
std::optional<model::Alert> alert_by_id(Catalog& catalog, model::Id id);
// Ends it at an instant.
void cancel_alert(Catalog& catalog, model::Id id, model::Millis at);
// What was on air of an alert, oldest first.
std::vector<model::AsRun> alert_airings(Catalog& catalog, model::Id alert);

// Differs from what it was when somebody else has written since; a few microseconds.
std::int64_t data_version(Catalog& catalog);

}  // namespace retrovue::catalog
