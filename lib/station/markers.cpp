#include "station/markers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"
#include "catalog/history.h"
#include "catalog/items.h"
#include "catalog/marker_writer.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {

void apply(model::Marker& marker, const MarkerWish& wish) {
  if (wish.at) marker.start_ms = *wish.at;
  if (wish.until) marker.end_ms = *wish.until;
  if (wish.no_until) marker.end_ms.reset();
  if (wish.title) marker.title = *wish.title;
  if (wish.kind) {
    auto word = *wish.kind;
    std::replace(word.begin(), word.end(), '-', '_');
    marker.kind = model::from_text<model::MarkerKind>(word);
  }
}

void check(catalog::Catalog& catalog, const model::Marker& marker) {
  const auto item = *catalog::item(catalog, marker.item_id);
  if (item.duration_ms <= 0)
    throw Error(ErrorKind::usage, fmt::format("the length of item {} is not known", item.id), "'retrovue validate' measures it");
  for (const auto at : {marker.start_ms, marker.end_ms.value_or(marker.start_ms)})
    if (at < 0 || at > item.duration_ms || (at == item.duration_ms && at == marker.start_ms))
      throw Error(ErrorKind::usage, fmt::format("{} lies outside of item {}, which is {} long", base::clock_text(at), item.id, base::clock_text(item.duration_ms)));
  if (marker.end_ms && *marker.end_ms <= marker.start_ms)
    throw Error(ErrorKind::usage, fmt::format("a marker cannot end at {} before it starts at {}", base::clock_text(*marker.end_ms), base::clock_text(marker.start_ms)));
  for (const auto& other : catalog::markers(catalog, marker.item_id))
    if (other.id != marker.id && other.kind == marker.kind && other.start_ms == marker.start_ms)
      throw Error(ErrorKind::usage, fmt::format("item {} has the marker {} already", item.id, text_of(other)), "change it with 'retrovue marker set'");
}

}  // namespace

model::Marker add_marker(catalog::Catalog& catalog, const base::Clock& clock, std::string_view item, const MarkerWish& wish, bool dry_run) {
  model::Marker marker;
  marker.kind = model::MarkerKind::ad_break;
  catalog.transaction(dry_run, [&] {
    marker.item_id = catalog::find_item(catalog, item).id;
    apply(marker, wish);
    check(catalog, marker);
    marker.id = catalog::insert_marker(catalog, marker);
    catalog::audit(catalog, clock.now(), "marker add", std::to_string(marker.item_id), text_of(marker));
  });
  return marker;
}

model::Marker set_marker(catalog::Catalog& catalog, const base::Clock& clock, model::Id id, const MarkerWish& wish, bool dry_run) {
  model::Marker marker;
  catalog.transaction(dry_run, [&] {
    const auto before = catalog::marker(catalog, id);
    marker = before;
    apply(marker, wish);
    marker.origin = model::MarkerOrigin::manual;
    marker.status = model::MarkerStatus::approved;
    marker.confidence.reset();
    check(catalog, marker);
    catalog::update_marker(catalog, marker);
    if (before.origin != model::MarkerOrigin::manual) {
      auto stays = before;
      stays.status = model::MarkerStatus::rejected;
      catalog::insert_marker(catalog, stays);
    }
    catalog::audit(catalog, clock.now(), "marker set", std::to_string(marker.item_id), text_of(marker));
  });
  return marker;
}

std::vector<model::Marker> remove_markers(catalog::Catalog& catalog, const base::Clock& clock, const std::vector<model::Id>& ids, bool dry_run) {
  std::vector<model::Marker> removed;
  catalog.transaction(dry_run, [&] {
    for (const auto id : ids) {
      removed.push_back(catalog::marker(catalog, id));
      if (removed.back().origin == model::MarkerOrigin::manual) catalog::delete_marker(catalog, id);
      else catalog::set_marker_status(catalog, id, model::MarkerStatus::rejected);
      catalog::audit(catalog, clock.now(), "marker remove", std::to_string(removed.back().item_id), text_of(removed.back()));
    }
  });
  return removed;
}

std::vector<model::Marker> judge_markers(catalog::Catalog& catalog, const base::Clock& clock, const JudgeWish& wish, bool dry_run) {
  std::vector<model::Marker> judged;
  catalog.transaction(dry_run, [&] {
    for (const auto id : wish.ids) judged.push_back(catalog::marker(catalog, id, true));
    for (const auto& which : wish.items)
      for (auto& one : catalog::markers(catalog, catalog::find_item(catalog, which).id))
        if (one.status == model::MarkerStatus::proposed && one.confidence.value_or(0) >= wish.from && one.confidence.value_or(0) < wish.below) judged.push_back(std::move(one));
    for (auto& one : judged) {
      if (one.origin != model::MarkerOrigin::detected)
        throw Error(ErrorKind::usage, fmt::format("{} was not detected: there is nothing to judge", text_of(one)), "'retrovue marker remove' takes it away");
      one.status = wish.approve ? model::MarkerStatus::approved : model::MarkerStatus::rejected;
      catalog::set_marker_status(catalog, one.id, one.status);
      catalog::audit(catalog, clock.now(), wish.approve ? "marker approve" : "marker reject", std::to_string(one.item_id), text_of(one));
    }
  });
  return judged;
}

void write_json(base::JsonWriter& json, const model::Marker& marker) {
  json.object().field("id", marker.id).field("item_id", marker.item_id).field("type", model::to_text(marker.kind)).field("at_ms", marker.start_ms);
  json.field("until_ms", marker.end_ms).text_or_null("title", base::printable(marker.title)).field("origin", model::to_text(marker.origin));
  json.field("status", model::to_text(marker.status)).field("confidence", marker.confidence).end();
}

std::string text_of(const model::Marker& marker) {
  return fmt::format("{} {} at {}", model::to_text(marker.kind), marker.id, base::clock_text(marker.start_ms));
}

}  // namespace retrovue::station
