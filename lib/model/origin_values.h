#pragma once
#include <string>
#include <string_view>

#include "model/origin.h"

namespace retrovue::model {

// The item that an origin describes: source values only, every field inside what an item may hold.
Item item_of(const Origin& origin, std::optional<int> show_year);

// Everything a server says about an item as one canonical JSON text: item_values(item) with one more member "source"
// (credits, artwork, streams, markers ...). Equal words give equal texts. When the server was last changed is not in it.
std::string origin_values(const Origin& origin, const Item& item);
std::string show_values(const ShowOrigin& show);  // all that its row is made of, and when it was changed

}  // namespace retrovue::model
