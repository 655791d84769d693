#include "model/path_rule.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "fuzz.h"

using namespace retrovue;
using retrovue::fuzz::must;

// Lines: the first is a path of the server, then rules as FROM|TO (FROM~TO: whatever the case), then =FILE: found here.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(bytes), size};
  auto lines = base::split(text, '\n');
  if (lines.size() > 40) lines.resize(40);
  const std::string path = lines.empty() ? "" : lines.front();
  std::vector<model::PathRule> rules;
  std::vector<std::string> files, paths{path};
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto& line = lines[i];
    if (line.starts_with('=')) {
      files.push_back(line.substr(1));
      continue;
    }
    const auto bar = line.find_first_of("|~");
    if (bar == std::string::npos) {
      paths.push_back(line);
      continue;
    }
    model::PathRule rule{static_cast<model::Id>(i), 1, line.substr(0, bar), line.substr(bar + 1), line[bar] == '~'};
    try {
      rule = model::checked_rule(rule);
    } catch (const base::Error& error) {
      must(error.kind() == base::ErrorKind::usage && base::is_utf8(error.message()));
      continue;
    }
    const auto again = model::checked_rule(rule);
    must(again.from == rule.from && again.to == rule.to && model::same_source(rule, again));
    rules.push_back(rule);
  }
  const auto found = model::resolve_path(path, rules);
  if (!found.rule) {
    must(found.path == path);
  } else {
    must(found.path.starts_with(found.rule->to));
    must(model::resolve_path(path, {*found.rule}).path == found.path);
    auto turned = rules;
    std::reverse(turned.begin(), turned.end());
    must(model::resolve_path(path, turned).path == found.path);
    // What a rule matches, a rule for the same paths matches too.
    for (const auto& other : rules)
      if (model::same_source(*found.rule, other)) must(model::resolve_path(path, {other}).rule != nullptr);
  }
  for (const auto& one : model::suggest_rules(paths, files)) {
    const auto whole = model::checked_rule(one.rule);
    must(one.matched > 0 && one.matched <= paths.size());
    must(whole.from == one.rule.from && whole.to == one.rule.to);
    const auto leads = [&](const std::string& from) {
      const auto to = model::resolve_path(from, {one.rule});
      return to.rule && std::find(files.begin(), files.end(), to.path) != files.end();
    };
    must(std::count_if(paths.begin(), paths.end(), leads) == static_cast<std::ptrdiff_t>(one.matched));
  }
  return 0;
}

std::vector<std::string> seeds() {
  return {"/media/tv/Show/S01/e.mkv\n/media|/srv\n/media/tv/|/mnt/tv//\n/Media/TV~/x\n=/mnt/tv/Show/S01/e.mkv\n=/other/e.mkv\n",
          "D:\\TV\\Show\\e.mkv\nD:\\TV\\|/mnt/tv\nd:/tv|Z:\\x\n=/mnt/win/tv/Show/e.mkv\n", "\\\\NAS\\tv\\a\\b.mkv\n\\\\nas\\TV|/nas\n//nas/tv|\\\\other\\s\n=/mnt/a/b.mkv\n",
          "/a/b\n/|/r\n/a|/\nC:\\|/c\nC:|/d\n/a/c\n/a/d\n=/x/a/b\n=/x/a/c\n=/x/a/d\n", "//server/share/x\n/server|/n\n//server/share|/m\n"};
}
