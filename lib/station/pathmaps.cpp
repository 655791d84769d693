#include "station/pathmaps.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "catalog/history.h"
#include "catalog/server_items.h"
#include "catalog/servers.h"
#include "station/server_apply.h"

namespace retrovue::station {
using base::Error;
using base::ErrorKind;

namespace {
constexpr std::size_t kMostFiles = 500'000;

std::vector<model::Server> chosen(catalog::Catalog& catalog, const std::string& server) {
  if (!server.empty()) return {catalog::find_server(catalog, server)};
  auto all = catalog::servers(catalog);
  if (all.empty()) throw Error(ErrorKind::not_found, "there is no server", "'retrovue server add NAME' adds one");
  return all;
}

// A change of the rules and what follows from it are one act; under a dry run neither stays. What follows is looked at
// in the same transaction, so the look itself must not open one.
PlaceReport changed(catalog::Catalog& catalog, const base::Clock& clock, model::Id server, bool dry_run, const std::function<void()>& act) {
  if (!dry_run) {
    catalog.transaction(false, act);
    return check_places(catalog, server, clock.now());
  }
  PlaceReport report;
  catalog.transaction(true, [&] {
    act();
    report = check_places_inside(catalog, server, clock.now());
  });
  return report;
}

void refuse_twice(catalog::Catalog& catalog, const model::PathRule& rule, const std::string& server) {
  for (const auto& other : catalog::path_rules(catalog, rule.server_id))
    if (other.id != rule.id && model::same_source(other, rule))
      throw Error(ErrorKind::usage, fmt::format("server '{}' has a rule for '{}' already: {}", server, base::printable(rule.from), other.id),
                  fmt::format("retrovue pathmap remove {}", other.id));
}

model::PathRule find_rule(catalog::Catalog& catalog, model::Id id) {
  for (const auto& rule : catalog::path_rules(catalog))
    if (rule.id == id) return rule;
  throw Error(ErrorKind::not_found, fmt::format("there is no path rule {}", id), "'retrovue pathmap list' shows them");
}
}  // namespace

RuleChange add_rule(catalog::Catalog& catalog, const base::Clock& clock, const std::string& server, model::PathRule rule, bool dry_run) {
  const auto found = catalog::find_server(catalog, server);
  rule.server_id = found.id;
  rule = model::checked_rule(std::move(rule));
  refuse_twice(catalog, rule, found.name);
  RuleChange change{rule, found.name, {}};
  change.places = changed(catalog, clock, found.id, dry_run, [&] {
    change.rule.id = catalog::add_path_rule(catalog, rule);
    catalog::audit(catalog, clock.now(), "pathmap add", found.name, base::printable(rule.from + " -> " + rule.to));
  });
  return change;
}

RuleChange set_rule(catalog::Catalog& catalog, const base::Clock& clock, model::Id id, const RuleWish& wish, bool dry_run) {
  auto rule = find_rule(catalog, id);
  rule.from = wish.from.value_or(rule.from);
  rule.to = wish.to.value_or(rule.to);
  rule.ignore_case = wish.ignore_case.value_or(rule.ignore_case);
  rule = model::checked_rule(std::move(rule));
  RuleChange change{rule, catalog::find_server(catalog, fmt::format("id:{}", rule.server_id)).name, {}};
  refuse_twice(catalog, rule, change.server);
  change.places = changed(catalog, clock, rule.server_id, dry_run, [&] {
    catalog::set_path_rule(catalog, rule);
    catalog::audit(catalog, clock.now(), "pathmap set", change.server, base::printable(rule.from + " -> " + rule.to));
  });
  return change;
}

RuleChange remove_rule(catalog::Catalog& catalog, const base::Clock& clock, model::Id id, bool dry_run) {
  const auto rule = find_rule(catalog, id);
  RuleChange change{rule, catalog::find_server(catalog, fmt::format("id:{}", rule.server_id)).name, {}};
  change.places = changed(catalog, clock, rule.server_id, dry_run, [&] {
    catalog::remove_path_rule(catalog, id);
    catalog::audit(catalog, clock.now(), "pathmap remove", change.server, base::printable(rule.from + " -> " + rule.to));
  });
  return change;
}

ResolvedPath resolve(catalog::Catalog& catalog, const std::string& path, const std::string& server) {
  for (const auto& one : chosen(catalog, server)) {
    const auto rules = catalog::path_rules(catalog, one.id);
    const auto resolved = model::resolve_path(path, rules);
    if (resolved.rule) return {resolved.path, one.name, resolved.rule->id};
  }
  return {path, server, 0};
}

PathCheck check_paths(catalog::Catalog& catalog, const std::string& server, std::size_t sample) {
  PathCheck check;
  for (const auto& one : chosen(catalog, server)) {
    const auto rules = catalog::path_rules(catalog, one.id);
    const auto rows = catalog::origin_files(catalog, one.id);
    check.items += static_cast<std::int64_t>(rows.size());
    const auto step = sample == 0 || rows.size() <= sample ? 1 : rows.size() / sample;
    for (std::size_t i = 0; i < rows.size(); i += step) {
      const auto placed = place_files({rows[i]}, rules);
      const auto& file = placed.front();
      ++check.checked;
      ++(file.there ? check.found : check.missing);
      if (!file.mapped) ++check.unmapped;
      if (!file.there && check.bad.size() < 20) check.bad.push_back({one.name, rows[i].path, file.file.path, file.mapped, false});
    }
  }
  return check;
}

Suggestions suggest(catalog::Catalog& catalog, const std::string& server, const std::vector<std::string>& roots) {
  const auto found = catalog::find_server(catalog, server);
  Suggestions result;
  result.server = found.name;
  std::vector<std::string> paths, files;
  const auto rules = catalog::path_rules(catalog, found.id);
  for (const auto& row : catalog::origin_files(catalog, found.id))
    if (!place_files({row}, rules).front().there) paths.push_back(row.path);
  namespace fs = std::filesystem;
  for (const auto& root : roots) {
    std::error_code code;
    if (!fs::is_directory(root, code)) throw Error(ErrorKind::not_found, fmt::format("'{}' is no folder", base::printable(root)));
    const auto whole = fs::absolute(root, code).lexically_normal();
    for (fs::recursive_directory_iterator at{whole, fs::directory_options::skip_permission_denied, code}, end; at != end && files.size() < kMostFiles; at.increment(code)) {
      if (code) break;
      std::error_code ignored;
      if (at->is_regular_file(ignored)) files.push_back(at->path().native());
    }
  }
  result.paths = paths.size();
  result.files = files.size();
  result.rules = model::suggest_rules(paths, files);
  for (auto& one : result.rules) one.rule.server_id = found.id;
  return result;
}

}  // namespace retrovue::station
