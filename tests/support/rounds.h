#pragma once

namespace retrovue {

// How often a property is tried, or how much must come of it: under AddressSanitizer, which makes all of it ten times
// slower, a fifth.
constexpr int rounds(int whole) {
#ifdef __SANITIZE_ADDRESS__
  return whole / 5;
#else
  return whole;
#endif
}

}  // namespace retrovue
