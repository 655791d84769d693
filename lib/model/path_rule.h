#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/server.h"

// From the paths a server tells to paths on this machine. Pure text: nothing is looked up, nothing is normalised.
namespace retrovue::model {

struct Resolved {
  std::string path;
  const PathRule* rule = nullptr;  // none: the path as it was, "unmapped"
};

// A rule matches whole segments; of several the one with most segments wins, then the case-sensitive one, then the
// lowest id. A `from` with a drive letter or a leading \\ is a Windows path: both slashes part its segments, and ASCII case
// does not matter. The rest of the path takes the separators of `to`: \ when it is a Windows path, else /.
Resolved resolve_path(std::string_view path, const std::vector<PathRule>& rules);

// Cuts separators at the ends (not the root's own). Throws Error(usage) when a side is empty or not absolute.
PathRule checked_rule(PathRule rule);
// Do both rules match the same paths?
bool same_source(const PathRule& a, const PathRule& b);

struct RuleSuggestion {
  PathRule rule;
  std::size_t matched = 0;  // of the server's paths that the rule leads to a file that is there
};
// Compares the server's paths with files found here: the longest common ends vote for the parting line. A path whose best
// match is ambiguous has no vote. Best first; together they leave out what no file speaks for.
std::vector<RuleSuggestion> suggest_rules(const std::vector<std::string>& server_paths, const std::vector<std::string>& local_files);

}  // namespace retrovue::model
