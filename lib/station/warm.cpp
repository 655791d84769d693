#include "station/warm.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <list>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "playout/cue_reader.h"
#include "playout/cue_store.h"
#include "playout/event_run.h"
#include "station/play.h"
#include "station/playlog.h"
#include "station/profiles.h"

namespace retrovue::station {
namespace {

namespace asio = boost::asio;
using playout::ChunkKey;
using playout::Recipe;

struct Work {
  Recipe recipe;
  std::string address;  // of what it has in common with other airings
  std::string title;
  std::int64_t missing = 0;  // chunks
};

// Straight to the disk: nothing is read again here, so memory would only hold it twice.
class Straight final : public playout::ChunkStore {
 public:
  explicit Straight(playout::DiskStore& disk) : disk_(disk) {}
  playout::ChunkPtr find(const ChunkKey& key) override {
    auto found = has(key) ? disk_.find(key) : std::nullopt;
    return found ? std::make_shared<const playout::Chunk>(std::move(*found)) : nullptr;
  }
  bool has(const ChunkKey& key) const override { return disk_.chunks_of(key.event).contains(key.index); }
  void put(const ChunkKey& key, playout::ChunkPtr chunk) override {
    try {
      disk_.put(key, *chunk);
    } catch (const base::Error& error) {
      if (!failure) failure = error;  // not through the encoder's callbacks
    }
  }
  std::optional<base::Error> failure;

 private:
  playout::DiskStore& disk_;
};

class Warming {
 public:
  Warming(catalog::Catalog& catalog, const WarmWish& wish, playout::DiskStore& disk) : catalog_(catalog), wish_(wish), disk_(disk), store_(disk) {}

  WarmReport run() {
    for (const auto& channel : wish_.channels)
      for (const auto& profile : ladder(wish_.profiles, find_profile(wish_.profiles, channel.profile))) collect(channel, profile);
    if (!wish_.dry_run) read_words();
    if (!wish_.dry_run && !work_.empty()) encode();
    if (!wish_.dry_run) look_what_is_whole();
    return std::move(report_);
  }

 private:
  void collect(const model::Channel& channel, const model::Profile& profile) {
    CatalogPlaylog plan(catalog_, channel.id, profile, channel.audio);
    const auto end = model::frame_at(profile.rate, wish_.to);
    for (auto frame = model::frame_at(profile.rate, wish_.from); frame < end;) {
      const auto planned = plan.event_at(frame);
      frame = planned.event.start_frame + planned.event.frames;
      expect_words(planned, channel);
      if (!planned.clips.empty() && !planned.clips.front().live) consider(playout::recipe_of(planned, 0, planned.event.frames, profile), planned.event);
    }
  }

  // The subtitles of what the channel airs.
  void expect_words(const playout::AirEvent& planned, const model::Channel& channel) {
    if (planned.clips.empty() || !planned.clips.front().words || channel.subtitles.empty()) return;
    const auto& words = planned.clips.front().words;
    if (!ours(words->signature)) return;
    for (const auto& language : channel.subtitles) {
      playout::CueStore::Wish wish{words, language, language == channel.subtitles.front()};
      if (seen_.insert(wish.key()).second) words_.push_back(std::move(wish));
    }
  }

  void read_words() {
    if (words_.empty()) return;
    need_ffmpeg();
    const std::atomic<bool> stop{false};  // a signal ends the program
    for (const auto& wish : words_) {
      if (time_is_up()) break;
      try {
        playout::read_track(*wish.source, wish.language, wish.first, cue_folder(wish_.store), stop);
      } catch (const base::Error& error) {
        report_.faults.push_back({wish.source->path, error.message()});
      }
    }
  }

  bool ours(const std::string& name) const {
    return static_cast<std::int64_t>(base::hash64(name) % static_cast<std::uint64_t>(wish_.shards)) == wish_.shard - 1;
  }

  void consider(Recipe recipe, const model::Event& event) {
    const playout::ChunkKeys keys(recipe);
    const auto& address = keys.address();
    const auto chunks = (recipe.frames + recipe.profile.gop_frames() - 1) / recipe.profile.gop_frames();
    std::string all = address;
    for (std::int64_t k = 0; k < chunks; ++k)
      if (const auto key = keys.key(k); key.event != address) all += key.event;
    if (!seen_.insert(all).second) return;
    if (!ours(address)) return;
    ++report_.events;
    catalog::Warmed told{address, event.item_id, event.title, recipe.profile.name, recipe.in_frame, recipe.frames};
    // Those under texts have addresses of their own.
    for (std::int64_t k = 0; k < chunks; ++k) told.chunks += keys.key(k).event == address;
    if (told.chunks > 0) report_.whole.push_back(std::move(told));
    const auto missing = claim(keys, chunks);
    if (missing <= 0) {
      ++report_.kept;
      return;
    }
    report_.chunks += missing;
    work_.push_back({std::move(recipe), address, event.title, missing});
  }

  // How many are neither kept nor asked for yet; those are asked for now.
  std::int64_t claim(const playout::ChunkKeys& keys, std::int64_t chunks) {
    std::int64_t missing = 0;
    for (std::int64_t k = 0; k < chunks; ++k) {
      const auto key = keys.key(k);
      auto& asked = asked_[key.event];
      if (asked.empty()) {
        asked.resize(static_cast<std::size_t>(chunks));
        for (const auto& [kept, place] : disk_.chunks_of(key.event))
          if (kept < chunks) asked[static_cast<std::size_t>(kept)] = true;
      }
      const auto at = static_cast<std::size_t>(k);
      missing += asked[at] ? 0 : 1;
      asked[at] = true;
    }
    return missing;
  }

  void encode() {
    need_ffmpeg();
    total_ = static_cast<std::int64_t>(work_.size());
    signals_.emplace(loop_, SIGINT, SIGTERM);
    signals_->async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      report_.signal = number;
      stop();
    });
    watch_time();
    next();
    loop_.run();
    report_.encoded = static_cast<std::int64_t>(counters_.chunks_encoded);
    if (store_.failure) throw *store_.failure;
  }

  void look_what_is_whole() {
    std::erase_if(report_.whole, [this](const catalog::Warmed& one) { return !still_there(disk_, one); });
    for (auto& one : report_.whole) {
      one.chunks = one.bytes = 0;
      for (const auto& [index, bytes] : disk_.chunks_of(one.address)) {
        ++one.chunks;
        one.bytes += bytes;
      }
    }
  }

  void watch_time() {
    if (wish_.until <= 0) return;
    timer_.expires_after(std::chrono::seconds(1));
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      if (wish_.clock->now() >= wish_.until) return stop();
      watch_time();
    });
  }

  bool time_is_up() const { return wish_.until > 0 && wish_.clock->now() >= wish_.until; }

  void next() {
    if (time_is_up()) return stop();
    while (running_.size() < static_cast<std::size_t>(wish_.jobs)) {
      // What has chunks in common with one that runs waits for it, or both would encode them.
      const auto free = std::find_if(work_.begin(), work_.end(), [&](const Work& work) {
        return std::none_of(running_.begin(), running_.end(), [&](const Running& other) { return other.work.address == work.address; });
      });
      if (free == work_.end()) break;
      running_.emplace_back();
      auto& one = running_.back();
      one.work = std::move(*free);
      work_.erase(free);
      if (wish_.progress) wish_.progress(total_ - static_cast<std::int64_t>(work_.size() + running_.size()), total_, one.work.title);
      playout::EventRun::Options options;
      options.hold_frames = 4 * one.work.recipe.profile.gop_frames();
      options.hang_after = 10'000;
      one.run = std::make_unique<playout::EventRun>(loop_, one.work.recipe, 0, store_, counters_, options, [this, &one] { advance(one); });
    }
    if (running_.empty()) stop();
  }

  struct Running {
    Work work;
    std::unique_ptr<playout::EventRun> run;
  };

  void advance(Running& one) {
    if (store_.failure) return stop();
    while (one.run->take()) {
    }
    const auto* end = one.run->end();
    if (!end) return;
    if (!end->complete) report_.faults.push_back({one.work.title, end->text});
    running_.remove_if([&](const Running& other) { return &other == &one; });
    next();
  }

  void stop() {
    report_.left += static_cast<std::int64_t>(work_.size() + running_.size());
    work_.clear();
    running_.clear();
    timer_.cancel();
    signals_.reset();
    loop_.stop();
  }

  catalog::Catalog& catalog_;
  const WarmWish& wish_;
  playout::DiskStore& disk_;
  Straight store_;
  WarmReport report_;
  std::unordered_set<std::string> seen_;
  std::unordered_map<std::string, std::vector<bool>> asked_;  // chunks by event
  std::deque<Work> work_;
  std::vector<playout::CueStore::Wish> words_;
  std::int64_t total_ = 0;
  playout::RunCounters counters_;
  asio::io_context loop_{1};
  asio::steady_timer timer_{loop_};
  std::optional<asio::signal_set> signals_;
  std::list<Running> running_;
};

}  // namespace

bool still_there(playout::DiskStore& disk, const catalog::Warmed& event) {
  return static_cast<std::int64_t>(disk.chunks_of(event.address).size()) >= event.chunks;
}

void record_warmed(catalog::Catalog& catalog, playout::DiskStore& disk, std::vector<catalog::Warmed> events, model::Millis now) {
  for (auto& one : events) one.at = now;
  catalog::set_warmed(catalog, events);
  std::vector<std::string> gone;
  for (const auto& one : catalog::warmed(catalog))
    if (!still_there(disk, one)) gone.push_back(one.address);
  catalog::forget_warmed(catalog, gone);
}

WarmReport warm(catalog::Catalog& catalog, const WarmWish& wish) {
  const auto disk = open_store(wish.store);
  if (!disk) throw base::Error(base::ErrorKind::usage, "store.size is 0, so nothing would be kept", "retrovue config set store.size 10");
  return Warming(catalog, wish, *disk).run();
}

}  // namespace retrovue::station
