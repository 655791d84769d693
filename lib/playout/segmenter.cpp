#include "playout/segmenter.h"

#include <algorithm>

#include "model/channel.h"

namespace retrovue::playout {

std::uint64_t first_segment_number(base::Millis now, std::uint64_t next) {
  const auto quarters = std::max<base::Millis>(0, now - model::kStationEpoch) / 250;
  return std::max(static_cast<std::uint64_t>(quarters), next);
}

Segmenter::Segmenter(const SegmentOptions& options)
    : options_(options), next_number_(options.first_number), discontinuity_sequence_(options.first_discontinuity) {}

bool Segmenter::push(const Piece& piece) {
  bool completed = false;
  if (piece.random_access) {
    if (has_open_ && ends_at(piece.frame)) {
      complete();
      completed = true;
    }
    if (!has_open_ && begins_at(piece.frame)) {
      open_ = {};
      open_.first_frame = piece.frame;
      open_.discontinuity = mark_;
      has_open_ = true;
      quick_ = cuts_at(piece.frame);
      if (quick_) cut_ = mark_ = false;
    }
  }
  if (!has_open_) return completed;  // nothing to begin with, or sound after a run's last picture at the very end
  parts_.push_back(piece.bytes);
  open_.frames += piece.frames;
  if (piece.run_end && ends_at(open_.first_frame + open_.frames)) {
    complete();
    completed = true;
  }
  return completed;
}

bool Segmenter::long_enough() const { return open_.frames >= (quick_ ? options_.gop_frames / 4 : (options_.gop_frames + 1) / 2); }

bool Segmenter::ends_at(std::int64_t frame) { return options_.book ? book_ends_at(frame) : cuts_at(frame) || long_enough(); }

bool Segmenter::begins_at(std::int64_t frame) const { return !options_.book || options_.book->number_at(frame); }

// With the same plan all renditions come to the same boundaries, whichever of them is the first.
bool Segmenter::book_ends_at(std::int64_t frame) {
  auto& book = *options_.book;
  const auto first = open_.first_frame;
  const auto recued = book.recued();
  if (open_.frames <= 0) return false;
  quick_ = recued == first;
  if (!book.after(first)) {
    if (recued && first < *recued && *recued <= frame) book.add(*recued);
    else if ((long_enough() && options_.planned(frame)) || open_.frames >= 2 * std::int64_t{options_.gop_frames}) book.add(frame);
    else return false;
  }
  const auto next = *book.after(first);
  if (frame == next && frame - first == open_.frames) return true;
  if (frame < next) return false;
  // It has no key picture where the next one begins, or lacks pictures.
  has_open_ = false;
  parts_.clear();
  return false;
}

bool Segmenter::finish(std::optional<std::int64_t> end) {
  if (!has_open_) return false;
  if (options_.book && open_.first_frame + open_.frames != end) return false;  // the others' may be longer
  complete();
  return true;
}

void Segmenter::complete() {
  std::size_t size = 0;
  for (const auto& part : parts_) size += part->size();
  std::vector<std::uint8_t> bytes;
  bytes.reserve(size);
  for (const auto& part : parts_) bytes.insert(bytes.end(), part->begin(), part->end());
  parts_.clear();
  if (options_.book) {
    const auto number = *options_.book->number_at(open_.first_frame);
    // Some were left out; a list has none missing.
    if (number != next_number_) kept_.clear();
    next_number_ = number;
  }
  open_.number = next_number_++;
  open_.bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
  kept_.push_back(std::move(open_));
  has_open_ = false;

  const auto window = static_cast<std::size_t>(options_.listed);
  if (kept_.size() > window && kept_[kept_.size() - window - 1].discontinuity) ++discontinuity_sequence_;
  // A segment left the list when the one `window` places later came. RFC 8216 6.2.2: it stays for its own length and
  // that of the longest playlist it stood in, and here for three target durations at least.
  const auto end = [](const Segment& segment) { return segment.first_frame + segment.frames; };
  const std::int64_t least = options_.rate.count_of_ms(3'000 * std::int64_t{target_duration()});
  while (kept_.size() > window) {
    const auto& front = kept_.front();
    const std::int64_t listed_for = end(kept_[window - 1]) - front.first_frame + front.frames;
    if (end(kept_.back()) - end(kept_[window]) < std::max(least, listed_for)) break;
    kept_.pop_front();
  }
}

std::vector<const Segment*> Segmenter::listed() const {
  std::vector<const Segment*> list;
  const auto window = static_cast<std::size_t>(options_.listed);
  for (std::size_t i = kept_.size() > window ? kept_.size() - window : 0; i < kept_.size(); ++i) list.push_back(&kept_[i]);
  return list;
}

const Segment* Segmenter::find(std::uint64_t number) const {
  if (kept_.empty() || number < kept_.front().number || number > kept_.back().number) return nullptr;
  return &kept_[number - kept_.front().number];
}

Bytes Segmenter::segment(std::uint64_t number) const {
  const auto* found = find(number);
  return found ? found->bytes : nullptr;
}

int Segmenter::target_duration() const {
  const std::int64_t longest = base::mul_div_ceil(3 * std::int64_t{options_.gop_frames}, 1, 2);
  return static_cast<int>(std::max<std::int64_t>(1, base::mul_div_round(longest, options_.rate.den, options_.rate.num)));
}

std::size_t Segmenter::bytes_held() const {
  std::size_t total = 0;
  for (const auto& segment : kept_) total += segment.bytes->size();
  for (const auto& part : parts_) total += part->size();
  return total;
}

}  // namespace retrovue::playout
