#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "model/item.h"

namespace retrovue::schedule {

// One part of a story told in several episodes.
struct PartTitle {
  std::string story;  // lower case; may be empty
  int part = 0;       // 1 to 20
};

// Reads the usual ways of numbering parts at the end of a title: "Exodus (2)", "Exodus, Part 2", "Exodus: Part Two",
// "Exodus (Pt. II)". A bare number without brackets or the word is no part.
std::optional<PartTitle> part_title(std::string_view title);

// The second episode goes on with the story of the first.
bool goes_on(const model::Item& first, const model::Item& second);

}  // namespace retrovue::schedule
