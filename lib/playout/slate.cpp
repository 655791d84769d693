#include "playout/slate.h"

#include "base/error.h"
#include "base/log.h"
#include "playout/event_command.h"

namespace retrovue::playout {
namespace {

constexpr base::Millis kAgain = 2'000;  // between tries

ChunkKey slate_key(const model::Profile& profile) {
  Recipe recipe;
  recipe.clip.signature = "slate";
  recipe.frames = Slate::kStill + profile.gop_frames();
  recipe.profile = profile;
  return {recipe.address(), 0};
}

}  // namespace

Slate::Slate(boost::asio::io_context& loop, const model::Profile& profile, ChunkStore& store)
    : loop_(loop), profile_(profile), store_(store) {}

void Slate::prepare(std::function<void()> changed) {
  const auto now = base::steady_ms();
  if (ready() || child_ || now < again_at_) return;
  again_at_ = now + kAgain;
  if (auto made = store_.find(slate_key(profile_))) return take(*made);
  struct Making {
    ClosedUnits closed;
    Chunk chunk;
  };
  auto making = std::make_shared<Making>(Making{ClosedUnits(profile_.rate), {}});
  EventChild::Handlers handlers;
  handlers.unit = [making](AccessUnit unit) {
    try {
      making->closed.push(std::move(unit), making->chunk.frames);
    } catch (const base::Error& error) {
      base::log(base::LogLevel::error, "air", "the slate's pictures make no sense: {}", error.message());
    }
  };
  handlers.pcm = [](std::span<const std::int16_t>) {};
  handlers.ended = [this, making, changed](const ChildEnd& end) {
    child_.reset();
    if (making->chunk.frames.size() == static_cast<std::size_t>(kStill + profile_.gop_frames())) {
      auto chunk = std::make_shared<Chunk>(std::move(making->chunk));
      take(*chunk);
      store_.put(slate_key(profile_), chunk);
    } else {
      base::log(base::LogLevel::error, "air", "cannot make the slate: {}", end.text());
    }
    changed();
  };
  try {
    child_ = std::make_unique<EventChild>(loop_, slate_command(profile_, kStill), std::move(handlers), ChildBounds{.hang_after = 5'000});
  } catch (const base::Error& error) {
    base::log(base::LogLevel::error, "air", "cannot make the slate: {}", error.message());
  }
}

void Slate::take(const Chunk& chunk) {
  stills_.assign(chunk.frames.begin(), chunk.frames.begin() + kStill);
  chunk_.assign(chunk.frames.begin() + kStill, chunk.frames.end());
  for (auto& still : stills_) still.display = 0;
  for (auto& picture : chunk_) picture.display -= kStill;
}

std::vector<Unit> Slate::units(std::int64_t first, std::int64_t frames, const std::shared_ptr<Airing>& airing) const {
  std::vector<Unit> units;
  if (!ready()) return units;
  const auto chunk_frames = static_cast<std::int64_t>(chunk_.size());
  if (frames >= chunk_frames) {
    units = split_closed(chunk_, 0);
    for (auto& unit : units) unit.first += first;
    units.front().run = chunk_frames;
  } else {
    for (std::int64_t i = 0; i < frames; ++i) {
      Unit unit;
      unit.first = first + i;
      unit.count = 1;
      unit.run = 1;
      unit.pictures = {stills_[static_cast<std::size_t>(unit.first % kStill)]};
      units.push_back(std::move(unit));
    }
  }
  const Timeline timeline{profile_.rate};
  for (auto& unit : units) {
    unit.airing = airing;
    unit.settle = true;
    unit.pcm.assign(static_cast<std::size_t>(timeline.samples(unit.first + unit.count) - timeline.samples(unit.first)) * 2, 0);
  }
  return units;
}

}  // namespace retrovue::playout
