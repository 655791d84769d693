#include "station/as_run.h"

#include <chrono>
#include <memory>

#include "base/error.h"
#include "base/log.h"
#include "catalog/catalog.h"
#include "catalog/plan.h"

namespace retrovue::station {
namespace {
constexpr std::size_t kMostRows = 100'000;
constexpr base::Millis kLastTries = 5'000;
}  // namespace

AsRunWriter::AsRunWriter(std::filesystem::path catalog) : path_(std::move(catalog)), thread_([this] { run(); }) {}

AsRunWriter::~AsRunWriter() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void AsRunWriter::aired(const model::AsRun& row) {
  {
    const std::lock_guard lock(mutex_);
    if (rows_.size() >= kMostRows) {
      rows_.pop_front();
      ++dropped_;
    }
    rows_.push_back(row);
  }
  wake_.notify_one();
}

void AsRunWriter::run() {
  using namespace std::chrono_literals;
  std::unique_ptr<catalog::Catalog> catalog;
  std::unique_lock lock(mutex_);
  base::Millis give_up = 0;
  bool failed = false;
  for (;;) {
    if (failed) wake_.wait_for(lock, 200ms);
    else wake_.wait(lock, [this] { return ending_ || !rows_.empty(); });
    if (ending_ && give_up == 0) give_up = base::steady_ms() + kLastTries;
    if (rows_.empty() || (ending_ && failed && base::steady_ms() > give_up)) break;
    const std::vector<model::AsRun> batch(rows_.begin(), rows_.end());
    const auto dropped_before = dropped_;
    lock.unlock();
    try {
      if (!catalog) catalog = std::make_unique<catalog::Catalog>(path_, catalog::Mode::write);
      catalog->transaction(false, [&] { catalog::append_as_run(*catalog, batch); });
      failed = false;
    } catch (const base::Error& error) {
      if (!failed) base::log(base::LogLevel::warning, "air", "as-run rows wait: {}", error.message());
      failed = true;
      catalog.reset();
    }
    lock.lock();
    if (failed) continue;
    // What was dropped meanwhile was part of the batch.
    const auto gone = std::min<std::size_t>(batch.size(), dropped_ - dropped_before);
    rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(batch.size() - gone));
  }
  if (!rows_.empty() || dropped_ > 0)
    base::log(base::LogLevel::error, "air", "{} as-run rows could not be written", rows_.size() + dropped_);
}

}  // namespace retrovue::station
