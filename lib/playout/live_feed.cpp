#include "playout/live_feed.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "playout/event_feed.h"
#include "playout/live_chain.h"
#include "playout/segment_book.h"

namespace retrovue::playout {
namespace {

constexpr base::Millis kLook = 100;
constexpr base::Millis kOpenEarly = 4'000;    // before its first frame has to be produced: what opening takes
constexpr base::Millis kOpening = 12'000;     // until the first picture; a group of pictures may be long
constexpr base::Millis kStall = 2'000;
constexpr base::Millis kStandIn = 1'000;      // more than the lead: that near to air time something else goes on
constexpr base::Millis kCushion = 1'000;      // more than that: enough to go on air with
constexpr base::Millis kPause = 500, kLongestPause = 5'000;
constexpr base::Millis kWell = 10'000;        // a run that gave so much was a good one

}  // namespace

// Nothing of a live input is kept.
class LiveFeed::Nowhere final : public ChunkStore {
 public:
  ChunkPtr find(const ChunkKey&) override { return nullptr; }
  bool has(const ChunkKey&) const override { return false; }
  void put(const ChunkKey&, ChunkPtr) override {}
};

Unit shortened(Unit unit, std::int64_t frames) {
  if (frames >= unit.count) return unit;
  unit.pictures.resize(static_cast<std::size_t>(frames));
  std::vector<std::int64_t> shown;
  for (const auto& picture : unit.pictures) shown.push_back(picture.display);
  std::sort(shown.begin(), shown.end());
  for (auto& picture : unit.pictures) picture.display = std::lower_bound(shown.begin(), shown.end(), picture.display) - shown.begin();
  unit.count = frames;
  unit.run = std::min(unit.run, frames);
  return unit;
}

LiveFeed::LiveFeed(AirContext& context, AirEvent planned, std::int64_t from, std::int64_t end, std::function<void()> changed)
    : context_(context), planned_(std::move(planned)), next_(from), end_(end), grid_(chunk_grid(context_, planned_, from)), changed_(std::move(changed)),
      store_(std::make_unique<Nowhere>()), why_("the input has not answered yet"), timer_(context.loop), alive_(std::make_shared<bool>(true)) {
  poll();
  watch();
}

LiveFeed::~LiveFeed() {
  if (shown_ == 0 && done()) tell_failed(context_, planned_.event, planned_.event.start_frame, why_);
}

void LiveFeed::watch() {
  timer_.expires_after(std::chrono::milliseconds(kLook));
  timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
    if (error || alive.expired()) return;
    poll();
    watch();
  });
}

base::Millis LiveFeed::margin() const { return context_.timeline.start_of(next_) - context_.options.clock->now(); }

base::Millis LiveFeed::in_hand() const {
  return context_.options.profile.rate.first_ms((head_ ? head_->count : 0) + (run_ ? run_->ready() : 0));
}

bool LiveFeed::encoded_all() const { return end_ - next_ <= 2 * context_.options.profile.gop_frames(); }

// Opens the input, gives up on one that says nothing, and is told of one that ended.
void LiveFeed::poll() {
  if (done()) return run_.reset();
  const auto now = base::steady_ms();
  if (!run_) {
    const auto& options = context_.options;
    if (now >= again_at_ && margin() <= options.lead_ms + options.ahead_ms + kOpenEarly) open();
    return;
  }
  if (!on_) find_start();
  if (const auto* over = run_->end(); over && !head_) return lose(over->text);
  if (!heard_ && now - opened_at_ > kOpening) return lose("timed out");
  if (heard_ && !head_ && run_->ready() == 0 && now - news_at_ > kStall) lose("hung");
}

void LiveFeed::open() {
  auto planned = planned_;
  auto& clip = planned.clips.front();
  if (!sound_) clip.audio_stream = -1;
  if (!pictures_) clip.video_stream = -1;
  const auto& profile = context_.options.profile;
  auto recipe = recipe_of(planned, 0, end_ - next_ + profile.rate.count_of_ms(60'000), profile);
  recipe.in_frame = 0;
  if (planned_.overlay) {
    recipe.overlay = planned_.overlay;
    recipe.overlay_at = next_ - planned_.overlay->start;
  }
  EventRun::Options options;
  options.hold_frames = 2 * profile.gop_frames();
  options.hang_after = 10 * kOpening;  // it waits for the network; what counts is what comes out
  options.urgent = true;
  options.limits = context_.options.limits;
  opened_at_ = news_at_ = base::steady_ms();
  heard_ = false;
  shown_now_ = 0;
  run_ = std::make_unique<EventRun>(context_.loop, recipe, 0, *store_, context_.counters, options, [this] {
    if (run_ && run_->ready() > 0) heard_ = true;
    news_at_ = base::steady_ms();
    changed_();
  });
}

// said: what the child said, which may hold the address; a copy, since it goes with the run.
void LiveFeed::lose(std::string said) {
  const bool no_sound = sound_ && pictures_ && lacks_stream(said, 'a'), no_pictures = sound_ && pictures_ && lacks_stream(said, 'v');
  const bool well = context_.options.profile.rate.first_ms(shown_now_) >= kWell;
  run_.reset();
  head_.reset();
  const bool was_on = std::exchange(on_, false);
  sound_ = !no_sound;
  pictures_ = !no_pictures;
  pause_ = no_sound || no_pictures ? pause_ : well ? 0 : std::clamp(2 * pause_, kPause, kLongestPause);
  again_at_ = base::steady_ms() + (no_sound || no_pictures ? 0 : pause_);
  if (no_sound || no_pictures) return;
  const auto why = live_fault(said);
  if (was_on || why != why_)
    base::log(base::LogLevel::warning, "air", "live input '{}' at frame {}: {}", base::printable(planned_.event.title), next_ - planned_.event.start_frame, why);
  ++context_.counters.restarts;
  why_ = why;
  if (was_on && airing_) airing_->add_error(fmt::format("frame {}: {}", next_ - planned_.event.start_frame, why));
}

// What is in hand begins with an IDR, so that it can go on air.
void LiveFeed::find_start() {
  while (run_ && !head_) {
    head_ = run_->take();
    if (!head_) return;
    if (!head_->begins_with_idr()) head_.reset();
  }
}

// Its key pictures come where those of the other renditions come.
bool LiveFeed::in_step() const { return !context_.options.book || chunk_phase(grid_, next_, context_.options.profile.gop_frames()) == 0; }

bool LiveFeed::may_join() const { return head_ && in_step() && margin() + in_hand() >= context_.options.lead_ms + kStandIn + kCushion; }

void LiveFeed::join() {
  on_ = true;
  base_ = next_ - head_->first;
  if (airing_ && !stand_in_) return;  // nobody saw that it was gone
  fresh_ = fresh_ || stand_in_;
  stand_in_.reset();
  airing_ = std::make_shared<Airing>();
  airing_->grid = grid_;
  airing_->event = planned_.event;
  airing_->kind = planned_.event.kind;
  airing_->item_id = planned_.event.item_id;
  airing_->title = planned_.event.title;
  airing_->until = planned_.end();
  airing_->alert_id = planned_.alert_id;
}

Unit LiveFeed::placed(Unit unit) {
  unit.first += base_;
  if (unit.first + unit.count > end_) unit = shortened(std::move(unit), end_ - unit.first);
  unit.run = std::min(unit.run, end_ - unit.first);
  next_ = unit.first + unit.count;
  unit.airing = airing_;
  unit.fade_in = std::exchange(fresh_, false);
  unit.settle = done();
  shown_ += unit.count;
  shown_now_ += unit.count;
  if (done()) run_.reset();  // never read beyond the window
  return unit;
}

std::optional<Unit> LiveFeed::take_live() {
  if (!head_) head_ = run_->take();
  if (!head_) return std::nullopt;
  auto unit = std::move(*head_);
  head_.reset();
  return placed(std::move(unit));
}

void LiveFeed::stand_in(const std::string& why) {
  on_ = false;
  auto instead = planned_;
  instead.clips.clear();
  instead.lost = why;
  stand_in_ = std::make_unique<EventFeed>(context_, std::move(instead), next_, end_, true, changed_);
}

std::optional<Unit> LiveFeed::take() {
  poll();
  if (done()) return std::nullopt;
  if (!on_ && may_join()) join();
  if (on_)
    if (auto unit = take_live()) return unit;
  if (!stand_in_) {
    if (margin() > context_.options.lead_ms + kStandIn) return std::nullopt;  // it may still come
    if (on_ && airing_) airing_->add_error("the input is too slow");
    stand_in(on_ ? "the input is too slow" : why_);
  }
  auto unit = stand_in_->take();
  if (unit) next_ = stand_in_->next();
  return unit;
}

std::int64_t chunk_grid(const AirContext& context, const AirEvent& planned, std::int64_t from) {
  if (!planned.overlay) return planned.event.start_frame;
  // Chunks under an overlay are nobody else's. They count so that a quarter of one comes first, which is seen in HLS sooner.
  const auto gop = context.options.profile.gop_frames();
  auto begin = from;
  if (const auto& book = context.options.book) {
    const auto recued = book->recued().value_or(from + 1);
    begin = recued <= from && recued >= planned.overlay->start ? recued : planned.overlay->start;
  }
  return begin - (gop - gop / 4);
}

std::unique_ptr<Feed> make_feed(AirContext& context, AirEvent planned, std::int64_t from, std::int64_t end, bool urgent,
                                std::function<void()> changed) {
  if (planned.clips.empty() || !planned.clips.front().live) return std::make_unique<EventFeed>(context, std::move(planned), from, end, urgent, std::move(changed));
  if (!context.options.fast) return std::make_unique<LiveFeed>(context, std::move(planned), from, end, std::move(changed));
  planned.lost = "a live input has no pictures faster than time";
  tell_failed(context, planned.event, from, planned.lost);
  return std::make_unique<EventFeed>(context, std::move(planned), from, end, urgent, std::move(changed));
}

model::AsRun row_of(const AirContext& context, const model::Event& event, std::int64_t frame) {
  model::AsRun row;
  row.channel_id = context.options.channel_id;
  row.event_id = event.id;
  row.slot_id = event.slot_id;
  row.kind = event.kind;
  row.item_id = event.item_id;
  row.title = event.title;
  row.planned_start = context.timeline.start_of(event.start_frame);
  row.planned_frames = event.frames;
  row.actual_start = context.timeline.start_of(frame);
  return row;
}

void tell_failed(AirContext& context, const model::Event& event, std::int64_t frame, const std::string& why) {
  auto row = row_of(context, event, frame);
  row.status = "failed";
  row.error = why;
  context.as_run.aired(row);
}

}  // namespace retrovue::playout
