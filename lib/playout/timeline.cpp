#include "playout/timeline.h"

#include "model/channel.h"

namespace retrovue::playout {

std::int64_t unwrap33(std::uint64_t wire, std::int64_t near) {
  constexpr std::int64_t kWrap = std::int64_t{1} << 33;
  auto step = static_cast<std::int64_t>(wrap33(static_cast<std::int64_t>(wire) - near));  // 0 .. 2^33 - 1
  if (step >= kWrap / 2) step -= kWrap;
  return near + step;
}

std::int64_t Timeline::frame_of_pts(std::int64_t ticks) const {
  return base::mul_div_round(ticks, rate.num, kTicksPerSecond * rate.den);
}

std::int64_t Timeline::frame_at(base::Millis at) const { return model::frame_at(rate, at); }

base::Millis Timeline::start_of(std::int64_t frame) const { return model::frame_start(rate, frame); }

AudioSpan Timeline::audio_covering(std::int64_t first, std::int64_t end) const {
  return {base::mul_div_floor(samples(first), 1, kSamplesPerAudioFrame),
          base::mul_div_ceil(samples(end), 1, kSamplesPerAudioFrame)};
}

AudioSpan Timeline::audio_starting(std::int64_t first, std::int64_t end) const {
  return {base::mul_div_ceil(samples(first), 1, kSamplesPerAudioFrame),
          base::mul_div_ceil(samples(end), 1, kSamplesPerAudioFrame)};
}

}  // namespace retrovue::playout
