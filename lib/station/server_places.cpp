#include "station/server_places.h"

#include <algorithm>

#include "catalog/servers.h"
#include "station/server_apply.h"

namespace retrovue::station {
namespace {
constexpr std::size_t kBatch = 500;

// Do the rows say the same as the files do?
bool same(const std::vector<PlacedFile>& files, std::vector<catalog::ServerFileRow>::const_iterator from,
          std::vector<catalog::ServerFileRow>::const_iterator to) {
  if (static_cast<std::size_t>(to - from) != files.size()) return false;
  return std::all_of(files.begin(), files.end(), [&](const PlacedFile& one) {
    const auto row = std::find_if(from, to, [&](const auto& r) { return r.path == one.file.path; });
    return row != to && row->part == one.file.part && row->there == one.there &&
           (!one.there || (row->size == one.file.size && row->mtime_ns == one.file.mtime_ns));
  });
}

struct Change {
  model::Id item;
  std::vector<PlacedFile> files;
  bool trashed;
};

// What is another place now than the rows say.
std::vector<Change> moved(catalog::Catalog& catalog, model::Id server, const std::unordered_set<model::Id>& skip, PlaceReport& report) {
  const auto rules = catalog::path_rules(catalog, server);
  const auto origins = catalog::origin_files(catalog, server);
  const auto rows = catalog::server_files(catalog, server);
  std::vector<Change> changes;
  auto row = rows.begin();
  for (auto at = origins.begin(); at != origins.end();) {
    const auto item = at->item_id;
    std::vector<catalog::OriginFileRow> wanted;
    bool trashed = true;
    for (; at != origins.end() && at->item_id == item; ++at) {
      wanted.push_back(*at);
      trashed = trashed && at->trashed;
    }
    while (row != rows.end() && row->item_id < item) ++row;
    auto end = row;
    while (end != rows.end() && end->item_id == item) ++end;
    ++report.checked;
    if (!skip.contains(item)) {
      auto files = place_files(wanted, rules);
      if (!same(files, row, end)) changes.push_back({item, std::move(files), trashed});
    }
    row = end;
  }
  return changes;
}

void write(catalog::Catalog& catalog, model::Id server, base::Millis now, const std::vector<Change>& changes, std::size_t first, std::size_t count,
           PlaceReport& report) {
  const auto rules = catalog::path_rules(catalog, server);
  ServerApply apply(catalog, now, rules);
  for (std::size_t i = first; i < std::min(first + count, changes.size()); ++i) {
    const auto before = apply.facts().of(changes[i].item);
    if (!apply.settle_place(changes[i].item, changes[i].files, changes[i].trashed, false)) continue;
    report.items.push_back(changes[i].item);
    report.classes.push_back(classes_of(before, apply.facts().of(changes[i].item)));
    ++report.changed;
  }
}
}  // namespace

PlaceReport check_places(catalog::Catalog& catalog, model::Id server, base::Millis now, const std::unordered_set<model::Id>& skip) {
  PlaceReport report;
  const auto changes = moved(catalog, server, skip, report);
  for (std::size_t first = 0; first < changes.size(); first += kBatch)
    catalog.transaction(false, [&] { write(catalog, server, now, changes, first, kBatch, report); });
  return report;
}

PlaceReport check_places_inside(catalog::Catalog& catalog, model::Id server, base::Millis now) {
  PlaceReport report;
  const auto changes = moved(catalog, server, {}, report);
  write(catalog, server, now, changes, 0, changes.size(), report);
  return report;
}

std::unordered_set<model::Id> places_changed(catalog::Catalog& catalog, model::Id server) {
  PlaceReport report;
  std::unordered_set<model::Id> items;
  for (const auto& change : moved(catalog, server, {}, report)) items.insert(change.item);
  return items;
}

}  // namespace retrovue::station
