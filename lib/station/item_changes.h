#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "catalog/item_facts.h"
#include "model/change.h"

// What a sync found changed, item by item, and what of the plan that touches.
namespace retrovue::station {

using ChangeClasses = std::vector<model::ChangeClass>;  // in the order of the enum, each once

struct ItemChange {
  model::Id item_id = 0;  // 0: it is in no catalog yet, under a dry run
  std::string title;      // with its show
  ChangeClasses classes;
};

// Never empty: what is none of the others counts as metadata. No facts before: it is new.
ChangeClasses classes_of(const std::optional<catalog::ItemFacts>& before, const std::optional<catalog::ItemFacts>& after);

struct ChangedItem {
  ItemChange change;
  std::vector<catalog::TouchedSlot> slots;  // the first 10 that have not ended
  std::size_t all_slots = 0;
};
struct ChangeReport {
  std::vector<ChangedItem> items;  // at most 200: those in most planned slots first, then as they were found
  std::size_t left_out = 0;
  std::size_t planned_items = 0, planned_slots = 0;  // of all
};
ChangeReport change_report(catalog::Catalog& catalog, std::vector<ItemChange> changes, model::Millis now);

void write_json(base::JsonWriter& json, const ChangeReport& report);  // the members changes, changes_left_out and planned of an open object

}  // namespace retrovue::station
