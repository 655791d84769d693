#include "playout/interleaver.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/error.h"

namespace retrovue::playout {

void Interleaver::video(const Frame& picture, std::int64_t channel_frame, std::int64_t run) {
  const auto wrong = [&](const char* what) -> base::Error {
    return {base::ErrorKind::failed, fmt::format("frame {} of the channel {}", channel_frame, what)};
  };
  if (!any_ || (picture.idr && channel_frame > next_index_)) {
    if (!picture.idr) throw wrong("is the first one and no key frame");
    next_index_ = channel_frame;
    // No sound is owed from before the start or from the gap.
    owed_from_ = timeline_.audio_starting(channel_frame, channel_frame).first;
    for (auto& track : tracks_) track.next_k = std::max(track.next_k, owed_from_);
    any_ = true;
  } else if (picture.idr && channel_frame != next_index_) {
    throw wrong("is a key frame out of place");
  }
  if (picture.idr) {
    run_planned_ = run > 0;
    run_left_ = run;
  } else if (run_planned_ && run_left_ <= 0) {
    throw wrong("lies past the end of its run");
  }
  if (next_index_ - channel_frame > kDecodeLead) throw wrong("would be decoded after it is shown");
  --run_left_;
  pictures_.push_back({picture, channel_frame, next_index_++, run_planned_ && run_left_ == 0});
}

void Interleaver::audio(std::int64_t k, std::vector<std::uint8_t> adts, std::size_t number) {
  auto& track = tracks_.at(number);
  if (track.any && k > track.last_k && k < owed_from_) return;
  if (track.any && k < track.next_k)
    throw base::Error(base::ErrorKind::failed, fmt::format("audio frame {} comes twice", k));
  track.any = true;
  track.last_k = k;
  track.next_k = std::max(track.next_k, k + 1);
  track.sounds.push_back({k, std::move(adts)});
}

bool Interleaver::owes_sound(std::int64_t ticks) const {
  return std::any_of(tracks_.begin(), tracks_.end(), [ticks](const Track& track) { return Timeline::audio_pts(track.next_k) <= ticks; });
}

std::vector<Piece> Interleaver::drain() { return release(false); }

std::vector<Piece> Interleaver::flush(std::int64_t end) {
  for (auto& track : tracks_)
    while (!track.sounds.empty() && track.sounds.back().k >= end) track.sounds.pop_back();
  return release(true);
}

std::vector<Piece> Interleaver::release(bool all) {
  std::vector<Piece> out;
  while (!pictures_.empty()) {
    auto& picture = pictures_.front();
    const std::int64_t limit = timeline_.dts(picture.index) - TsMux::kPcrDelay + kAudioLead;
    if (!all && owes_sound(limit)) break;
    // After a run's end the next piece begins with the IDR, so what sounds with it comes after it. The end of the run
    // took along what was there.
    if (!ended_run_) sound_until(limit);
    if (picture.frame.idr) end_piece(false, out);
    if (piece_.frames == 0) piece_.frame = picture.frame.idr ? picture.channel_frame : picture.index;
    if (picture.frame.idr) piece_.random_access = true;
    const std::int64_t dts = timeline_.dts(picture.index), step = timeline_.dts(picture.index + 1) - dts;
    packer_->video(*picture.frame.bytes,
                   {timeline_.pts(picture.channel_frame), dts, timeline_.dts_27mhz(picture.index) - TsMux::kPcrDelay * 300, step},
                   picture.frame.idr);
    ++piece_.frames;
    if (ended_run_) sound_until(limit);
    ended_run_ = picture.run_end;
    if (ended_run_) {
      sound_until(limit + step);
      end_piece(true, out);
    }
    pictures_.pop_front();
  }
  if (all) rest_of_sound();
  end_piece(false, out);
  return out;
}

// Behind the last picture the clock goes on alone: else the sound would come when that picture's bytes end, however
// long those take.
void Interleaver::rest_of_sound() {
  if (!any_) return sound_until(std::numeric_limits<std::int64_t>::max());
  const auto left = [this] { return std::any_of(tracks_.begin(), tracks_.end(), [](const Track& track) { return !track.sounds.empty(); }); };
  for (auto index = next_index_; left(); ++index) {
    sound_until(timeline_.dts(index) - TsMux::kPcrDelay + kAudioLead);
    packer_->clock(timeline_.dts_27mhz(index) - TsMux::kPcrDelay * 300);
  }
}

void Interleaver::sound_until(std::int64_t ticks) {
  for (std::size_t number = 0; number < tracks_.size(); ++number) {
    auto& sounds = tracks_[number].sounds;
    while (!sounds.empty() && Timeline::audio_pts(sounds.front().k) <= ticks) {
      const std::int64_t first = sounds.front().k;
      std::vector<std::uint8_t> adts;
      for (int count = 0; count < kMaxAudioFrames && !sounds.empty() && sounds.front().k == first + count; ++count) {
        const auto& next = sounds.front().adts;
        adts.insert(adts.end(), next.begin(), next.end());
        sounds.pop_front();
      }
      packer_->audio(adts, Timeline::audio_pts(first), number);
    }
  }
}

void Interleaver::end_piece(bool run_end, std::vector<Piece>& out) {
  auto bytes = packer_->take();
  if (!bytes.empty()) {
    piece_.run_end = run_end;
    piece_.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
    out.push_back(std::move(piece_));
  }
  piece_ = {};
}

}  // namespace retrovue::playout
