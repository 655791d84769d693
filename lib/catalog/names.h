#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"

namespace retrovue::catalog {

enum class Named { channel, item, folder, server, library, campaign };

struct Name {
  std::string word;    // what a command takes
  std::string remark;  // what it is, for people
};

// The first `most` that begin with prefix: channels by number or name, items by id or title, the rest by name.
std::vector<Name> names(Catalog& catalog, Named what, std::string_view prefix, int most);

}  // namespace retrovue::catalog
