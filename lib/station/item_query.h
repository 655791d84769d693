#pragma once
#include <string>
#include <string_view>

#include "catalog/items.h"

namespace retrovue::station {

// Which items are meant, in words: `type:commercial company:"Cola Co" tag:holiday:christmas snow`.
// NAME:VALUE with source, library, type, show, season, rating, tag, daypart, company, category, demographic, state; other
// words are looked for, as they stand, in the title and the name of the show. All hold together. Quotes keep spaces and
// colons in a word.
// Throws Error(usage) for names and values that are not known.
catalog::ItemFilter item_query(std::string_view text);

}  // namespace retrovue::station
