#pragma once
#include <string>
#include <vector>

#include "model/item.h"
#include "model/words.h"

namespace retrovue::model {

enum class AlertStyle { full, crawl };
template <>
struct Words<AlertStyle> {
  static constexpr std::string_view name = "alert style";
  static constexpr Word<AlertStyle> all[] = {{AlertStyle::full, "full"}, {AlertStyle::crawl, "crawl"}};
};

// A message that goes on air at once: instead of what is planned, or running over it.
struct Alert {
  static constexpr int kLeast = 1, kMost = 9, kUsual = 5;  // priority; the highest one is on air
  static constexpr std::size_t kMostCharacters = 500;
  static constexpr Millis kShortest = 3'000, kLongest = 24 * 3'600'000;

  Id id = 0;
  std::string text;                    // one line, any script
  int priority = kUsual;
  AlertStyle style = AlertStyle::full;
  bool tone = false;
  Millis start = 0, end = 0;           // end exclusive; cancelling brings it forward
  bool cancelled = false;
  std::vector<Id> channels;            // empty: every one
};

}  // namespace retrovue::model
