#include "playout/cue_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "playout/cue_reader.h"

namespace retrovue::playout {
namespace {
constexpr Millis kAskAgain = 60'000;
constexpr std::chrono::seconds kLastWork{2};
}  // namespace

// The thread and its jobs; it keeps itself alive, so that a disk that hangs does not hold up the end of the program.
struct CueStore::Worker {
  struct Job {
    Wish wish;
    std::function<void(std::optional<Cues>)> done;
  };
  explicit Worker(std::filesystem::path to) : folder(std::move(to)) {}

  void work() {
    std::unique_lock lock(mutex);
    for (;;) {
      wake.wait(lock, [this] { return stop || !jobs.empty(); });
      if (stop) break;
      const auto job = std::move(jobs.front());
      jobs.pop_front();
      lock.unlock();
      std::optional<Cues> cues;
      try {
        cues = read_track(*job.wish.source, job.wish.language, job.wish.first, folder, stop);
      } catch (const base::Error& error) {
        base::log(base::LogLevel::warning, "air", "subtitles of '{}': {}", base::printable(job.wish.source->path), error.message());
      } catch (const std::exception& error) {
        base::log(base::LogLevel::error, "air", "subtitles of '{}': {}", base::printable(job.wish.source->path), error.what());
      }
      if (!stop) job.done(std::move(cues));
      lock.lock();
    }
    ended = true;
    over.notify_all();
  }

  std::filesystem::path folder;
  std::mutex mutex;
  std::condition_variable wake, over;
  std::deque<Job> jobs;
  std::atomic<bool> stop{false};
  bool ended = false;
};

std::string CueStore::Wish::key() const { return fmt::format("{}{} {}", language, first ? "+" : "", source->signature + source->path); }

CueStore::CueStore(boost::asio::io_context& loop, std::filesystem::path folder)
    : loop_(loop), worker_(std::make_shared<Worker>(std::move(folder))), alive_(std::make_shared<bool>(true)) {
  std::thread([worker = worker_] { worker->work(); }).detach();
}

CueStore::~CueStore() {
  std::unique_lock lock(worker_->mutex);
  worker_->stop = true;
  worker_->jobs.clear();
  worker_->wake.notify_one();
  worker_->over.wait_for(lock, kLastWork, [this] { return worker_->ended; });
}

CuesPtr CueStore::find(const Wish& wish) {
  const auto key = wish.key();
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Entry& one) { return one.key == key; });
  if (found == kept_.end() || (found->until > 0 && base::steady_ms() > found->until)) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return found->cues;
}

void CueStore::fetch(const Wish& wish, std::function<void()> ready) {
  const auto key = wish.key();
  auto waiting = waiting_.find(key);
  if (waiting == waiting_.end()) {
    if (waiting_.size() >= kWaiting) return;
    waiting = waiting_.emplace(key, std::vector<std::function<void()>>{}).first;
    Worker::Job job{wish, [this, key, &loop = loop_, alive = std::weak_ptr(alive_)](std::optional<Cues> cues) {
                      if (alive.expired()) return;
                      const bool found = cues.has_value();
                      auto made = std::make_shared<const Cues>(cues ? std::move(*cues) : Cues{});
                      boost::asio::post(loop, [this, key, found, alive, made = std::move(made)]() mutable {
                        if (!alive.expired()) arrived(key, std::move(made), found);
                      });
                    }};
    const std::scoped_lock lock(worker_->mutex);
    worker_->jobs.push_back(std::move(job));
    worker_->wake.notify_one();
  }
  if (ready && waiting->second.size() < kWaiting) waiting->second.push_back(std::move(ready));
}

void CueStore::arrived(const std::string& key, CuesPtr cues, bool found) {
  std::erase_if(kept_, [&](const Entry& one) { return one.key == key; });
  kept_.push_front({key, std::move(cues), found ? 0 : base::steady_ms() + kAskAgain});
  if (kept_.size() > kKept) kept_.pop_back();
  auto node = waiting_.extract(key);
  if (!node) return;
  for (const auto& ready : node.mapped()) ready();
}

}  // namespace retrovue::playout
