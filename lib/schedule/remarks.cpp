#include <fmt/format.h>

#include <algorithm>

#include "base/time_text.h"
#include "schedule/plan.h"

namespace retrovue::schedule {

void Remarks::warn(const std::string& key, Millis at, const std::string& text) {
  const auto known = std::find_if(remarks_.begin(), remarks_.end(), [&](const Remark& r) { return r.key == key; });
  if (known != remarks_.end()) ++known->times;
  else remarks_.push_back({key, text, at, 1});
}

void Remarks::broke(const std::string& rule, const std::string& where, Millis at) {
  const auto known = std::find_if(soft_.begin(), soft_.end(),
                                  [&](const SoftViolation& v) { return v.rule == rule && v.where == where; });
  if (known != soft_.end()) ++known->times;
  else soft_.push_back({rule, where, 1, at});
}

std::vector<std::string> Remarks::warnings(const base::Zone& zone) const {
  std::vector<std::string> lines;
  for (const auto& remark : remarks_) {
    const auto when = base::local_text(remark.first, zone).substr(0, 16);
    lines.push_back(remark.times == 1 ? fmt::format("{} (at {})", remark.text, when)
                                      : fmt::format("{} ({} times, first at {})", remark.text, remark.times, when));
  }
  return lines;
}

}  // namespace retrovue::schedule
