#include "playout/side_sound.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "model/language.h"
#include "playout/aac_encoder.h"
#include "playout/fmp4.h"
#include "playout/mp4_init.h"

namespace retrovue::playout {
namespace {

// An ID3v2.4 tag with one PRIV frame: the time of the first sample, 33 bits in eight bytes.
std::vector<std::uint8_t> time_tag(std::int64_t pts) {
  constexpr std::string_view kOwner{"com.apple.streaming.transportStreamTimestamp\0", 45};
  constexpr std::uint8_t kBody = kOwner.size() + 8, kFrame = kBody + 10;
  static_assert(kFrame < 128, "sizes are written seven bits to a byte");
  constexpr std::array<std::uint8_t, 20> kHead{'I', 'D', '3', 4, 0, 0, 0, 0, 0, kFrame, 'P', 'R', 'I', 'V', 0, 0, 0, kBody, 0, 0};
  std::vector<std::uint8_t> tag(kFrame + 10);
  auto at = std::copy(kOwner.begin(), kOwner.end(), std::copy(kHead.begin(), kHead.end(), tag.begin()));
  const auto wire = wrap33(pts);
  for (int shift = 56; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(wire >> shift);
  return tag;
}

}  // namespace

SideSound::SideSound(Timeline timeline, std::string language, bool mp4) : timeline_(timeline), language_(std::move(language)), mp4_(mp4) {}

void SideSound::add(std::int64_t k, const std::vector<std::uint8_t>& adts) {
  frames_.push_back({k, adts});
  next_ = k + 1;
}

void SideSound::forget(std::int64_t frame) {
  const auto from = timeline_.audio_starting(frame, frame).first;
  while (!frames_.empty() && frames_.front().k < from) frames_.pop_front();
}

Bytes SideSound::segment(std::uint64_t number, std::int64_t first, std::int64_t frames) const {
  const auto span = timeline_.audio_starting(first, first + frames);
  auto at = std::lower_bound(frames_.begin(), frames_.end(), span.first, [](const Frame& frame, std::int64_t k) { return frame.k < k; });
  std::vector<std::uint8_t> sound;
  for (auto k = span.first; k < span.end; ++k) {
    const bool there = at != frames_.end() && at->k == k;
    const auto adts = there ? (at++)->adts : silent_adts();
    sound.insert(sound.end(), adts.begin(), adts.end());
  }
  const auto pts = Timeline::audio_pts(span.first);
  if (mp4_) {
    Fmp4Packer packer(model::language_on_wire(language_), static_cast<std::uint32_t>(number));
    packer.audio(sound, pts, 0);
    return std::make_shared<const std::vector<std::uint8_t>>(packer.take());
  }
  auto tag = time_tag(pts);
  tag.insert(tag.end(), sound.begin(), sound.end());
  return std::make_shared<const std::vector<std::uint8_t>>(std::move(tag));
}

Bytes SideSound::init() const {
  return mp4_ ? std::make_shared<const std::vector<std::uint8_t>>(sound_init_segment(model::language_on_wire(language_))) : nullptr;
}

}  // namespace retrovue::playout
