#include "station/server_sync.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/log.h"
#include "base/text.h"
#include "catalog/history.h"
#include "catalog/servers.h"

namespace retrovue::station {
namespace {
using base::Error;
using base::ErrorKind;
using model::ServerState;

std::vector<model::Server> wanted_servers(catalog::Catalog& catalog, const SyncWish& wish) {
  std::vector<model::Server> wanted;
  const auto add = [&](const model::Server& server) {
    if (std::none_of(wanted.begin(), wanted.end(), [&](const auto& one) { return one.id == server.id; })) wanted.push_back(server);
  };
  for (const auto& name : wish.servers) add(catalog::find_server(catalog, name));
  const bool nothing_said = wish.servers.empty() && wish.libraries.empty() && wish.folders.empty();
  // A library by its name belongs to whichever of the wanted servers has it.
  for (const auto& name : wish.libraries)
    if (wish.servers.empty()) add(catalog::find_server(catalog, fmt::format("id:{}", catalog::find_server_library(catalog, name).source_id)));
  if (nothing_said)
    for (const auto& server : catalog::servers(catalog))
      if (server.enabled) add(server);
  return wanted;
}
}  // namespace

ServerSync::ServerSync(catalog::Catalog& catalog, const base::Clock& clock, const SyncWish& wish)
    : catalog_(catalog), clock_(clock), wish_(wish) {
  if (wish.door)
    for (auto& server : wanted_servers(catalog, wish)) {
      std::vector<model::Id> planned;
      for (const auto& library : catalog::server_libraries(catalog, server.id))
        if (library.listed && PlexSync::wants(library, wish)) planned.push_back(library.id);
      all_.push_back({std::move(server), nullptr, nullptr, 0, {}, false, std::move(planned)});
    }
}

std::vector<SyncResult> ServerSync::planned() const {
  std::vector<SyncResult> all;
  for (const auto& one : all_) {
    for (const auto library : one.planned) all.push_back({one.server.id, library, {}});
    if (one.planned.empty()) all.push_back({one.server.id, 0, {}});
  }
  return all;
}

std::size_t ServerSync::prepare(model::Id run) {
  run_ = run;
  std::size_t libraries = 0;
  for (auto& one : all_) {
    const auto now = clock_.now();
    if (one.server.state == ServerState::paused && one.server.paused_until && *one.server.paused_until > now && wish_.servers.empty()) {
      one.errors.push_back({"network", one.server.name, "paused after many errors one after another; naming it with --server tries it now"});
      continue;
    }
    attempt(one, [&] {
      one.plex = std::make_unique<sources::Plex>(wish_.door->plex(one.server));
      one.sync = std::make_unique<PlexSync>(catalog_, *one.plex, one.server, wish_, run_, now);
      one.libraries = one.sync->prepare().size();
      one.reached = true;
    });
    libraries += one.libraries;
  }
  return libraries;
}

// Once more with a new token when the old one is refused.
void ServerSync::attempt(One& one, const std::function<void()>& act) {
  for (int tries = 0;; ++tries) {
    try {
      act();
      return;
    } catch (const sources::ServerError& error) {
      if (error.state() == ServerState::needs_sign_in && tries == 0 && !wish_.dry_run && wish_.door->renew(one.server)) continue;
      return failed(one, error, error.state());
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted || error.kind() == ErrorKind::catalog || error.kind() == ErrorKind::busy) throw;
      return failed(one, error, ServerState::unknown);
    }
  }
}

void ServerSync::failed(One& one, const Error& error, ServerState state) {
  one.reached = false;
  const char* error_class = state == ServerState::needs_sign_in ? "auth" : state == ServerState::unknown ? "data" : "network";
  one.errors.push_back({error_class, one.server.name, error.hint().empty() ? error.message() : error.message() + "; " + error.hint()});
  if (state == ServerState::unknown) return;
  const auto now = clock_.now();
  catalog_.transaction(false, [&] {
    catalog::set_server_state(catalog_, one.server.id, state, now, state == ServerState::paused ? std::optional{now + wish_.pause} : std::nullopt);
  });
}

void ServerSync::run(std::size_t number, std::size_t of, SyncReport& report) {
  for (auto& one : all_) {
    if (one.reached)
      attempt(one, [&] {
        if (!one.reached) {  // signed in again after a refusal: from the start
          one.plex = std::make_unique<sources::Plex>(wish_.door->plex(one.server));
          one.sync = std::make_unique<PlexSync>(catalog_, *one.plex, one.server, wish_, run_, clock_.now());
          one.libraries = one.sync->prepare().size();
        }
        one.reached = false;
        one.sync->run(number, of);
        one.reached = true;
      });
    number += one.libraries;
    keep(one, report);
  }
}

// How much of the server this sync has seen.
catalog::SourceRead ServerSync::read_of(const One& one) const {
  const auto& outcomes = one.sync->outcomes;
  const bool all = std::all_of(outcomes.begin(), outcomes.end(), [](const auto& outcome) { return outcome.reached; });
  if (!all || wish_.title || wish_.quick || !wish_.libraries.empty()) return catalog::SourceRead::partly;
  return wish_.full ? catalog::SourceRead::everything : catalog::SourceRead::changes;
}

void ServerSync::keep(One& one, SyncReport& report) {
  if (!one.reached) ++report.failed_sources;
  if (std::any_of(one.errors.begin(), one.errors.end(), [](const auto& error) { return error.error_class == "auth"; })) report.unauthorised = true;
  if (one.sync) one.errors.insert(one.errors.end(), one.sync->errors.begin(), one.sync->errors.end());
  catalog_.transaction(false, [&] {
    const auto now = clock_.now();
    const auto add = [&](const std::string& error_class, const std::string& item, const std::string& message, const std::string& library, bool stored) {
      catalog::StoredError error;
      error.at = now;
      error.error_class = error_class, error.subject = item, error.message = message;
      error.run_id = run_, error.source_id = one.server.id;
      error.context = error_context(wish_, one.server.name, library, stored);
      catalog::add_error(catalog_, error);
    };
    for (const auto& error : one.errors) add(error.error_class, error.item, error.message, {}, false);
    if (one.sync)
      for (const auto& odd : one.sync->oddities) {
        base::log(base::LogLevel::info, "sync", "{}: {}: {}", one.server.name, odd.item, odd.message);
        add(odd.error_class, odd.item, odd.message, {}, true);
      }
    if (one.reached) catalog::set_server_state(catalog_, one.server.id, ServerState::ok, now);
    if (!one.sync) return;
    for (const auto& outcome : one.sync->outcomes) {
      if (outcome.guard) add("data", outcome.report.library, outcome.guard->message, outcome.report.library, false);
    }
    if (one.reached) catalog::resolve_source_errors(catalog_, one.server.id, run_, read_of(one), now);
    for (const auto& library : catalog::server_libraries(catalog_, one.server.id))
      for (const auto& outcome : one.sync->outcomes)
        if (outcome.reached && !outcome.guard && outcome.report.library == library.title) catalog::note_sync(catalog_, library.id, now);
  });
  auto& results = report.results;
  if (one.sync)
    for (auto& outcome : one.sync->outcomes) {
      auto& counts = outcome.report.counts;
      outcome.report.status = library_status(outcome.reached, outcome.guard.has_value(), counts.failed > 0);
      results.push_back({one.server.id, outcome.library, outcome.report.status});
      if (!one.reached) counts.scanned = counts.added + counts.updated + counts.unchanged + counts.failed;  // as far as it came
      report.total += outcome.report.counts;
      report.libraries.push_back(outcome.report);
      if (outcome.guard && !report.guard) report.guard = outcome.guard;
    }
  if (one.sync) std::move(one.sync->verdicts.begin(), one.sync->verdicts.end(), std::back_inserter(report.verdicts));
  if (one.sync) std::move(one.sync->changes.begin(), one.sync->changes.end(), std::back_inserter(report.found));
  for (const auto library : one.planned)
    if (std::none_of(results.begin(), results.end(), [&](const auto& result) { return result.library == library; }))
      results.push_back({one.server.id, library, "failed"});
  if (!one.reached && one.planned.empty()) results.push_back({one.server.id, 0, "failed"});
  report.errors.insert(report.errors.end(), one.errors.begin(), one.errors.end());
}

}  // namespace retrovue::station
