#include "station/health_check.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "base/http.h"
#include "base/process.h"
#include "base/text.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "catalog/servers.h"
#include "catalog/upkeep.h"
#include "station/air_watch.h"
#include "station/sync_now.h"

namespace retrovue::station {
namespace {

namespace fs = std::filesystem;
constexpr base::Millis kDay = 86'400'000;
constexpr base::Millis kPlanned = kDay, kSynced = 7 * kDay;
constexpr std::uintmax_t kRoom = 1'000'000'000;
constexpr std::size_t kMostComponents = 10'000;

// True when its rows can be looked at.
bool add_catalog(Health& health, const fs::path& path) {
  std::string fault;
  try {
    const auto file = catalog::file_status(path);
    if (!file.exists) fault = fmt::format("there is no catalog at '{}'", base::printable(path.native()));
    else if (!file.ours) fault = fmt::format("'{}' is not a catalog", base::printable(path.native()));
    else if (file.version > file.newest) fault = fmt::format("version {}, this program knows up to {}", file.version, file.newest);
    else if (file.version < file.newest) fault = fmt::format("version {} of {}: run 'retrovue db upgrade'", file.version, file.newest);
    health.add("catalog", fault.empty() ? 100 : 0, fault.empty() ? fmt::format("version {}", file.version) : fault);
  } catch (const base::Error& error) {
    fault = error.message();
    health.add("catalog", 0, fault);
  }
  return fault.empty();
}

void add_program(Health& health, const std::string& name) {
  const auto path = base::find_program(name);
  health.add(name, path.empty() ? 0 : 100, path.empty() ? "not in PATH" : base::printable(path));
}

// The folder, or the nearest one above it: the store makes what is missing.
fs::path place_of(const fs::path& folder) {
  std::error_code error;
  auto place = fs::absolute(folder, error);
  while (!fs::exists(place, error) && place.has_relative_path()) place = place.parent_path();
  return place;
}

void add_folder(Health& health, const StoreWish& wish) {
  if (wish.max_bytes == 0) return health.add("store", 100, "nothing is kept on disk");
  const auto place = place_of(wish.folder);
  const auto name = base::printable(wish.folder.native());
  std::error_code error;
  if (!fs::is_directory(place, error) || ::access(place.c_str(), W_OK | X_OK) != 0)
    return health.add("store", 50, fmt::format("'{}' cannot be written; nothing that was encoded is kept", name));
  const auto room = fs::space(place, error);
  if (error) return health.add("store", 50, fmt::format("'{}': {}", name, error.message()));
  health.add("store", room.available < kRoom ? 50 : 100, fmt::format("{} MB free in {}", room.available / 1'000'000, name));
}

Component of_server(const model::Server& server, const std::string& last, const HealthWish& wish) {
  Component made{"server " + base::printable(server.name), 100, {}};
  const auto say = [&](int score, std::string text) {
    made.score = score, made.text = std::move(text);
    return made;
  };
  using State = model::ServerState;
  switch (server.state) {
    case State::needs_sign_in: return say(0, "needs sign-in: its token is refused");
    case State::not_a_server: return say(0, "no media server answers at its address");
    case State::other_server: return say(0, "another server answers at its address");
    case State::unreachable: return say(25, "not reachable");
    case State::starting: return say(75, "was starting");
    case State::paused: return say(50, "paused after too many errors one after another");
    default: break;
  }
  if (last == "failed") return say(25, "the last sync failed");
  if (!server.last_sync) return say(50, "never synced");
  const auto when = base::local_text(*server.last_sync, wish.zone);
  if (wish.now - *server.last_sync > kSynced) return say(50, "last synced " + when);
  if (!last.empty() && last != "done" && last != "running") return say(75, fmt::format("last synced {}, {}", when, last));
  return say(100, "last synced " + when);
}

}  // namespace

void add_servers(Health& health, catalog::Catalog& catalog, const HealthWish& wish) {
  const auto last = last_results(catalog);
  for (const auto& server : catalog::servers(catalog))
    if (server.enabled) health.components.push_back(of_server(server, last.source(server.id), wish));
}

void add_plans(Health& health, catalog::Catalog& catalog, const HealthWish& wish) {
  for (const auto& channel : catalog::channels(catalog)) {
    if (!channel.enabled) continue;
    const auto name = fmt::format("plan {}", channel.number);
    const auto range = catalog::planned_range(catalog, channel.id);
    if (!range || catalog::slots(catalog, channel.id, wish.now, wish.now + 1).empty()) {
      health.add(name, 0, "nothing is planned now");
      continue;
    }
    const auto left = range->second - wish.now;
    health.add(name, left < kPlanned ? 50 : 100, fmt::format("planned until {}", base::local_text(range->second, wish.zone)));
  }
}

void add_serve(Health& health, base::Http& http, std::string url, bool asked_for) {
  while (url.ends_with('/')) url.pop_back();
  base::Json said;
  try {
    said = watch_health(http, url);
  } catch (const base::Error& error) {
    if (asked_for) health.add("serve", 0, error.message());
    else health.add("serve", std::nullopt, "not running");
    return;
  }
  const auto uptime = std::max<std::int64_t>(0, said["uptime_ms"].integer().value_or(0));
  const auto components = said["components"];
  health.add("serve", components.is_array() || said["status"].text_or("") == "ok" ? 100 : 50,
             fmt::format("{}, up for {}", base::public_url(url), base::short_duration(uptime / 1000 * 1000)));
  for (std::size_t i = 0; i < std::min(components.size(), kMostComponents); ++i) {
    const auto one = components.at(i);
    health.add("serve/" + base::printable(one["name"].text_or("")), static_cast<int>(std::clamp<std::int64_t>(one["score"].integer().value_or(0), 0, 100)),
               base::printable(one["text"].text_or("")));
  }
}

Health check_health(const HealthWish& wish, base::Http& http) {
  Health health;
  const bool readable = add_catalog(health, wish.catalog);
  add_program(health, "ffmpeg");
  add_program(health, "ffprobe");
  add_folder(health, wish.store);
  if (readable) {
    try {
      catalog::Catalog catalog(wish.catalog, catalog::Mode::read);
      add_servers(health, catalog, wish);
      add_plans(health, catalog, wish);
    } catch (const base::Error& error) {
      health.components.front() = {"catalog", 0, error.message()};
    }
  }
  add_serve(health, http, wish.url.value_or(kServeUrl), wish.url.has_value());
  return health;
}

}  // namespace retrovue::station
