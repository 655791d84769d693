#include "sources/folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "base/hash.h"
#include "base/text.h"
#include "sources/folder_walk.h"
#include "sources/names.h"

namespace retrovue::sources {

namespace {

std::string_view folder_of(std::string_view relative) {
  const auto slash = relative.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : relative.substr(0, slash);
}

// Files of one folder with equal keys are versions or parts of one item.
using GroupKey = std::tuple<std::string, std::string, int, int, int, int>;

std::optional<GroupKey> group_key(const std::string& relative, const ParsedName& name) {
  const auto folder = std::string{folder_of(relative)};
  if (name.kind == model::ItemKind::episode && name.episode)
    return GroupKey{folder, name.show, name.season.value_or(-1), *name.episode, name.episode_end.value_or(-1), 0};
  if (name.kind == model::ItemKind::movie && (name.titled_folder || name.part > 0))
    return GroupKey{folder, name.title, name.year.value_or(-1), -1, -1, 0};
  return std::nullopt;
}

model::Item item_of(const ParsedName& name, const FolderRules& rules, const std::string& path) {
  model::Item item;
  item.kind = name.kind;
  item.title = name.title;
  item.year = name.year;
  item.show = name.show;
  item.show_year = name.show_year;
  item.season = name.season;
  item.episode = name.episode;
  item.episode_end = name.episode_end;
  item.company = name.company;
  item.tags = name.tags;
  for (const auto& tag : rules.tags) item.tags.push_back(tag);
  std::sort(item.tags.begin(), item.tags.end());
  item.tags.erase(std::unique(item.tags.begin(), item.tags.end()), item.tags.end());
  item.guids = name.guids;
  item.source_path = path;
  return item;
}

struct Named {
  const FoundFile* file;
  ParsedName name;
};

model::Listed listed_of(std::vector<Named> group, const FolderRules& rules) {
  std::stable_sort(group.begin(), group.end(), [](const Named& a, const Named& b) { return a.name.part < b.name.part; });
  const auto& lead = group.front();
  model::Listed listed;
  listed.key = lead.file->relative;
  listed.item = item_of(lead.name, rules, rules.path + "/" + lead.file->relative);
  std::string stamp;
  for (const auto& [file, name] : group) {
    listed.files.push_back({rules.path + "/" + file->relative, name.part, file->size, file->mtime_ns, file->inode});
    stamp += fmt::format("{}//{}/{}//", file->relative, file->size, file->mtime_ns);
  }
  listed.stamp = fmt::format("{:016x}", base::hash64(stamp));
  return listed;
}

}  // namespace

bool is_media_file(std::string_view name, bool music) {
  static constexpr std::array<std::string_view, 25> kVideo{"mkv",  "mp4", "m4v", "mov", "avi", "mpg", "mpeg", "mpe", "ts",  "m2ts", "mts", "vob", "webm",
                                                           "wmv", "flv", "ogv", "ogm", "3gp", "divx", "asf", "mxf", "rmvb", "rm", "dv", "m2v"};
  static constexpr std::array<std::string_view, 8> kSound{"mp3", "flac", "m4a", "ogg", "opus", "wav", "aac", "wma"};
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == name.size()) return false;
  const auto extension = base::lower_ascii(name.substr(dot + 1));
  return std::find(kVideo.begin(), kVideo.end(), extension) != kVideo.end() ||
         (music && std::find(kSound.begin(), kSound.end(), extension) != kSound.end());
}

model::Listing scan_folder(const FolderRules& rules, const ScanProgress& progress) {
  auto walk = walk_folder(rules.path, rules.recurse, rules.kind == model::ItemKind::music, progress);
  NameRules naming;
  naming.root = rules.path.substr(rules.path.rfind('/') + 1);
  naming.kind = rules.kind;
  naming.company = rules.company;

  std::vector<std::vector<Named>> groups;
  std::map<GroupKey, std::size_t> places;
  for (const auto& file : walk.files) {
    Named named{&file, parse_name(file.relative, naming)};
    if (const auto key = group_key(file.relative, named.name)) {
      const auto [place, is_new] = places.emplace(*key, groups.size());
      if (!is_new) {
        groups[place->second].push_back(std::move(named));
        continue;
      }
    }
    groups.push_back({});
    groups.back().push_back(std::move(named));
  }
  model::Listing listing;
  listing.items.reserve(groups.size());
  for (auto& group : groups) {
    // A lone "Part 1" is a title, not half a film.
    if (group.size() == 1 && group.front().name.part > 0) {
      naming.keep_parts = true;
      group.front().name = parse_name(group.front().file->relative, naming);
      naming.keep_parts = false;
    }
    listing.items.push_back(listed_of(std::move(group), rules));
  }
  std::sort(listing.items.begin(), listing.items.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  listing.problems = std::move(walk.problems);
  listing.unknown_below = std::move(walk.unknown_below);
  return listing;
}

}  // namespace retrovue::sources
