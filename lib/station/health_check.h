#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/zone.h"
#include "station/health.h"
#include "station/store.h"

namespace retrovue::base {
class Http;
}

namespace retrovue::station {

struct HealthWish {
  std::filesystem::path catalog;
  StoreWish store;
  base::Millis now = 0;
  base::Zone zone;                 // of the times in texts
  std::optional<std::string> url;  // of a server that is to run; none: one may run at kServeUrl
};
inline constexpr const char* kServeUrl = "http://127.0.0.1:8080";

// Looks at the catalog, the programs, the store's folder, the servers' last syncs, the plans, and asks a running `serve`.
// What is missing or damaged is a component, not an error.
Health check_health(const HealthWish& wish, base::Http& http);

// Components serve, and serve/... for those that it tells of itself. asked_for: that none answers is a fault.
void add_serve(Health& health, base::Http& http, std::string url, bool asked_for);
// A component for each enabled server: how its last contact and its last sync went.
void add_servers(Health& health, catalog::Catalog& catalog, const HealthWish& wish);
// One for each enabled channel: how far its plan reaches.
void add_plans(Health& health, catalog::Catalog& catalog, const HealthWish& wish);

}  // namespace retrovue::station
