#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/item.h"

namespace retrovue::station {

// What an item says about itself that can hardly be right: words for people, nothing that keeps it from playing.
// said: the length that its source tells; the item's own is the probed one.
std::vector<std::string> doubts(const model::Item& item, std::optional<model::Millis> said);

}  // namespace retrovue::station
