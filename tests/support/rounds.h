#pragma once

namespace retrovue {

// How often a property is tried, or how much must come of it: under a sanitizer, which makes all of it ten times
// slower, a fifth.
constexpr int rounds(int whole) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return whole / 5;
#else
  return whole;
#endif
}

}  // namespace retrovue
