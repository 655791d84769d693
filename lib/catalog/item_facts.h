#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/query.h"
#include "model/item.h"

namespace retrovue::catalog {

// What changes of an item are told by: read before and after it was written.
struct ItemFacts {
  model::Id library_id = 0;
  model::ItemState state = model::ItemState::normal;
  std::string path;         // of the file that airs, on this machine
  std::string source_path;  // as the source has it
  std::string files;        // part, size and time of every file that is there; empty: none is
  std::string values;       // the source's words, JSON
};

// Keeps its statement, so make one per act.
class ItemFactsReader {
 public:
  explicit ItemFactsReader(Catalog& catalog);
  std::optional<ItemFacts> of(model::Id item);  // empty: there is no such item

 private:
  Query query_;
};

// A planned slot that an item airs in, as its programme or in one of its breaks.
struct TouchedSlot {
  model::Id id = 0;
  int channel = 0;  // number
  model::Millis start = 0;
};

class TouchedSlots {
 public:
  // Slots that end after now.
  TouchedSlots(Catalog& catalog, model::Millis now);
  std::vector<TouchedSlot> by(model::Id item);  // by start

 private:
  Query query_;
  model::Millis now_;
};

}  // namespace retrovue::catalog
