#include "playout/sounds.h"

#include <algorithm>
#include <utility>

#include "playout/timeline.h"

namespace retrovue::playout {
namespace {
constexpr base::Millis kWait = 700;         // then pictures go out with silence
constexpr base::Millis kFirstWait = 3'000;  // the same before the first sound
}  // namespace

Sounds::Sounds(boost::asio::io_context& loop, std::size_t tracks, int kbps, std::int64_t first, base::Millis hang_after, OnFrame frame,
               const std::shared_ptr<ProcessUse>& use, int nice)
    : frame_(std::move(frame)) {
  for (std::size_t track = 0; track < tracks; ++track)
    encoders_.push_back(std::make_unique<AacEncoder>(
        loop, kbps, first, hang_after, [this, track](std::int64_t k, std::vector<std::uint8_t> adts) { frame_(track, k, std::move(adts)); }, use, nice));
}

void Sounds::feed(std::span<const std::int16_t> pcm, std::size_t tracks) {
  if (tracks == 1) {
    for (const auto& encoder : encoders_) encoder->feed(pcm);
    return;
  }
  const auto width = 2 * tracks;
  std::vector<std::int16_t> own(pcm.size() / tracks);
  for (std::size_t track = 0; track < encoders_.size(); ++track) {
    const auto* from = pcm.data() + (track < tracks ? 2 * track : 0);
    for (std::size_t i = 0; i < own.size() / 2; ++i) std::copy_n(from + i * width, 2, own.data() + 2 * i);
    encoders_[track]->feed(own);
  }
}

std::int64_t Sounds::next() const {
  auto least = encoders_.front()->next();
  for (const auto& encoder : encoders_) least = std::min(least, encoder->next());
  return least;
}

std::uint64_t Sounds::restarts() const {
  std::uint64_t all = 0;
  for (const auto& encoder : encoders_) all += encoder->restarts();
  return all;
}

int Sounds::children() const {
  int all = 0;
  for (const auto& encoder : encoders_) all += encoder->children();
  return all;
}

bool Sounds::missing(const AacEncoder& encoder, int patience) const {
  if (encoder.fed() - encoder.next() * kSamplesPerAudioFrame <= kSampleRate * 3 / 10) return false;
  // One that is only coming up is worth waiting for: nobody sees anything yet.
  return encoder.owes_for() > patience * (encoder.heard() || encoder.children() == 0 ? kWait : kFirstWait);
}

bool Sounds::missing(int patience) const {
  return std::any_of(encoders_.begin(), encoders_.end(), [&](const auto& encoder) { return missing(*encoder, patience); });
}

void Sounds::silence_until(std::int64_t k, int patience) {
  for (std::size_t track = 0; track < encoders_.size(); ++track) {
    auto& encoder = *encoders_[track];
    if (!missing(encoder, patience)) continue;
    for (auto at = encoder.next(); at < k; ++at) frame_(track, at, silent_adts());
    encoder.skip_to(k);
  }
}

}  // namespace retrovue::playout
