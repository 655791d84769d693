#pragma once
#include <optional>

#include "model/item.h"

namespace retrovue::model {

// Ratings of all systems on one scale: the youngest age they are meant for, 0..18 (99 = adult only).
// MPAA: G 0, PG 8, PG-13 13, R 17, NC-17 18, X 99. US TV: TV-Y 0, TV-Y7 7, TV-G 0, TV-PG 8, TV-14 14, TV-MA 17.
// GB: U 0, PG 8, 12/12A 12, 15 15, 18 18, R18 99. DE (FSK), NL, FR, AU, CA and plain numbers: the age in the code.
// Empty = unrated or not known, which never passes a ceiling.
std::optional<int> rating_level(const Rating& rating);
std::optional<int> rating_level(std::string_view code);

// Codes a person may use as a ceiling, mildest first; for error texts and completion.
const std::vector<std::string>& known_rating_codes();

}  // namespace retrovue::model
