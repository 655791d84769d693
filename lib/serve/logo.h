#pragma once
#include <string>

namespace retrovue::serve {

// A square PNG with the channel's number, for guides that want a picture. The colour depends on the number only.
std::string channel_logo(int number);

}  // namespace retrovue::serve
