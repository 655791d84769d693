#include "model/path_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace retrovue::model {
namespace {
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool windows(std::string_view path) {
  return (path.size() >= 2 && letter(path[0]) && path[1] == ':') || path.starts_with("\\\\");
}
// Paths with forward slashes only may still name a Windows share: //server/share.
bool unc(std::string_view path) { return path.starts_with("\\\\") || path.starts_with("//"); }

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool equal(std::string_view a, std::string_view b, bool ignore_case) {
  if (!ignore_case) return a == b;
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return folded(x) == folded(y); });
}

// Walks the segments of a path; a run of separators is one.
class Segments {
 public:
  Segments(std::string_view path, bool both) : path_(path), both_(both) { skip(); }
  bool done() const { return at_ >= path_.size(); }
  std::size_t offset() const { return at_; }
  std::string_view next() {
    const auto begin = at_;
    while (at_ < path_.size() && !separator(path_[at_])) ++at_;
    const auto segment = path_.substr(begin, at_ - begin);
    skip();
    return segment;
  }

 private:
  bool separator(char c) const { return c == '/' || (both_ && c == '\\'); }
  void skip() {
    while (at_ < path_.size() && separator(path_[at_])) ++at_;
  }
  std::string_view path_;
  bool both_;
  std::size_t at_ = 0;
};

struct Match {
  std::size_t segments = 0;
  std::size_t rest = 0;  // offset in the path
};

std::optional<Match> match(std::string_view path, const PathRule& rule) {
  const bool win = windows(rule.from);
  // A Windows prefix matches Windows paths only, and a share is not a folder of the same name.
  if (win ? !windows(path) && !unc(path) : path.empty() || path[0] != '/') return std::nullopt;
  if (unc(rule.from) != unc(path) && (win || unc(rule.from))) return std::nullopt;
  Segments prefix{rule.from, win}, whole{path, win};
  Match found;
  while (!prefix.done()) {
    if (whole.done() || !equal(prefix.next(), whole.next(), win || rule.ignore_case)) return std::nullopt;
    ++found.segments;
  }
  found.rest = whole.offset();
  return found;
}

std::string joined(std::string_view to, std::string_view rest, bool rest_both) {
  const bool win = windows(to);
  std::string out{to};
  if (rest.empty()) return out;
  const char separator = win ? '\\' : '/';
  if (out.empty() || (out.back() != '/' && !(win && out.back() == '\\'))) out += separator;
  for (const char c : rest) out += c == '/' || (rest_both && c == '\\') ? separator : c;
  return out;
}

// A share needs the name of its server.
bool absolute(std::string_view path) {
  if (path.starts_with("\\\\") && path.find_first_not_of("\\/") == path.npos) return false;
  return !path.empty() && (path[0] == '/' || windows(path)) && path.find('\0') == path.npos;
}

std::string stripped(std::string path) {
  const bool win = windows(path);
  const std::size_t root = win && path.size() >= 3 && path[1] == ':' ? 3 : 1;
  while (path.size() > root && (path.back() == '/' || (win && path.back() == '\\'))) path.pop_back();
  return path;
}
}  // namespace

Resolved resolve_path(std::string_view path, const std::vector<PathRule>& rules) {
  const PathRule* best = nullptr;
  Match best_match;
  for (const auto& rule : rules) {
    const auto found = match(path, rule);
    if (!found) continue;
    const bool better = !best || found->segments > best_match.segments ||
                        (found->segments == best_match.segments &&
                         (rule.ignore_case != best->ignore_case ? best->ignore_case : rule.id < best->id));
    if (better) {
      best = &rule;
      best_match = *found;
    }
  }
  if (!best) return {std::string{path}, nullptr};
  return {joined(best->to, path.substr(best_match.rest), windows(best->from)), best};
}

PathRule checked_rule(PathRule rule) {
  for (auto* side : {&rule.from, &rule.to}) {
    if (!absolute(*side))
      throw base::Error(base::ErrorKind::usage, fmt::format("'{}' is not an absolute path", base::printable(*side)),
                        "write it whole: /media/tv, D:\\shows or \\\\server\\share");
    *side = stripped(*side);
  }
  return rule;
}

bool same_source(const PathRule& a, const PathRule& b) {
  if (a.server_id != b.server_id || a.ignore_case != b.ignore_case || windows(a.from) != windows(b.from) || unc(a.from) != unc(b.from))
    return false;
  const bool win = windows(a.from);
  Segments left{a.from, win}, right{b.from, win};
  while (!left.done() && !right.done())
    if (!equal(left.next(), right.next(), win || a.ignore_case)) return false;
  return left.done() && right.done();
}

namespace {
std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> all;
  for (Segments walk{path, windows(path)}; !walk.done();) all.push_back(walk.next());
  return all;
}

// The prefix of a path that is left when its last n segments are taken away.
std::string without_tail(std::string_view path, std::size_t n) {
  const bool win = windows(path);
  auto end = path.size();
  for (; n > 0; --n) {
    while (end > 0 && path[end - 1] != '/' && !(win && path[end - 1] == '\\')) --end;
    while (end > 0 && (path[end - 1] == '/' || (win && path[end - 1] == '\\'))) --end;
  }
  std::string left{path.substr(0, end)};
  if (left.empty()) left.assign(1, '/');
  if (left.size() == 2 && win && left[1] == ':') left.push_back('\\');
  return left;
}
}  // namespace

std::vector<RuleSuggestion> suggest_rules(const std::vector<std::string>& server_paths, const std::vector<std::string>& local_files) {
  std::unordered_map<std::string, std::vector<std::size_t>> by_name;
  std::unordered_set<std::string_view> there{local_files.begin(), local_files.end()};
  for (std::size_t i = 0; i < local_files.size(); ++i) {
    const auto parts = segments(local_files[i]);
    if (!parts.empty() && absolute(local_files[i])) by_name[std::string{parts.back()}].push_back(i);
  }
  std::map<std::pair<std::string, std::string>, std::size_t> votes;
  for (const auto& path : server_paths) {
    const auto parts = segments(path);
    if (parts.empty() || !absolute(path)) continue;
    const auto found = by_name.find(std::string{parts.back()});
    if (found == by_name.end() || found->second.size() > 1'000) continue;
    std::size_t longest = 0, best = 0;
    bool ambiguous = false;
    for (const auto i : found->second) {
      const auto local = segments(local_files[i]);
      std::size_t common = 0;
      while (common < parts.size() && common < local.size() &&
             parts[parts.size() - 1 - common] == local[local.size() - 1 - common])
        ++common;
      if (common == longest) ambiguous = true;
      if (common > longest) {
        longest = common;
        best = i;
        ambiguous = false;
      }
    }
    if (longest == 0 || ambiguous) continue;
    auto from = without_tail(path, longest), to = without_tail(local_files[best], longest);
    if (!absolute(from) || !absolute(to) || unc(from) != unc(path)) continue;  // nothing of a share's name is left
    ++votes[{std::move(from), std::move(to)}];
  }
  std::vector<std::pair<std::pair<std::string, std::string>, std::size_t>> ranked{votes.begin(), votes.end()};
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<RuleSuggestion> chosen;
  std::vector<PathRule> rules;
  std::vector<bool> covered(server_paths.size(), false);
  for (const auto& [sides, count] : ranked) {
    if (sides.first == sides.second) continue;  // the same path on both machines needs no rule
    PathRule rule;
    rule.id = static_cast<Id>(rules.size()) + 1;
    rule.from = sides.first;
    rule.to = sides.second;
    if (std::any_of(rules.begin(), rules.end(), [&](const PathRule& one) { return same_source(one, rule); })) continue;
    RuleSuggestion suggestion{rule, 0};
    std::size_t gained = 0;
    for (std::size_t i = 0; i < server_paths.size(); ++i) {
      const auto resolved = resolve_path(server_paths[i], {rule});
      if (!resolved.rule || !there.contains(resolved.path)) continue;
      ++suggestion.matched;
      if (!covered[i]) ++gained;
      covered[i] = true;
    }
    if (gained == 0) continue;
    rules.push_back(rule);
    chosen.push_back(std::move(suggestion));
  }
  return chosen;
}

}  // namespace retrovue::model
