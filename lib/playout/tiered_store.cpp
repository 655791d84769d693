#include "playout/tiered_store.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

namespace retrovue::playout {
namespace {

namespace asio = boost::asio;

constexpr base::Millis kLeaveAlone = 30'000;  // after a fault
constexpr base::Millis kIndexAge = 2'000;     // another process may have added to it
constexpr std::size_t kQueuedBytes = 64u << 20;
constexpr std::chrono::seconds kLastWrites{3};

}  // namespace

// The thread and its jobs. Reads come first: air waits for them.
struct TieredStore::Worker {
  explicit Worker(std::unique_ptr<DiskStore> store) : disk(std::move(store)) {}

  static void begin(const std::shared_ptr<Worker>& worker) {
    std::thread([worker] { worker->work(); }).detach();
  }
  void work() {
    std::unique_lock lock(mutex);
    for (;;) {
      wake.wait(lock, [this] { return stopping || !reads.empty() || !writes.empty(); });
      auto& jobs = reads.empty() ? writes : reads;
      if (jobs.empty()) break;
      const auto job = std::move(jobs.front());
      jobs.pop_front();
      lock.unlock();
      job(*disk);
      lock.lock();
    }
    done = true;
    ended.notify_all();
  }
  void add(std::deque<std::function<void(DiskStore&)>>& jobs, std::function<void(DiskStore&)> job) {
    {
      const std::scoped_lock lock(mutex);
      jobs.push_back(std::move(job));
    }
    wake.notify_one();
  }
  // The thread keeps itself alive, so that a disk that hangs does not hold up the end of the program.
  void stop() {
    std::unique_lock lock(mutex);
    stopping = true;
    reads.clear();
    wake.notify_one();
    if (!ended.wait_for(lock, kLastWrites, [this] { return done; })) writes.clear();
  }

  std::unique_ptr<DiskStore> disk;
  std::mutex mutex;
  std::condition_variable wake, ended;
  std::deque<std::function<void(DiskStore&)>> reads, writes;
  std::size_t queued = 0;  // bytes to write; loop's thread only
  bool stopping = false, done = false;
};

TieredStore::TieredStore(asio::io_context& loop, std::size_t memory_bytes, std::unique_ptr<DiskStore> disk)
    : loop_(loop), memory_(memory_bytes), alive_(std::make_shared<bool>(true)) {
  if (!disk) return;
  worker_ = std::make_shared<Worker>(std::move(disk));
  Worker::begin(worker_);
}

TieredStore::~TieredStore() {
  if (worker_) worker_->stop();
}

TieredStore::State TieredStore::state() const {
  const auto rest = [now = base::steady_ms()](base::Millis from) { return std::max<base::Millis>(0, from - now); };
  return {worker_ != nullptr, rest(reads_from_), rest(writes_from_)};
}

TieredStore::Event& TieredStore::event(const std::string& address) {
  if (events_.size() >= kEvents && !events_.contains(address)) events_.clear();
  return events_[address];
}

bool TieredStore::has(const ChunkKey& key) const {
  if (memory_.has(key)) return true;
  const auto found = events_.find(key.event);
  return base::steady_ms() >= reads_from_ && found != events_.end() && found->second.chunks.contains(key.index);
}

bool TieredStore::fetch(const ChunkKey& key, std::function<void()> ready) {
  const auto now = base::steady_ms();
  if (!worker_ || now < reads_from_) return false;
  if (const auto known = events_.find(key.event);
      known != events_.end() && !known->second.chunks.contains(key.index) && now - known->second.asked < kIndexAge)
    return false;
  auto& waiting = waiting_[key];
  waiting.push_back(std::move(ready));
  if (waiting.size() > 1) return true;

  auto patience = std::make_shared<asio::steady_timer>(loop_, std::chrono::milliseconds(kPatience));
  patience->async_wait([this, key, patience, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
    if (!error && !alive.expired()) give_up_waiting(key);
  });
  worker_->add(worker_->reads, [this, key, patience, &loop = loop_, alive = std::weak_ptr(alive_)](DiskStore& disk) {
    Event event;
    ChunkPtr chunk;
    auto damage = EventFiles::Damage::none;
    for (const auto& [number, bytes] : disk.chunks_of(key.event)) event.chunks.insert(event.chunks.end(), number);
    if (event.chunks.contains(key.index)) {
      if (auto found = disk.find(key, &damage)) chunk = std::make_shared<const Chunk>(std::move(*found));
      else event.chunks.erase(key.index);
    }
    if (alive.expired()) return;
    asio::post(loop, [this, key, patience, alive, event = std::move(event), chunk = std::move(chunk), damage]() mutable {
      patience->cancel();
      if (!alive.expired()) arrived(key, std::move(event), std::move(chunk), damage == EventFiles::Damage::found);
    });
  });
  return true;
}

void TieredStore::arrived(const ChunkKey& key, Event event, ChunkPtr chunk, bool damaged) {
  event.asked = base::steady_ms();
  this->event(key.event) = std::move(event);
  if (damaged) {
    ++damaged_;
    base::log(base::LogLevel::warning, "store", "chunk {} of {} is damaged; it is encoded again", key.index, key.event);
  }
  if (chunk) memory_.put(key, std::move(chunk));
  auto node = waiting_.extract(key);
  if (!node) return;
  for (const auto& ready : node.mapped()) ready();
}

void TieredStore::give_up_waiting(const ChunkKey& key) {
  auto node = waiting_.extract(key);
  if (!node) return;
  reads_from_ = base::steady_ms() + kLeaveAlone;
  base::log(base::LogLevel::warning, "store", "the chunk store does not answer; encoding instead");
  for (const auto& ready : node.mapped()) ready();
}

void TieredStore::put(const ChunkKey& key, ChunkPtr chunk) {
  memory_.put(key, chunk);
  if (!worker_ || base::steady_ms() < writes_from_) return;
  const auto bytes = chunk->bytes();
  if (worker_->queued + bytes > kQueuedBytes) return;  // slower than the air: what is left out is encoded again
  if (!event(key.event).chunks.insert(key.index).second) return;
  worker_->queued += bytes;
  worker_->add(worker_->writes, [this, key, bytes, chunk = std::move(chunk), &loop = loop_, alive = std::weak_ptr(alive_)](DiskStore& disk) {
    std::string failure;
    try {
      disk.put(key, *chunk);
    } catch (const base::Error& error) {
      failure = error.message();
    }
    if (alive.expired()) return;
    asio::post(loop, [this, key, bytes, alive, failure] {
      if (alive.expired()) return;
      worker_->queued -= bytes;
      if (!failure.empty()) written(key, failure);
    });
  });
}

void TieredStore::written(const ChunkKey& key, const std::string& failure) {
  event(key.event).chunks.erase(key.index);
  const auto now = base::steady_ms();
  if (now < writes_from_) return;
  writes_from_ = now + kLeaveAlone;
  base::log(base::LogLevel::error, "store", "nothing is kept for half a minute: {}", failure);
}

}  // namespace retrovue::playout
