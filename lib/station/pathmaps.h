#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/path_rule.h"
#include "station/server_places.h"

// Path rules of servers: changing them re-resolves the items that are stored.
namespace retrovue::station {

struct RuleChange {
  model::PathRule rule;
  std::string server;
  PlaceReport places;
};
// Error(usage) when the rule is malformed or one for the same paths is there.
RuleChange add_rule(catalog::Catalog& catalog, const base::Clock& clock, const std::string& server, model::PathRule rule, bool dry_run);
// What is not said stays as it is.
struct RuleWish {
  std::optional<std::string> from, to;
  std::optional<bool> ignore_case;
};
// By id. Error(not_found); Error(usage) as for add_rule.
RuleChange set_rule(catalog::Catalog& catalog, const base::Clock& clock, model::Id rule, const RuleWish& wish, bool dry_run);
// By id. Error(not_found).
RuleChange remove_rule(catalog::Catalog& catalog, const base::Clock& clock, model::Id rule, bool dry_run);

// server empty: all rules of all servers in turn. rule is 0 when none matches.
struct ResolvedPath {
  std::string path, server;
  model::Id rule = 0;
};
ResolvedPath resolve(catalog::Catalog& catalog, const std::string& path, const std::string& server);

struct PathSample {
  std::string server, source_path, path;
  bool mapped = false, there = false;
};
struct PathCheck {
  std::int64_t items = 0, checked = 0, found = 0, missing = 0, unmapped = 0;
  std::vector<PathSample> bad;  // at most 20: missing or unmapped and not there
};
// Looks whether the files of a sample are there; spread evenly over all items, the same on every run. sample 0: all.
PathCheck check_paths(catalog::Catalog& catalog, const std::string& server, std::size_t sample);

struct Suggestions {
  std::string server;
  std::size_t paths = 0, files = 0;  // compared
  std::vector<model::RuleSuggestion> rules;
};
// Compares the server's paths with the files below the roots. Error(not_found) when a root is no folder.
Suggestions suggest(catalog::Catalog& catalog, const std::string& server, const std::vector<std::string>& roots);

}  // namespace retrovue::station
