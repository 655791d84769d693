#include "playout/transmission.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/log.h"
#include "model/language.h"
#include "playout/segment_book.h"

namespace retrovue::playout {
namespace {

constexpr base::Millis kTick = 20;
constexpr base::Millis kDryAfter = 200;      // nothing appended for so long, and
constexpr base::Millis kDryMargin = 250;     // air time this near: the slate
constexpr base::Millis kCatchUp = 10'000;    // after that it is no start any more
constexpr base::Millis kLateAtMost = 2'000;  // an encoder that is slower than time joins the programme where it should be
constexpr base::Millis kFirstWait = 2'000;   // until a start, which begins in the past, has caught up with the clock
constexpr base::Millis kFastWait = 60'000;   // nothing will come any more
constexpr base::Millis kCloseWait = 500;     // for the last sound
constexpr base::Millis kTellEvery = 5'000;

MuxOptions mux_options(const AirOptions& options) {
  MuxOptions made;
  made.service_name = options.name;
  if (!options.audio.empty()) made.languages.clear();
  for (const auto& language : options.audio) made.languages.push_back(model::language_on_wire(language));
  return made;
}

// The first audio frame that lies wholly on air.
std::int64_t first_sound(const Timeline& timeline, std::int64_t frame) {
  return base::mul_div_ceil(timeline.samples(frame), 1, kSamplesPerAudioFrame);
}

// An event counts once, whatever filled its time.
void note_fault(RunCounters& counters, const Airing& airing) {
  if (airing.error.empty() || counters.faulted == airing.event.start_frame) return;
  counters.faulted = airing.event.start_frame;
  ++counters.errors;
}

// After a recue the very same may go on: it is one row then.
bool goes_on(const Airing& before, const Airing& now) {
  return !before.replacement && !now.replacement && before.error.empty() && before.event.id != 0 && before.event.id == now.event.id &&
         before.event.start_frame == now.event.start_frame && before.kind == now.kind && before.item_id == now.item_id && before.alert_id == now.alert_id;
}

}  // namespace

Transmission::Segments::Segments(const Timeline& timeline, std::unique_ptr<Fmp4Packer> made, bool with_sound)
    : mp4(made.get()), sound(with_sound), mux(timeline, std::move(made), with_sound ? 1 : 0) {}
Transmission::Segments::Segments(const Timeline& timeline, MuxOptions options) : mux(timeline, std::move(options)) {}

std::unique_ptr<Transmission::Segments> Transmission::segments(const Timeline& timeline, const AirOptions& options) {
  auto made = mux_options(options);
  made.languages.resize(1);
  if (options.profile.segments == model::Segments::fmp4)
    return std::make_unique<Segments>(timeline, std::make_unique<Fmp4Packer>(options.apart() ? "" : made.languages.front()), !options.apart());
  return std::make_unique<Segments>(timeline, std::move(made));
}

Transmission::Transmission(boost::asio::io_context& loop, Playlog& playlog, AsRunLog& as_run, ChunkStore& store,
                           Slate& slate, const AirOptions& options, std::int64_t start, Start how, RunCounters& counters, Sinks sinks)
    : context_{loop, options, Timeline{options.profile.rate}, playlog, as_run, store, slate, counters},
      sinks_(std::move(sinks)), began_(base::steady_ms()), last_append_(began_),
      producer_(context_, start, how, options.end_frame, [this] { pump(); }), mux_(context_.timeline, mux_options(options)),
      sound_(loop, std::max<std::size_t>(1, options.audio.size()), options.profile.audio_kbps, first_sound(context_.timeline, producer_.next()),
             options.hang_ms * (options.fast ? 10 : 1),
             [this](std::size_t track, std::int64_t k, std::vector<std::uint8_t> adts) { take_sound(track, k, std::move(adts)); }, counters.use,
             options.limits.nice),
      timer_(loop), alive_(std::make_shared<bool>(true)) {
  start_ = produced_ = committed_ = producer_.next();
  if (sinks_.fragment) segments_ = segments(context_.timeline, options);
  samples_ = context_.timeline.samples(start_);
  sound_skip_ = sound_.fed() - samples_;
  arm();
}

Transmission::~Transmission() { stop(); }

std::int64_t Transmission::clock_frame() const {
  if (context_.options.fast) return committed_;
  return context_.timeline.frame_at(context_.options.clock->now());
}

void Transmission::arm() {
  timer_.expires_after(std::chrono::milliseconds(kTick));
  timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
    if (error || alive.expired() || closed_) return;
    arm();
    tick();
  });
}

void Transmission::tick() {
  if (!context_.options.fast) weigh();
  if (!context_.options.fast) mend();
  else if (!closing_ && base::steady_ms() - last_append_ > kFastWait)
    throw base::Error(base::ErrorKind::unreachable, "nothing came from the encoder for a minute", "see whether ffmpeg runs");
  pump();
  conclude();
}

std::function<void()> Transmission::pumping() {
  return [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) pump();
  };
}

// Takes what is produced as long as there is room.
void Transmission::pump() {
  if (closed_ || closing_) return;
  const auto& options = context_.options;
  const auto room = options.fast ? 2 * options.profile.gop_frames() : options.profile.rate.count_of_ms(options.ahead_ms);
  while (produced_ - committed_ < room && mux_.waiting_pictures() < static_cast<std::size_t>(2 * room)) {
    auto unit = producer_.take();
    if (!unit) break;
    append(std::move(*unit));
    if (options.fast) commit();
  }
  commit();
}

// The produced frontier moves without gaps: what comes too late is dropped up to the next IDR, and the slate fills up.
void Transmission::append(Unit unit) {
  if (unit.first < produced_) need_idr_ = true;
  if (need_idr_ && (unit.first < produced_ || !unit.begins_with_idr())) return;
  go_on(unit.first, true);
  cut_off_.clear();
  if (unit.first > produced_ && !bridge(unit.first, "the encoder was late")) {
    base::log(base::LogLevel::error, "air", "{} frames are missing and no slate is ready", unit.first - produced_);
    late_ += static_cast<std::uint64_t>(unit.first - produced_);
    const auto silent = context_.timeline.samples(unit.first) - samples_;
    unit.pcm.insert(unit.pcm.begin(), static_cast<std::size_t>(std::max<std::int64_t>(0, silent)) * 2 * unit.tracks, 0);
  }
  need_idr_ = false;
  gap_.reset();
  last_append_ = base::steady_ms();
  queue(std::move(unit));
}

void Transmission::weigh() {
  auto& counters = context_.counters;
  const auto lead = context_.timeline.start_of(produced_) - context_.options.clock->now();
  if (closing_ || !counters.effort.look(base::steady_ms(), {lead, producer_.busy(), counters.restarts, counters.overruns})) return;
  base::log(base::LogLevel::info, "air", "channel {}: effort is {} steps below its profile's", context_.options.channel_id, counters.effort.step());
}

// Nothing came and air time is near.
void Transmission::mend() {
  const auto now = base::steady_ms();
  if (closing_ || producer_.finished()) return;
  if (!context_.slate.ready() && now - began_ > 500) context_.slate.prepare(pumping());
  const auto& rate = context_.options.profile.rate;
  const auto clock = clock_frame();
  if (produced_ >= clock + rate.count_of_ms(kDryMargin)) {
    caught_up_ = true;
    return;
  }
  caught_up_ = caught_up_ || now - began_ > kCatchUp;
  const bool behind = caught_up_ && produced_ + rate.count_of_ms(kLateAtMost) < clock;
  if (!behind && now - last_append_ < (caught_up_ ? kDryAfter : kFirstWait)) return;
  go_on(clock + rate.count_of_ms(kDryMargin), false);
  const bool bridged = bridge(clock + rate.count_of_ms(kDryMargin), "nothing was ready in time");
  need_idr_ = true;
  // Far behind: leave out what nobody can see any more.
  if ((behind && bridged) || producer_.next() + 2 * context_.options.profile.gop_frames() < clock)
    producer_.rejoin(produced_ + rate.count_of_ms(1'000));
}

void Transmission::commit() {
  const auto& options = context_.options;
  auto due = std::numeric_limits<std::int64_t>::max();
  auto sound_due = due;
  if (!options.fast) {
    const auto now = options.clock->now();
    due = context_.timeline.frame_at(now + options.lead_ms);
    sound_due = context_.timeline.frame_at(now + options.lead_ms + kSoundAhead);
  }
  commit_sound(sound_due);
  while (!queue_.empty() && sound_at_ > 0 && queue_.front().first <= due) {
    const auto& unit = queue_.front();
    if (caught_up_ && !options.fast && !unit.airing->replacement && unit.first < clock_frame()) late_ += static_cast<std::uint64_t>(unit.count);
    if (sinks_.committed) sinks_.committed(unit);
    for (const auto& picture : unit.pictures) {
      mux_.video(picture, unit.first + picture.display, picture.idr ? unit.run : 0);
      if (segments_) segments_->mux.video(picture, unit.first + picture.display, picture.idr ? unit.run : 0);
    }
    account(unit);
    if (options.book) note_plan(unit);
    committed_ = unit.first + unit.count;
    queue_.pop_front();
    --sound_at_;
  }
  drain();
}

void Transmission::commit_sound(std::int64_t due) {
  for (; sound_at_ < queue_.size() && queue_[sound_at_].first <= due; ++sound_at_) {
    const auto& unit = queue_[sound_at_];
    const auto skip = std::min<std::int64_t>(sound_skip_, static_cast<std::int64_t>(unit.pcm.size() / (2 * unit.tracks)));
    sound_skip_ -= skip;
    if (!unit.pcm.empty()) sound_.feed(std::span(unit.pcm).subspan(static_cast<std::size_t>(skip) * 2 * unit.tracks), unit.tracks);
  }
}

void Transmission::take_sound(std::size_t track, std::int64_t k, std::vector<std::uint8_t> adts) {
  if (closed_) return;
  if (closing_ && k * kSamplesPerAudioFrame >= last_sample_) return;  // of what will not air, or what pushed the last out
  if (sinks_.sound) sinks_.sound(track, k, adts);
  if (segments_ && segments_->sound && track == 0) segments_->mux.audio(k, adts);
  mux_.audio(k, std::move(adts), track);
  if (filling_) return;
  if (context_.options.fast) pump();
  else drain();
}

void Transmission::drain() {
  // The sound encoder is gone or stuck, and pictures wait for it.
  const int patience = context_.options.fast ? 10 : 1;
  if (mux_.waiting_pictures() > 0 && sound_.missing(patience)) {
    filling_ = true;
    sound_.silence_until(context_.timeline.audio_covering(start_, committed_).end + 8, patience);
    filling_ = false;
  }
  give(mux_.drain());
}

// Segments go out in larger fragments, since with MP4 each has its own header; what ends a segment is never kept back.
void Transmission::give(std::vector<Piece> pieces) {
  bool due = false;
  for (const auto& piece : pieces) {
    sinks_.piece(piece);
    if (!segments_) continue;
    segments_->behind += piece.frames;
    due = due || piece.random_access || piece.run_end;
  }
  if (!segments_ || !(due || segments_->behind * 4 >= context_.options.profile.gop_frames())) return;
  segments_->behind = 0;
  for (const auto& piece : segments_->mux.drain()) sinks_.fragment(piece);
}

void Transmission::account(const Unit& unit) {
  if (!aired_.empty() && goes_on(*aired_.back().airing, *unit.airing)) aired_.back().airing = unit.airing;
  const bool other = aired_.empty() || aired_.back().airing != unit.airing;
  if (other) {
    if (!aired_.empty()) {
      note_fault(context_.counters, *aired_.back().airing);
      context_.as_run.aired(told(aired_.back(), recued_ == unit.first));
    }
    note_fault(context_.counters, *unit.airing);
    // Alerts that are over are forgotten.
    if (const auto& book = context_.options.book; book && !aired_.empty() && aired_.back().airing->alert_id != unit.airing->alert_id) book->forget_before(unit.first);
    aired_.push_back({unit.airing, unit.first, 0});
    while (aired_.size() > 1 && aired_[1].first <= clock_frame()) aired_.pop_front();
  }
  aired_.back().frames += unit.count;
  if (const auto now = base::steady_ms(); other || now - told_at_ > kTellEvery) {
    told_at_ = now;
    context_.as_run.airing(told(aired_.back(), true));
  }
}

model::AsRun Transmission::told(const Aired& aired, bool cut) const {
  const auto& event = aired.airing->event;
  auto made = row_of(context_, event, aired.first);
  made.kind = aired.airing->kind;
  made.item_id = aired.airing->item_id;
  made.title = aired.airing->title;
  made.actual_frames = aired.frames;
  made.error = aired.airing->error;
  made.alert_id = aired.airing->alert_id;
  if (aired.airing->replacement) made.status = "replaced";
  else if (aired.first + aired.frames < aired.airing->until) made.status = cut ? "cut" : "short";
  else if (aired.first > event.start_frame) made.status = "joined";
  else made.status = "aired";
  return made;
}

const model::Event* Transmission::event_on_air() const {
  const model::Event* found = nullptr;
  const auto clock = clock_frame();
  for (const auto& aired : aired_)
    if (!found || aired.first <= clock) found = &aired.airing->event;
  return found;
}

void Transmission::close() {
  if (closed_ || closing_) return;
  last_sample_ = context_.timeline.samples(committed_);
  queue_.clear();
  sound_at_ = 0;
  closing_ = true;
  closing_until_ = base::steady_ms() + kCloseWait;
  // The encoder gives its last frames when more comes in.
  sound_.feed(std::vector<std::int16_t>(8 * kSamplesPerAudioFrame), 1);
}

void Transmission::conclude() {
  if (closed_) return;
  if (!closing_ && producer_.finished() && queue_.empty()) {
    close();
    if (context_.options.fast) closing_until_ += 9 * kCloseWait;
  }
  if (!closing_ || (sound_.next() * kSamplesPerAudioFrame < last_sample_ && base::steady_ms() < closing_until_)) return;
  const auto last_sound = base::mul_div_ceil(last_sample_, 1, kSamplesPerAudioFrame);
  for (const auto& piece : mux_.flush(last_sound)) sinks_.piece(piece);
  if (segments_)
    for (const auto& piece : segments_->mux.flush(last_sound)) sinks_.fragment(piece);
  const auto ended = sinks_.ended;
  stop();
  ended();
}

void Transmission::stop() {
  if (closed_) return;
  closed_ = true;
  timer_.cancel();
  if (aired_.empty()) return;
  note_fault(context_.counters, *aired_.back().airing);
  context_.as_run.aired(told(aired_.back(), true));
  model::AsRun nothing;
  nothing.channel_id = context_.options.channel_id;
  context_.as_run.airing(nothing);
}

}  // namespace retrovue::playout
