#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <vector>

// What a fuzz target defines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);
std::vector<std::string> seeds();  // sound inputs to start from, small

namespace retrovue::fuzz {

// What must hold whatever the input; a broken promise stops the run.
inline void must(bool holds, std::source_location where = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: broken promise\n", where.file_name(), where.line());
  std::abort();
}

}  // namespace retrovue::fuzz
