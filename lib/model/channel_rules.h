#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/breaks.h"
#include "model/words.h"

// What holds for a channel as a whole, beside its blocks.
namespace retrovue::model {

// Which drafts may go on air: any, or only those that were handed in for it.
enum class Approval { any, submitted };
template <>
struct Words<Approval> {
  static constexpr std::string_view name = "approval rule";
  static constexpr Word<Approval> all[] = {{Approval::any, "any"}, {Approval::submitted, "submitted"}};
};

// What is seen and heard where nothing is to play.
enum class Pattern { slate, bars };
template <>
struct Words<Pattern> {
  static constexpr std::string_view name = "pattern";
  static constexpr Word<Pattern> all[] = {{Pattern::slate, "slate"}, {Pattern::bars, "bars"}};
};

// What airs in time that no block has.
struct OffAir {
  std::string title = "Off air";         // in the guide
  std::vector<Selector> sign_off;        // one item opens the stretch
  std::vector<Selector> play;            // from then on, round and round; none: the pattern
  std::vector<Selector> sign_on;         // one item ends it
  Pattern pattern = Pattern::slate;
  friend bool operator==(const OffAir&, const OffAir&) = default;
};

// The channel airs what another one airs, later by the shift.
struct Mirror {
  int channel = 0;                       // number of the other one
  Millis shift = 0;                      // 0 to 7 days
  friend bool operator==(const Mirror&, const Mirror&) = default;
};

}  // namespace retrovue::model
