#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <limits>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "playout/air_meter.h"
#include "playout/playlist.h"
#include "playout/presets.h"
#include "playout/ring.h"
#include "playout/segmenter.h"
#include "playout/side_sound.h"
#include "playout/spoken.h"
#include "playout/transmission.h"

namespace retrovue::playout {

namespace asio = boost::asio;

namespace {

constexpr base::Millis kFirstSegmentWait = 15'000;
constexpr base::Millis kRecueTogether = 100;  // for each encoder more that starts at once

class RingViewer final : public TsViewer {
 public:
  explicit RingViewer(std::unique_ptr<Ring::Client> client) : client_(std::move(client)) {}
  void next(std::function<void(Bytes)> ready) override { client_->next(std::move(ready)); }

 private:
  std::unique_ptr<Ring::Client> client_;
};

class Channel final : public ChannelAir, SegmentBook::Rendition {
 public:
  Channel(asio::io_context& loop, Playlog& playlog, AsRunLog& as_run, ChunkStore& store, AirOptions options)
      : loop_(loop), playlog_(playlog), as_run_(as_run), store_(store), options_(std::move(options)),
        slate_(loop, options_.profile, store), timer_(loop), alive_(std::make_shared<bool>(true)) {
    if (!options_.fast) counters_.effort = Effort(options_.effort, effort_steps(options_.profile.preset));
  }
  ~Channel() override {
    options_.on_end = nullptr;
    shut();
  }

  std::unique_ptr<TsViewer> watch() override {
    touch();
    stopped_ = false;
    if (!on_air_) open(clock_frame(), false);
    return std::make_unique<RingViewer>(ring_->join());
  }

  void playlist(std::function<void(std::string)> ready, std::optional<PlaylistForm> form) override {
    touch();
    if (!on_air_ && !stopped_ && !asking_) open_in_the_past();
    if (!asking_ && segmenter_) {
      if (auto made = text(form); !made.empty()) return asio::post(loop_, [ready = std::move(ready), text = std::move(made)] { ready(text); });
    }
    if (!on_air_ && !asking_) return asio::post(loop_, [ready = std::move(ready)] { ready({}); });
    waiting_.push_back({std::move(ready), std::move(form), base::steady_ms() + kFirstSegmentWait});
  }

  Bytes segment(std::uint64_t number) override {
    touch();
    return segmenter_ ? segmenter_->segment(number) : nullptr;
  }

  InitSegment init() const override { return init_; }

  void subtitles(std::uint64_t number, const std::string& language, std::function<void(std::string, bool)> ready) override {
    touch();
    const auto* found = segmenter_ ? segmenter_->find(number) : nullptr;
    if (!found || !spoken_) return asio::post(loop_, [ready = std::move(ready)] { ready({}, true); });
    spoken_->segment(found->first_frame, found->frames, language, std::move(ready));
  }

  Bytes side_sound(const std::string& language, std::uint64_t number) override {
    touch();
    const auto* side = side_of(language);
    if (!side) return nullptr;
    if (number == 0) return side->init();
    const auto* found = segmenter_->find(number);
    return found && can_be_heard(*side, found->first_frame + found->frames) ? side->segment(number, found->first_frame, found->frames) : nullptr;
  }

  std::string codec() const override { return codec_; }

  void recue() override {
    if (!on_air_) return;
    if (!options_.book) return on_air_->recue();
    // The other renditions are told of the change in the same turn of the loop.
    if (options_.book->ask()) asio::post(loop_, [book = options_.book, wait = options_.profile.rate.count_of_ms(kRecueTogether)] { book->recue(wait); });
  }
  std::int64_t soonest() const override { return on_air_ ? on_air_->soonest() : 0; }
  void recue_at(std::int64_t frame) override {
    if (on_air_) on_air_->recue_at(frame);
  }

  void start() override {
    held_ = true;
    stopped_ = false;
    if (on_air_) return;
    if (options_.on_segment) open(past_frame(), !options_.start_frame);
    else open(clock_frame(), false);
  }

  void stop() override {
    held_ = false;
    stopped_ = true;
    if (on_air_) on_air_->close();
  }

  AirStatus status() const override {
    AirStatus made;
    made.restarts = counters_.restarts + sound_restarts_;
    made.late_frames = late_;
    made.frames = frames_;
    made.chunks_encoded = counters_.chunks_encoded;
    made.chunks_reused = counters_.chunks_reused;
    made.frames_encoded = counters_.frames_encoded;
    made.degraded = counters_.effort.step();
    made.steps_down = counters_.effort.downs();
    made.steps_up = counters_.effort.ups();
    made.overruns = counters_.overruns;
    made.errors = counters_.errors;
    made.cpu_ns = counters_.use->cpu_ns;
    made.resident_bytes = counters_.use->resident;
    made.children = slate_.children();
    if (!on_air_) return made;
    made.on_air = true;
    if (const auto* event = on_air_->event_on_air()) made.event = *event;
    made.frames += on_air_->committed() - on_air_->start();
    made.frame = on_air_->clock_frame();
    made.produced_frames = on_air_->produced() - made.frame;
    made.published_frames = on_air_->committed() - made.frame;
    made.viewers = ring_->clients();
    made.children += on_air_->children();
    made.restarts += on_air_->sound_restarts();
    made.late_frames += on_air_->late_frames();
    made.fps = meter_.fps();
    made.late_lately = meter_.late();
    made.restarts_lately = meter_.restarts();
    return made;
  }

 private:
  std::int64_t clock_frame() const {
    if (options_.start_frame) return *options_.start_frame;
    return Timeline{options_.profile.rate}.frame_at(options_.clock->now());
  }
  // A player of segments wants some of them at once.
  std::int64_t past_frame() const {
    if (options_.start_frame) return *options_.start_frame;
    return clock_frame() - options_.back_segments * options_.profile.gop_frames();
  }

  // Where to begin depends on what the store has, which may take it a moment to say.
  void open_in_the_past() {
    const auto key = chunk_at(past_frame());
    asking_ = key && store_.fetch(*key, guarded([this] {
      asking_ = false;
      if (!on_air_ && !stopped_) open(past_frame(), !options_.start_frame);
      if (on_air_) return;
      for (auto& waiter : std::exchange(waiting_, {})) waiter.ready({});
    }));
    if (!asking_) open(past_frame(), !options_.start_frame);
  }

  std::optional<ChunkKey> chunk_at(std::int64_t frame) const {
    try {
      const auto planned = playlog_.event_at(frame);
      const auto start = planned.event.start_frame;
      if (planned.clips.empty() || planned.overlay || frame < start) return std::nullopt;
      const auto end = std::min(planned.end(), options_.end_frame.value_or(std::numeric_limits<std::int64_t>::max()));
      return ChunkKeys(recipe_of(planned, 0, end - start, options_.profile)).key((frame - start) / options_.profile.gop_frames());
    } catch (const base::Error&) {
      return std::nullopt;  // the transmission asks again and says what is wrong
    }
  }

  void open(std::int64_t frame, bool half_chunk) {
    RingOptions ring;
    ring.now = base::steady_ms;
    ring.rate = options_.profile.rate;
    ended_ = false;
    counters_.effort.start();
    ring_ = std::make_unique<Ring>(ring);
    SegmentOptions segments;
    segments.rate = options_.profile.rate;
    segments.gop_frames = options_.profile.gop_frames();
    segments.first_number = first_segment_number(options_.clock->now(), segmenter_ ? segmenter_->next_number() : 0);
    if (options_.first_segment) segments.first_number = std::max(*options_.first_segment, segmenter_ ? segmenter_->next_number() : 0);
    segments.first_discontinuity = options_.first_discontinuity;
    if (segmenter_) segments.first_discontinuity = segmenter_->discontinuity_sequence() + 1;  // the window was lost
    auto how = half_chunk ? Start::half_chunk : Start::chunk;
    const auto book = options_.book;
    const bool joins = book && book->on_air();
    if (joins) {
      frame = book->start_from(frame);
      how = Start::exact;
    }
    if (book) {
      book->enter(*this, segments.first_number);
      segments.first_discontinuity = options_.first_discontinuity + book->discontinuity();
      segments.book = book;
      segments.planned = [this](std::int64_t at) { return on_air_ && on_air_->planned(at); };
    }
    segmenter_ = std::make_unique<Segmenter>(segments);
    Transmission::Sinks sinks;
    init_ = {};
    spoken_ = std::make_unique<Spoken>(loop_, Timeline{options_.profile.rate}, options_.cues, options_.subtitles);
    sinks.committed = [this](const Unit& unit) { committed(unit); };
    sinks.piece = [this](const Piece& piece) { push(piece); };
    if (in_mp4() || options_.beside()) sinks.fragment = [this](const Piece& piece) { segment_piece(piece); };
    sides_.clear();
    if (options_.beside()) {
      for (const auto& language : options_.audio) sides_.emplace_back(Timeline{options_.profile.rate}, language, in_mp4());
      if (!options_.apart()) sides_.pop_front();
      sinks.sound = [this](std::size_t track, std::int64_t k, const std::vector<std::uint8_t>& adts) { take_sound(track, k, adts); };
    }
    if (!book) sinks.recued = [this](std::int64_t at) { segmenter_->cut(at); };
    sinks.ended = [this] { asio::post(loop_, guarded([this] { shut(); })); };
    on_air_ = std::make_unique<Transmission>(loop_, playlog_, as_run_, store_, slate_, options_, frame, how, counters_, std::move(sinks));
    if (book && !joins) book->add(on_air_->start());
    touch();
    meter_.start();
    watch_idle();
  }

  void committed(const Unit& unit) {
    spoken_->add(unit);
    if (!codec_.empty() || !unit.begins_with_idr()) return;
    if (const auto sps = sps_of(*unit.pictures.front().bytes)) codec_ = sps->codec();
  }

  void push(const Piece& piece) {
    ring_->push(piece);
    if (options_.on_bytes) options_.on_bytes(piece.bytes);
    if (!in_mp4() && !options_.beside()) segment_piece(piece);
  }

  void take_sound(std::size_t track, std::int64_t k, const std::vector<std::uint8_t>& adts) {
    const auto first = options_.audio.size() - sides_.size();  // of those that stand there
    if (track < first) return;
    sides_[track - first].add(k, adts);
    if (!waiting_.empty()) answer_waiting();
  }
  const SideSound* side_of(const std::string& language) const {
    const auto found = std::find_if(sides_.begin(), sides_.end(), [&](const SideSound& side) { return side.language() == language; });
    return found == sides_.end() ? nullptr : &*found;
  }
  bool can_be_heard(const SideSound& side, std::int64_t frame) const { return !on_air_ || side.there(frame); }

  void segment_piece(const Piece& piece) {
    if (in_mp4() && !init_.bytes) {
      const auto bytes = on_air_->init();
      init_ = {base::hash64({reinterpret_cast<const char*>(bytes->data()), bytes->size()}), bytes};
    }
    const auto before = segmenter_->next_number();
    if (segmenter_->push(piece)) segments_done(before);
  }
  bool in_mp4() const { return options_.profile.segments == model::Segments::fmp4; }

  void segments_done(std::uint64_t from) {
    if (options_.on_segment)
      for (auto number = from; number < segmenter_->next_number(); ++number) options_.on_segment(number);
    if (segmenter_->listed().empty()) return;
    for (auto& side : sides_) side.forget(segmenter_->oldest_frame());
    answer_waiting();
  }

  void answer_waiting() {
    for (auto& waiter : std::exchange(waiting_, {})) {
      auto made = text(waiter.form);
      if (made.empty()) waiting_.push_back(std::move(waiter));
      else asio::post(loop_, [ready = std::move(waiter.ready), text = std::move(made)] { ready(text); });
    }
  }

  std::string text(const std::optional<PlaylistForm>& form) const {
    PlaylistOptions made;
    made.prefix = form ? form->prefix : options_.segment_prefix;
    if (form && form->subtitles) {
      made.suffix = ".vtt";
    } else if (form && !form->audio.empty()) {
      const auto* side = side_of(form->audio);
      if (!side) return {};
      made.suffix = in_mp4() ? ".m4s" : ".aac";
      if (in_mp4()) made.map = made.prefix + "init.mp4";
      made.there = [this, side](std::int64_t frame) { return can_be_heard(*side, frame); };
    } else if (in_mp4()) {
      made.suffix = ".m4s";
      made.map = made.prefix + init_.name();
    }
    made.ended = ended_;
    made.date = options_.date;
    return media_playlist(*segmenter_, made);
  }

  // Once a second: nobody there for long enough, or requests that nothing came of.
  void watch_idle() {
    const auto seen = status();
    const auto behind = std::min<std::int64_t>(0, seen.published_frames);  // a start begins in the past, which says nothing of its speed
    if (behind == 0 || meter_.begun()) meter_.look(base::steady_ms(), {seen.frame + behind, seen.late_frames, seen.restarts});
    timer_.expires_after(std::chrono::milliseconds(std::min<base::Millis>(1'000, std::max<base::Millis>(20, options_.idle_stop_ms / 4))));
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
      if (error || alive.expired() || !on_air_) return;
      const auto now = base::steady_ms();
      if (ring_->clients() > 0 || held_) touched_ = now;
      for (auto& waiter : std::exchange(waiting_, {})) {
        if (waiter.until > now) waiting_.push_back(std::move(waiter));
        else waiter.ready({});
      }
      if (!on_air_) return;
      if (now - touched_ >= options_.idle_stop_ms) return shut();
      watch_idle();
    });
  }

  void touch() { touched_ = base::steady_ms(); }

  void shut() {
    if (!on_air_) return;
    timer_.cancel();
    const auto ending = std::move(on_air_);
    if (options_.book) options_.book->leave(*this);
    ending->stop();
    late_ += ending->late_frames();
    sound_restarts_ += ending->sound_restarts();
    const auto before = segmenter_->next_number();
    ended_ = stopped_ = options_.end_frame.has_value() || stopped_;
    frames_ += ending->committed() - ending->start();
    if (segmenter_->finish(options_.end_frame)) segments_done(before);
    ring_->close();
    for (auto& waiter : std::exchange(waiting_, {})) asio::post(loop_, [ready = std::move(waiter.ready)] { ready({}); });
    if (options_.on_end) asio::post(loop_, options_.on_end);
  }

  std::function<void()> guarded(std::function<void()> act) {
    return [act = std::move(act), alive = std::weak_ptr(alive_)] {
      if (!alive.expired()) act();
    };
  }

  struct Waiter {
    std::function<void(std::string)> ready;
    std::optional<PlaylistForm> form;
    base::Millis until = 0;
  };

  asio::io_context& loop_;
  Playlog& playlog_;
  AsRunLog& as_run_;
  ChunkStore& store_;
  AirOptions options_;
  Slate slate_;
  RunCounters counters_;
  AirMeter meter_;
  std::unique_ptr<Ring> ring_;
  std::unique_ptr<Segmenter> segmenter_;
  InitSegment init_;
  std::unique_ptr<Spoken> spoken_;
  std::deque<SideSound> sides_;  // tracks of sound that stand beside the segments, the last ones
  std::string codec_;
  std::unique_ptr<Transmission> on_air_;
  asio::steady_timer timer_;
  std::shared_ptr<bool> alive_;
  std::vector<Waiter> waiting_;
  base::Millis touched_ = 0;
  std::uint64_t late_ = 0, sound_restarts_ = 0;
  std::int64_t frames_ = 0;
  bool held_ = false, ended_ = false, stopped_ = false;
  bool asking_ = false;  // the store was asked for what a start in the past would show
};

}  // namespace

std::string InitSegment::name() const { return fmt::format("init-{:016x}.mp4", id); }

std::unique_ptr<ChannelAir> make_channel_air(asio::io_context& loop, Playlog& playlog, AsRunLog& as_run, ChunkStore& store,
                                             AirOptions options) {
  return std::make_unique<Channel>(loop, playlog, as_run, store, std::move(options));
}

}  // namespace retrovue::playout
