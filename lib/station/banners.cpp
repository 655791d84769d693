#include "station/banners.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "base/zone.h"
#include "catalog/items.h"
#include "catalog/plan.h"
#include "model/programming.h"

namespace retrovue::station {
namespace {

constexpr std::size_t kMostLetters = 120, kMostTexts = 200;
constexpr model::Millis kShortestCountdown = 5'000;
constexpr model::Millis kSoon = 15 * 60'000;  // how long after the programme the next one may begin, as the guide melds

std::string shortened(std::string text) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80 || ++letters <= kMostLetters) continue;
    text.resize(i);
    return text + "\xE2\x80\xA6";
  }
  return text;
}

std::string time_text(model::Millis at, const model::Channel& channel, model::Clock clock) {
  const auto minutes = base::Zone{channel.zone}.local(at).ms_of_day / 60'000;
  const auto hour = minutes / 60;
  if (clock == model::Clock::h24) return fmt::format("{:02}:{:02}", hour, minutes % 60);
  return fmt::format("{}:{:02} {}", hour % 12 == 0 ? 12 : hour % 12, minutes % 60, hour < 12 ? "AM" : "PM");
}

std::string word_text(std::string_view word, const BannerSource& from) {
  const auto& slot = from.slot;
  if (word == "title") return slot.show.empty() ? slot.title : slot.show;
  if (word == "episode") return slot.show.empty() ? std::string{} : slot.title;
  if (word == "number") return slot.season && slot.episode ? fmt::format("S{:02}E{:02}", *slot.season, *slot.episode) : std::string{};
  if (word == "year") return slot.year ? std::to_string(*slot.year) : std::string{};
  if (word == "time") return time_text(slot.start, from.channel, from.clock);
  if (word == "rating") return slot.rating.code;
  return word == "channel" ? from.channel.name : from.own;
}

bool is_programme(model::EventKind kind) { return kind == model::EventKind::program || kind == model::EventKind::live; }

// Frames of the channel.
struct Window {
  std::int64_t from = 0, to = 0;
};

class Writer {
 public:
  Writer(catalog::Catalog& catalog, const model::Event& event, const model::Graphics& graphics, const model::Channel& channel, const base::Rate& rate)
      : catalog_(catalog), event_(event), graphics_(graphics), channel_(channel), rate_(rate) {}

  std::vector<playout::ShownText> write() {
    if (event_.kind != model::EventKind::program || event_.slot_id == 0) return {};
    const auto slot = catalog::slot_by_id(catalog_, event_.slot_id);
    if (!slot || slot->item_id != event_.item_id) return {};
    for (const auto& one : catalog::events_of_slots(catalog_, event_.channel_id, slot->start, slot->start + 1)) {
      if (one.slot_id != slot->id || one.kind != model::EventKind::program || one.item_id != event_.item_id) continue;
      last_ = {one.start_frame, one.start_frame + one.frames};
      if (first_.to == 0) first_ = last_;
    }
    if (first_.to == 0) return {};
    after_start(graphics_.rating, *slot);
    after_start(graphics_.now_playing, *slot);
    up_next(*slot);
    if (!graphics_.cues.empty()) cues(*slot);
    return settled();
  }

 private:
  std::int64_t frames(model::Millis length) const { return rate_.count_of_ms(length); }

  void after_start(const std::optional<model::Banner>& banner, const model::Slot& slot) {
    if (!banner) return;
    const auto from = first_.from + frames(banner->at);
    show(*banner, slot, {from, std::min(from + frames(banner->length), first_.to)});
  }

  // A marker stands in the item, so its text comes again whenever those frames do.
  void cues(const model::Slot& slot) {
    for (const auto& marker : catalog::markers(catalog_, event_.item_id)) {
      if (marker.kind != model::MarkerKind::cue || marker.status != model::MarkerStatus::approved) continue;
      const auto from = event_.start_frame + frames(marker.start_ms) - event_.in_frame;
      for (const auto& banner : graphics_.cues)
        if (banner.cue.empty() || banner.cue == marker.title) show(banner, slot, {from, from + frames(banner.length)}, marker.title);
    }
  }

  void up_next(const model::Slot& slot) {
    if (!graphics_.up_next) return;
    const auto next = next_after(slot);
    if (!next) return;
    const auto from = std::max(last_.from, last_.to - frames(graphics_.up_next->at));
    show(*graphics_.up_next, *next, {from, std::min(from + frames(graphics_.up_next->length), last_.to)});
  }

  std::optional<model::Slot> next_after(const model::Slot& slot) const {
    for (auto& one : catalog::slots(catalog_, event_.channel_id, slot.end, slot.end + kSoon))
      if (one.start >= slot.end && one.item_id != 0 && model::is_programme(one.kind)) return std::move(one);
    return std::nullopt;
  }

  // As much of it as this event has.
  void show(const model::Banner& banner, const model::Slot& slot, Window at, const std::string& own = {}) {
    playout::ShownText made;
    made.from = std::max(at.from, event_.start_frame) - event_.start_frame;
    made.to = std::min(at.to, event_.start_frame + event_.frames) - event_.start_frame;
    if (made.from >= made.to || shown_.size() >= kMostTexts) return;
    const BannerSource source{slot, channel_, graphics_.clock, own};
    made.text = banner_line(banner.text, source);
    made.detail = banner_line(banner.detail, source);
    if (made.text.empty()) std::swap(made.text, made.detail);
    if (made.text.empty()) return;
    made.place = banner.place;
    made.height = banner.height;
    made.inset = banner.inset;
    shown_.push_back(std::move(made));
  }

  std::vector<playout::ShownText> settled() {
    std::stable_sort(shown_.begin(), shown_.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    for (std::size_t i = 0; i < shown_.size(); ++i)
      for (std::size_t later = i + 1; later < shown_.size(); ++later)
        if (shown_[later].place == shown_[i].place) shown_[i].to = std::min(shown_[i].to, shown_[later].from);
    std::erase_if(shown_, [](const auto& one) { return one.from >= one.to; });
    return std::move(shown_);
  }

  catalog::Catalog& catalog_;
  const model::Event& event_;
  const model::Graphics& graphics_;
  const model::Channel& channel_;
  const base::Rate& rate_;
  Window first_, last_;  // acts
  std::vector<playout::ShownText> shown_;
};

}  // namespace

std::string banner_line(std::string_view line, const BannerSource& from) {
  std::string made;
  bool words = false, said = false;
  while (!line.empty()) {
    const auto open = line.find('{'), close = line.find('}', open);
    made += line.substr(0, open);
    if (open == line.npos || close == line.npos) break;
    const auto word = word_text(line.substr(open + 1, close - open - 1), from);
    words = true;
    said = said || !word.empty();
    made += word;
    line.remove_prefix(close + 1);
  }
  return words && !said ? std::string{} : shortened(std::move(made));
}

bool writes(const model::Graphics& graphics) {
  return graphics.now_playing || graphics.up_next || graphics.rating || graphics.countdown || !graphics.cues.empty();
}

std::vector<playout::ShownText> texts_over(catalog::Catalog& catalog, const model::Event& event, const model::Graphics& graphics,
                                           const model::Channel& channel, const base::Rate& rate) {
  return writes(graphics) ? Writer(catalog, event, graphics, channel, rate).write() : std::vector<playout::ShownText>{};
}

std::vector<playout::ShownText> countdown_over(catalog::Catalog& catalog, const model::Event& slate, const model::Graphics& graphics,
                                               const model::Channel& channel, const base::Rate& rate) {
  if (!graphics.countdown || slate.frames < rate.count_of_ms(kShortestCountdown)) return {};
  const auto end = slate.start_frame + slate.frames;
  const auto follows = catalog::events(catalog, slate.channel_id, end, end + 1);
  if (follows.empty() || follows.front().start_frame != end || follows.front().in_frame != 0 || !is_programme(follows.front().kind)) return {};
  const auto slot = catalog::slot_by_id(catalog, follows.front().slot_id);
  if (!slot || slot->item_id != follows.front().item_id) return {};
  const auto& banner = *graphics.countdown;
  std::vector<playout::ShownText> shown;
  for (auto left = banner.at / 1'000; left > 0; --left) {
    playout::ShownText made;
    made.from = std::max<std::int64_t>(slate.frames - rate.count_of_ms(left * 1'000), 0);
    made.to = slate.frames - rate.count_of_ms((left - 1) * 1'000);
    if (made.from >= made.to) continue;
    const BannerSource source{*slot, channel, graphics.clock, fmt::format("{}:{:02}", left / 60, left % 60)};
    made.text = banner_line(banner.text, source);
    made.detail = banner_line(banner.detail, source);
    made.height = banner.height;
    made.centred = true;
    shown.push_back(std::move(made));
  }
  return shown;
}

}  // namespace retrovue::station
