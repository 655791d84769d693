#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "model/item.h"

// Words people use as folder names.
namespace retrovue::sources {

std::optional<model::ItemKind> kind_folder(std::string_view folder);  // "Commercials", "Bumpers", "Extras" ...
bool shows_folder(std::string_view folder);                           // "TV Shows" and kin: holds folders of shows
// A folder named by habit as a tag: "pre" -> position:pre, "december" -> month:december, "--Show B" -> next:show b.
std::optional<std::string> habit_tag(std::string_view folder);

}  // namespace retrovue::sources
