#include "station/doubts.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/text.h"
#include "base/time_text.h"
#include "model/rating_scale.h"

namespace retrovue::station {
namespace {
constexpr model::Millis kNear = 5'000;  // sources round, and count what no picture fills
}

std::vector<std::string> doubts(const model::Item& item, std::optional<model::Millis> said) {
  std::vector<std::string> all;
  if (base::trim(item.title).empty()) all.push_back("it has no title");
  if (item.duration_ms <= 0) all.push_back("it has no length");
  if (said && *said > 0 && item.duration_ms > 0) {
    const auto apart = std::llabs(*said - item.duration_ms);
    if (apart > kNear && apart * 50 > item.duration_ms)
      all.push_back(fmt::format("its source says {}, its file is {} long", base::clock_text(*said), base::clock_text(item.duration_ms)));
  }
  if (item.kind == model::ItemKind::episode) {
    if (base::trim(item.show).empty()) all.push_back("it is an episode of no show");
    if (!item.season || !item.episode) all.push_back("it is an episode without a number: it comes last in its show");
  }
  if (!item.rating.code.empty() && !model::rating_level(item.rating))
    all.push_back(fmt::format("its rating '{}' is not known, so it counts as unrated", base::printable(item.rating.code)));
  return all;
}

}  // namespace retrovue::station
