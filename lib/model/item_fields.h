#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"

// The fields of an item that a source may say and an editor may override, by name and as text.
namespace retrovue::model {

struct ItemField {
  std::string_view name;
  std::string_view form;  // what a value looks like: "YEAR", "TEXT", "TIME" (UTC ms or RFC 3339 at the edges)
  // Empty text: the item has no value.
  std::string (*get)(const Item&);
  // Empty text clears. Throws Error(usage) when the text is no value for this field.
  void (*set)(Item&, std::string_view);
};

const std::vector<ItemField>& item_fields();
// Throws Error(usage) with the nearest name.
const ItemField& item_field(std::string_view name);

// A canonical JSON object of everything a source said: fields, tags and guids; equal values give equal texts.
std::string item_values(const Item& item);
// Sets what item_values wrote; ids, state, paths and lengths stay.
void apply_item_values(Item& item, std::string_view json);

}  // namespace retrovue::model
