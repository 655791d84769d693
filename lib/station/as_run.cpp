#include "station/as_run.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/process.h"
#include "catalog/catalog.h"
#include "catalog/on_air.h"
#include "catalog/plan.h"

namespace retrovue::station {
namespace {
constexpr std::size_t kMostRows = 100'000;
constexpr std::size_t kMostHours = 10'000;
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

void AsRunWriter::airing(const model::AsRun& row) {
  {
    const std::lock_guard lock(mutex_);
    airing_[row.channel_id] = row;
  }
  wake_.notify_one();
}

void AsRunWriter::counted(const catalog::AirHour& more) {
  {
    const std::lock_guard lock(mutex_);
    const auto [there, fresh] = hours_.emplace(std::pair{more.hour, more.channel_id}, more);
    if (!fresh) there->second.add(more);
    if (hours_.size() > kMostHours) hours_.erase(hours_.begin());
  }
  wake_.notify_one();
}

AsRunWriter::State AsRunWriter::state() {
  const std::lock_guard lock(mutex_);
  return {rows_.size(), dropped_, failing_since_ > 0 ? std::max<base::Millis>(1, base::steady_ms() - failing_since_) : 0};
}

void AsRunWriter::write(catalog::Catalog& catalog, const std::vector<model::AsRun>& rows, const std::map<model::Id, model::AsRun>& airing, const Hours& hours) const {
  if (rows.empty() && airing.empty() && hours.empty()) return;
  std::vector<catalog::AirHour> counts;
  for (const auto& [when, hour] : hours) counts.push_back(hour);
  static const auto program = base::process_identity();
  catalog.transaction(false, [&] {
    catalog::append_as_run(catalog, rows);
    for (const auto& row : rows) catalog::end_on_air(catalog, program, row);
    for (const auto& [channel, row] : airing) catalog::set_on_air(catalog, program, row);
    catalog::add_air_hours(catalog, counts);
  });
}

void AsRunWriter::run() {
  using namespace std::chrono_literals;
  std::unique_ptr<catalog::Catalog> catalog;
  std::unique_lock lock(mutex_);
  base::Millis give_up = 0;
  bool failed = false;
  for (;;) {
    if (failed) wake_.wait_for(lock, 200ms);
    else wake_.wait(lock, [&] { return ending_ || !rows_.empty() || !airing_.empty() || !hours_.empty() || !catalog; });
    if (ending_ && give_up == 0) give_up = base::steady_ms() + kLastTries;
    if ((ending_ && rows_.empty() && airing_.empty() && hours_.empty()) || (ending_ && failed && base::steady_ms() > give_up)) break;
    const std::vector<model::AsRun> batch(rows_.begin(), rows_.end());
    const auto airing = std::exchange(airing_, {});
    const auto hours = std::exchange(hours_, {});
    const auto dropped_before = dropped_;
    lock.unlock();
    try {
      if (!catalog) {
        catalog = std::make_unique<catalog::Catalog>(path_, catalog::Mode::write);
        catalog::close_on_air(*catalog, base::process_runs, "the program was killed in the middle of it");
      }
      write(*catalog, batch, airing, hours);
      failed = false;
    } catch (const base::Error& error) {
      if (!failed) base::log(base::LogLevel::warning, "air", "as-run rows wait: {}", error.message());
      failed = true;
      catalog.reset();
    }
    lock.lock();
    if (!failed) failing_since_ = 0;
    else if (failing_since_ == 0) failing_since_ = base::steady_ms();
    if (failed) {
      airing_.insert(airing.begin(), airing.end());  // but what is newer
      for (const auto& [when, hour] : hours)
        if (const auto [there, fresh] = hours_.emplace(when, hour); !fresh) there->second.add(hour);
      continue;
    }
    // What was dropped meanwhile was part of the batch.
    const auto gone = std::min<std::size_t>(batch.size(), dropped_ - dropped_before);
    rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(batch.size() - gone));
  }
  if (!rows_.empty() || dropped_ > 0)
    base::log(base::LogLevel::error, "air", "{} as-run rows could not be written", rows_.size() + dropped_);
  if (!hours_.empty()) base::log(base::LogLevel::error, "air", "what channels counted in {} hours could not be written", hours_.size());
}

}  // namespace retrovue::station
