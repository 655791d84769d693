#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// What a fuzz target defines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);
std::vector<std::string> seeds();  // sound inputs to start from, small

namespace retrovue::fuzz {

// What must hold whatever the input; a broken promise stops the run.
inline void must(bool holds) {
  if (!holds) __builtin_trap();
}

}  // namespace retrovue::fuzz
