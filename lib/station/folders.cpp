#include "station/folders.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "catalog/folders.h"
#include "catalog/history.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {

std::string readable_folder(const std::string& given) {
  auto path = std::filesystem::absolute(given).lexically_normal().native();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  std::error_code problem;
  if (!std::filesystem::is_directory(path, problem))
    throw Error(ErrorKind::not_found, fmt::format("there is no folder '{}'", base::printable(path)));
  if (::access(path.c_str(), R_OK | X_OK) != 0)
    throw Error(ErrorKind::failed, fmt::format("folder '{}' cannot be read", base::printable(path)), "check its permissions");
  return path;
}

void check_tag(const std::string& tag) {
  const auto colon = tag.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == tag.size())
    throw Error(ErrorKind::usage, fmt::format("'{}' is not a tag", base::printable(tag)), "write it as NAMESPACE:KEY, e.g. holiday:christmas");
}

void apply(model::Folder& folder, const FolderWish& wish) {
  if (wish.path) folder.path = readable_folder(*wish.path);
  if (wish.name) folder.name = *wish.name;
  if (base::trim(folder.name).empty()) throw Error(ErrorKind::usage, "a folder needs a name", "give one with --name");
  if (wish.description) folder.description = *wish.description;
  if (wish.company) folder.company = *wish.company;
  if (wish.type && *wish.type == "auto") folder.default_kind.reset();
  else if (wish.type) folder.default_kind = model::from_text<model::ItemKind>(*wish.type);
  if (wish.recurse) folder.recurse = *wish.recurse;
  if (wish.enabled) folder.enabled = *wish.enabled;
  if (wish.tags) {
    folder.tags = *wish.tags;
    for (const auto& tag : folder.tags) check_tag(tag);
    std::sort(folder.tags.begin(), folder.tags.end());
    folder.tags.erase(std::unique(folder.tags.begin(), folder.tags.end()), folder.tags.end());
  }
}

std::string free_name(catalog::Catalog& catalog, const std::string& path) {
  const auto base_name = base::printable(path.substr(path.rfind('/') + 1));
  const auto stem = base_name.empty() ? std::string{"root"} : base_name;
  const auto folders = catalog::folders(catalog);
  for (int number = 1;; ++number) {
    auto name = number == 1 ? stem : fmt::format("{} {}", stem, number);
    const auto folded = base::lower_ascii(name);
    if (folded != "manual" && std::none_of(folders.begin(), folders.end(), [&](const auto& one) { return base::lower_ascii(one.name) == folded; })) return name;
  }
}

}  // namespace

model::Folder add_folder(catalog::Catalog& catalog, const base::Clock& clock, const FolderWish& wish, bool dry_run) {
  model::Folder folder;
  catalog.transaction(dry_run, [&] {
    auto named = wish;
    folder.path = readable_folder(wish.path.value_or("."));
    if (!named.name) named.name = free_name(catalog, folder.path);
    apply(folder, named);
    catalog::save_folder(catalog, folder, clock.now());
    catalog::audit(catalog, clock.now(), "folder add", folder.name, folder.path);
  });
  return folder;
}

model::Folder set_folder(catalog::Catalog& catalog, const base::Clock& clock, std::string_view which, const FolderWish& wish, bool dry_run) {
  model::Folder folder;
  catalog.transaction(dry_run, [&] {
    folder = catalog::find_folder(catalog, which);
    apply(folder, wish);
    catalog::save_folder(catalog, folder, clock.now());
    catalog::audit(catalog, clock.now(), "folder set", folder.name, folder.path);
  });
  return folder;
}

RemovedFolder remove_folder(catalog::Catalog& catalog, const base::Clock& clock, std::string_view which, bool dry_run) {
  RemovedFolder removed;
  catalog.transaction(dry_run, [&] {
    removed.folder = catalog::find_folder(catalog, which);
    removed.items = catalog::remove_folder(catalog, removed.folder);
    catalog::audit(catalog, clock.now(), "folder remove", removed.folder.name, fmt::format("{} items", removed.items));
  });
  return removed;
}

void write_json(base::JsonWriter& json, const model::Folder& folder, const std::string* last_result) {
  json.object().field("id", folder.id).field("name", folder.name).field("kind", folder.kind).field("path", base::printable(folder.path));
  json.text_or_null("description", folder.description).field("recurse", folder.recurse).field("enabled", folder.enabled);
  json.text_or_null("type", folder.default_kind ? model::to_text(*folder.default_kind) : "").text_or_null("company", folder.company);
  json.field("tags", folder.tags).field("items", folder.items).key("last_sync");
  if (folder.last_sync) json.time(*folder.last_sync);
  else json.null();
  if (last_result) json.text_or_null("last_result", *last_result);
  json.end();
}

}  // namespace retrovue::station
