#pragma once
#include <string>
#include <vector>

namespace retrovue::model {

// How a scored block weighs what it could play next. A weight of 0 leaves its term out.
struct Score {
  std::vector<std::string> like;  // tags: the more of them an item has, the better
  int affinity = 1;               // weight of like
  int variety = 1;                // of being unlike what aired just before: show, tags, decade
  int freshness = 1;              // of not having aired for long
  friend bool operator==(const Score&, const Score&) = default;
};
inline constexpr int kMostWeight = 100;

}  // namespace retrovue::model
