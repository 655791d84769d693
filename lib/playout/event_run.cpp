#include "playout/event_run.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/memory_file.h"
#include "playout/event_command.h"

namespace retrovue::playout {

namespace asio = boost::asio;

namespace {
constexpr std::int64_t kChildStart = 10 * kTicksPerSecond;  // a child's -output_ts_offset
}  // namespace

struct EventRun::Core : std::enable_shared_from_this<EventRun::Core> {
  Core(asio::io_context& l, const Recipe& r, std::int64_t from, ChunkStore& s, RunCounters& c, const Options& o,
       std::function<void()> f)
      : loop(l), recipe(r), keys(r), store(s), counters(c), options(o), changed(std::move(f)),
        timeline{r.profile.rate}, gop(r.profile.gop_frames()), tracks(1 + r.clip.more_audio.size()), given(from), made(from) {}

  // Makes frames ready until enough are, from the store or by a child.
  void fill() {
    while (!ended && !child && !fetching && made < recipe.frames && made - given < options.hold_frames) {
      const bool on_grid = made % gop == 0;
      const auto next = keys.key((made + gop - 1) / gop);
      if (const auto chunk = on_grid ? store.find(next) : nullptr) {
        ++counters.chunks_reused;
        use(*chunk);
        continue;
      }
      // Off the grid it is asked for once, so that the child need not go further than to what is there.
      if ((on_grid || !asked) && fetch(next)) break;
      if (!may_start()) break;
      spawn();
    }
    if (!child && turn && turn->up()) turn.reset();  // it came from the store meanwhile
    // With nothing ready it is read on, whatever waits for its sound: that may be behind pictures.
    held = made > given && made + waiting_frames - given >= options.hold_frames;
    if (child) child->hold(!held ? Hold::nothing : waiting.empty() ? Hold::everything : Hold::pictures);
    if (!ended && made >= recipe.frames) {
      ended.emplace();
      ended->complete = true;
      notify();
    }
  }

  bool may_start() {
    if (!options.starts) return true;
    if (!turn)
      turn = options.starts->ask({options.urgent, options.limits.priority, options.air_at + timeline.rate.first_ms(made)}, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (self && !self->closing) self->fill();
      });
    return turn->up();
  }

  bool fetch(const ChunkKey& key) {
    asked = true;
    fetching = store.fetch(key, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self || self->closing) return;
      self->fetching = false;
      self->fill();
    });
    return fetching;
  }

  void use(const Chunk& chunk) {
    std::int64_t sample = timeline.samples(made);
    // Whatever a store says: as much sound as belongs there, of as many tracks.
    auto sound = chunk.tracks == tracks ? std::span(chunk.pcm) : std::span<const std::int16_t>{};
    for (auto& unit : split_closed(chunk.frames, 0)) {
      const auto end = timeline.samples(made + unit.count);
      const auto size = static_cast<std::size_t>(end - sample) * 2 * tracks;
      const auto there = sound.first(std::min(size, sound.size()));
      unit.first = made;
      unit.tracks = tracks;
      unit.pcm.assign(there.begin(), there.end());
      unit.pcm.resize(size);
      sound = sound.subspan(there.size());
      sample = end;
      finish_unit(std::move(unit));
    }
    notify();
  }

  void spawn() {
    // Up to the next chunk that is there already.
    stop = recipe.frames;
    for (auto k = made / gop + 1; k * gop < recipe.frames; ++k) {
      if (!store.has(keys.key(k))) continue;
      stop = k * gop;
      break;
    }
    started = made;
    step = counters.effort.step();
    ++child_number;
    closed.emplace(timeline.rate, made);
    pcm.clear();
    building = {};
    whole = made % gop == 0;
    EventChild::Handlers handlers;
    handlers.unit = [this](AccessUnit unit) { take_unit(std::move(unit)); };
    handlers.pcm = [this](std::span<const std::int16_t> samples) {
      pcm.insert(pcm.end(), samples.begin(), samples.end());
      drop_early();
      match(false);
    };
    handlers.ended = [this](const ChildEnd& end) { child_ended(end); };
    const int decoding = std::exchange(options.urgent, false) ? std::max(2, options.limits.threads) : options.limits.threads;
    try {
      const Drawing drawing{recipe.bug.get(), recipe.overlay.get(), recipe.overlay_at, script_of_texts()};
      child = std::make_unique<EventChild>(loop, event_command(recipe.clip, recipe.profile, {recipe.in_frame, made, stop}, {decoding, options.limits.threads, step}, drawing),
                                           std::move(handlers), ChildBounds{options.hang_after, options.limits.nice, options.limits.memory_mb << 20, counters.use});
    } catch (const base::Error& error) {
      give_up(true, error.message());
    }
  }

  // The file with what is written over the frames from here to the child's end; empty: nothing is.
  std::string script_of_texts() {
    std::vector<ShownText> shown;
    for (const auto& one : recipe.texts)
      if (one.from < stop && one.to > made) shown.push_back(one);
    if (shown.empty()) return {};
    script = base::MemoryFile(texts_script(shown, recipe.profile));
    return script.path();
  }

  // A live input's sound begins when it was opened, its pictures with the first that can be decoded.
  void drop_early() {
    const auto gone = std::min(static_cast<std::int64_t>(pcm.size()) / 2, early.value_or(0));
    pcm.erase(pcm.begin(), pcm.begin() + gone * 2);
    if (early) *early -= gone;
  }

  void take_unit(AccessUnit access) {
    std::vector<Frame> pictures;
    if (recipe.clip.live && !early) {
      early = timeline.samples(timeline.frame_of_pts(access.pts - kChildStart));
      drop_early();
    }
    const auto first = closed->released();
    try {
      closed->push(std::move(access), pictures);
    } catch (const base::Error& error) {
      child.reset();
      return give_up(true, error.message());
    }
    if (pictures.empty()) return;
    for (auto& unit : split_closed(pictures, first)) {
      waiting_frames += unit.count;
      waiting.push_back(std::move(unit));
    }
    match(false);
  }

  // Joins pictures with their sound. last: no more sound will come, what is missing is silence.
  void match(bool last) {
    bool any = false;
    while (!waiting.empty()) {
      auto& unit = waiting.front();
      const auto want = static_cast<std::size_t>(timeline.samples(unit.first + unit.count) - timeline.samples(unit.first)) * 2 * tracks;
      if (pcm.size() < want) {
        if (!last) break;
        pcm.resize(want);
      }
      unit.pcm.assign(pcm.begin(), pcm.begin() + static_cast<std::ptrdiff_t>(want));
      pcm.erase(pcm.begin(), pcm.begin() + static_cast<std::ptrdiff_t>(want));
      unit.tracks = tracks;
      waiting_frames -= unit.count;
      counters.frames_encoded += unit.count;
      unit.step = step;
      keep(unit);
      finish_unit(std::move(unit));
      waiting.pop_front();
      any = true;
      if (made < stop && made % gop == 0 && step != counters.effort.step()) break;
    }
    if (!any) return;
    if (made - started >= gop) turn.reset();  // it has its first chunk: the next may start
    if (made >= stop) child.reset();          // it has given everything
    if (child && made % gop == 0 && step != counters.effort.step()) change_effort();
    fill();
    notify();
  }

  // Another child goes on behind this chunk.
  void change_effort() {
    child.reset();
    waiting.clear();
    waiting_frames = 0;
  }

  // Collects the chunk that is being made.
  void keep(const Unit& unit) {
    if (!whole && unit.first % gop == 0) whole = true;
    if (!whole) return;
    const auto start = unit.first / gop * gop;
    if (building.frames.empty()) {
      building.frames.reserve(static_cast<std::size_t>(gop));
      building.pcm.reserve(static_cast<std::size_t>(timeline.samples(gop) + 1) * 2 * tracks);
    }
    for (auto picture : unit.pictures) {
      picture.display += unit.first - start;
      building.frames.push_back(std::move(picture));
    }
    building.pcm.insert(building.pcm.end(), unit.pcm.begin(), unit.pcm.end());
    const auto end = unit.first + unit.count;
    building.tracks = unit.tracks;
    if (end % gop != 0 && end != recipe.frames) return;
    ++counters.chunks_encoded;
    if (!recipe.overlay && step == 0) store.put(keys.key(start / gop), std::make_shared<Chunk>(std::move(building)));
    building = {};
  }

  void finish_unit(Unit unit) {
    made = unit.first + unit.count;
    if (unit.begins_with_idr()) unit.run = std::min((unit.first / gop + 1) * gop, recipe.frames) - unit.first;
    ready.push_back(std::move(unit));
  }

  void child_ended(const ChildEnd& end) {
    const auto mine = child_number;
    match(true);
    if (!child || child_number != mine) return;  // it had given everything
    child.reset();
    counters.overruns += end.overran ? 1 : 0;
    const bool crashed = end.hung || end.overran || end.status != 0;
    give_up(crashed, crashed ? "the encoder failed, " + end.text()
                             : end.complaint.empty() ? "the file ended early" : "the file ended early: " + end.complaint);
  }

  void give_up(bool crashed, const std::string& text) {
    waiting.clear();
    waiting_frames = 0;
    turn.reset();
    ended = End{false, crashed, text};
    notify();
  }

  void notify() {
    if (posted) return;
    posted = true;
    asio::post(loop, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self || self->closing) return;
      self->posted = false;
      const auto call = self->changed;
      call();
    });
  }

  asio::io_context& loop;
  Recipe recipe;
  ChunkKeys keys;
  ChunkStore& store;
  RunCounters& counters;
  Options options;
  std::function<void()> changed;
  Timeline timeline;
  std::int64_t gop;
  std::size_t tracks;                // of sound
  std::int64_t given, made;          // frames handed out; frames ready or handed out
  std::int64_t stop = 0;             // where the child ends
  std::deque<Unit> ready, waiting;   // waiting: pictures without their sound yet
  std::int64_t waiting_frames = 0;
  std::vector<std::int16_t> pcm;
  std::optional<std::int64_t> early;  // samples that come before the first picture and still have to go
  std::optional<ClosedUnits> closed;
  Chunk building;
  bool whole = false;                // building began at a chunk's first frame
  base::MemoryFile script;           // of the child; goes after it
  std::unique_ptr<StartQueue::Turn> turn;  // asked for, or held until the child has its first chunk
  std::int64_t started = 0, child_number = 0;  // where the child began; how many there were
  int step = 0;                                // with which it was started
  bool held = false;
  std::unique_ptr<EventChild> child;
  std::optional<End> ended;
  bool fetching = false, asked = false;  // the store brings a chunk; it was asked for one
  bool posted = false, closing = false;
};

EventRun::EventRun(asio::io_context& loop, const Recipe& recipe, std::int64_t from, ChunkStore& store, RunCounters& counters,
                   const Options& options, std::function<void()> changed)
    : core_(std::make_shared<Core>(loop, recipe, from, store, counters, options, std::move(changed))) {
  core_->fill();
}

EventRun::~EventRun() {
  core_->closing = true;
  core_->child.reset();
  core_->turn.reset();
}

std::optional<Unit> EventRun::take() {
  if (core_->ready.empty()) return std::nullopt;
  auto unit = std::move(core_->ready.front());
  core_->ready.pop_front();
  core_->given = unit.first + unit.count;
  core_->fill();
  return unit;
}

const EventRun::End* EventRun::end() const { return core_->ready.empty() && core_->ended ? &*core_->ended : nullptr; }
std::int64_t EventRun::next() const { return core_->given; }
std::int64_t EventRun::ready() const { return core_->made - core_->given; }
bool EventRun::encoded_all() const { return core_->ended.has_value(); }
int EventRun::children() const { return core_->child ? 1 : 0; }
// One that is only coming up says nothing of how fast it will be.
bool EventRun::busy() const { return core_->child && !core_->held && core_->made > core_->started; }

}  // namespace retrovue::playout
