#include "playout/spoken.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

namespace retrovue::playout {

namespace asio = boost::asio;

Spoken::Spoken(asio::io_context& loop, Timeline timeline, CueStore* store, std::vector<std::string> languages)
    : loop_(loop), timeline_(timeline), store_(store), languages_(std::move(languages)), alive_(std::make_shared<bool>(true)) {}

void Spoken::add(const Unit& unit) {
  if (!store_) return;
  if (!stretches_.empty()) {
    auto& last = stretches_.back();
    const bool goes_on = last.first + last.frames == unit.first && last.words == unit.words && (!unit.words || last.item_frame + last.frames == unit.item_frame);
    if (goes_on) {
      last.frames += unit.count;
      return;
    }
  }
  stretches_.push_back({unit.first, unit.count, unit.item_frame, unit.words});
  if (stretches_.size() > kStretches) stretches_.pop_front();
}

CueStore::Wish Spoken::wish(const Stretch& stretch, const std::string& language) const {
  return {stretch.words, language, language == languages_.front()};
}

void Spoken::segment(std::int64_t first, std::int64_t frames, const std::string& language, Ready ready) {
  if (!store_ || std::find(languages_.begin(), languages_.end(), language) == languages_.end())
    return asio::post(loop_, [ready = std::move(ready)] { ready({}, true); });
  auto call = std::make_shared<Call>(Call{first, first + frames, language, std::move(ready)});
  auto patience = std::make_shared<asio::steady_timer>(loop_, std::chrono::milliseconds(kPatience));
  patience->async_wait([this, call, patience, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
    if (!error && !alive.expired()) answer(call, true);
  });
  auto answered = std::move(call->ready);
  call->ready = [patience, answered = std::move(answered)](std::string text, bool final) {
    patience->cancel();
    answered(std::move(text), final);
  };
  answer(call, false);
}

void Spoken::answer(const std::shared_ptr<Call>& call, bool last) {
  if (!call->ready) return;
  Cues cues;
  bool whole = true;
  const auto ms = [this](std::int64_t item_frame) { return timeline_.rate.ticks(item_frame, 1000); };
  for (const auto& stretch : stretches_) {
    const auto from = std::max(call->first, stretch.first), to = std::min(call->end, stretch.first + stretch.frames);
    if (!stretch.words || from >= to) continue;
    const auto all = store_->find(wish(stretch, call->language));
    if (!all) {
      whole = false;
      if (!last) store_->fetch(wish(stretch, call->language), guarded([this, call] { answer(call, false); }));
      continue;
    }
    const auto at = base::mul_div_round(timeline_.pts(from) - timeline_.pts(call->first), 1000, kTicksPerSecond);
    const auto item = stretch.item_frame + from - stretch.first;
    add_cues(*all, ms(item), ms(item + to - from), at, cues);
  }
  if (!whole && !last) return;
  const auto ready = std::exchange(call->ready, nullptr);
  asio::post(loop_, [ready, whole, text = cue_segment(timeline_.pts(call->first), cues)] { ready(text, whole); });
}

std::function<void()> Spoken::guarded(std::function<void()> act) {
  return [act = std::move(act), alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) act();
  };
}

}  // namespace retrovue::playout
