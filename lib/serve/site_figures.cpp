#include <boost/asio/post.hpp>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "serve/site.h"
#include "station/sync_figures.h"

namespace retrovue::serve {
namespace {
constexpr base::Millis kLookEvery = 10'000;
}

// What was read last. Lives and dies on the loop.
struct Site::Syncs {
  std::optional<station::SyncFigures> last;  // none: nothing could be read yet
  bool asked = false;
  base::Millis next = 0;  // steady time of the next look
};

// A scrape never waits for the catalog: it tells what the worker read after an earlier one, or when the server started.
void Site::look_at_syncs() {
  if (!syncs_) syncs_ = std::make_shared<Syncs>();
  if (syncs_->asked || base::steady_ms() < syncs_->next) return;
  syncs_->asked = worker_->post([reader = reader_, kept = std::weak_ptr(syncs_), &loop = loop_] {
    std::optional<station::SyncFigures> read;
    try {
      read = station::sync_figures(reader->open());
    } catch (const std::exception& error) {
      base::log(base::LogLevel::warning, "serve", "the figures of syncs cannot be read: {}", error.what());
      reader->catalog.reset();
    }
    boost::asio::post(loop, [kept, read = std::move(read)]() mutable {
      const auto syncs = kept.lock();
      if (!syncs) return;
      syncs->asked = false;
      syncs->next = base::steady_ms() + kLookEvery;
      if (read) syncs->last = std::move(read);
    });
  });
}

void Site::sync_metrics(Metrics& m) {
  look_at_syncs();
  if (!syncs_->last) return;
  m.gauge("retrovue_sync_running", "1 while a sync runs").value({}, syncs_->last->running ? 1 : 0);
  const auto& scans = syncs_->last->scans;
  const auto each = [&](auto&& pick) {
    for (const auto& scan : scans) m.value({{"source", base::printable(scan.source)}}, pick(scan));
  };
  const auto seconds = [](base::Millis length) { return static_cast<double>(length) / 1000; };
  m.gauge("retrovue_scan_items", "Items that the last finished sync of the source looked at");
  each([](const station::SourceScan& scan) { return static_cast<double>(scan.items); });
  m.gauge("retrovue_scan_duration_seconds", "How long it took for them");
  each([&](const station::SourceScan& scan) { return seconds(scan.duration); });
  m.gauge("retrovue_scan_items_per_second", "Items that it looked at in a second");
  each([](const station::SourceScan& scan) { return scan.per_second(); });
  m.gauge("retrovue_scan_end_time_seconds", "When it ended (Unix time)");
  each([&](const station::SourceScan& scan) { return seconds(scan.ended); });
}

}  // namespace retrovue::serve
