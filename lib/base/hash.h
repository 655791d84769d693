#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace retrovue::base {

// XXH3: fast and well mixed; not for secrets.
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);
std::string hash128_hex(std::string_view bytes);  // 32 hex digits, for content addresses

}  // namespace retrovue::base
