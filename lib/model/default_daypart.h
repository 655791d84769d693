#pragma once
#include <string_view>

#include "model/item.h"

namespace retrovue::model {

// What an item of this type is for when neither its source nor a person says: a hint, which binds no plan.
constexpr std::string_view default_daypart(ItemKind kind) {
  switch (kind) {
    case ItemKind::movie:
    case ItemKind::live: return "prime";
    case ItemKind::episode: return "daytime";
    case ItemKind::music: return "overnight";
    default: return "any";  // break material
  }
}

}  // namespace retrovue::model
