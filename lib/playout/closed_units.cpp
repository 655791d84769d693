#include "playout/closed_units.h"

#include <fmt/format.h>

#include "base/error.h"
#include "playout/h264.h"

namespace retrovue::playout {

void ClosedUnits::push(AccessUnit unit, std::vector<Frame>& out) {
  const auto wrong = [](const std::string& what) -> base::Error {
    return {base::ErrorKind::failed, "the encoder's pictures make no sense: " + what};
  };
  if (!any_) {
    if (!unit.idr) throw wrong("the first one is no key frame");
    p0_ = unit.pts;
  } else if (unit.dts <= last_dts_) {
    throw wrong(fmt::format("decode time {} after {}", unit.dts, last_dts_));
  }
  any_ = true;
  last_dts_ = unit.dts;

  Frame frame;
  frame.display = first_ + timeline_.frame_of_pts(unit.pts - p0_);
  frame.idr = unit.idr;
  if (frame.display < released_ || !seen_.insert(frame.display).second)
    throw wrong(fmt::format("picture {} comes twice or too late", frame.display));
  frame.bytes = std::make_shared<const std::vector<std::uint8_t>>(clean_unit(unit.bytes));
  pending_.push_back(std::move(frame));

  // Indices are distinct and none is below the frontier, so the run has no hole when the last one says so.
  const auto count = static_cast<std::int64_t>(pending_.size());
  if (*seen_.rbegin() == released_ + count - 1) {
    for (auto& one : pending_) out.push_back(std::move(one));
    pending_.clear();
    seen_.clear();
    released_ += count;
  } else if (pending_.size() > kMaxPending) {
    throw wrong(fmt::format("picture {} never came", released_));
  }
}

}  // namespace retrovue::playout
