#pragma once
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "catalog/air_hours.h"
#include "catalog/catalog.h"
#include "model/plan.h"
#include "playout/air.h"

namespace retrovue::station {

// Writes as-run rows, and what channels count, on a thread of its own, many in one transaction. The air never waits for it: while the catalog
// is busy, full or away, rows are kept (the newest 100,000) and tried again. The first time it also writes the rows of
// what was on air when another program was killed.
class AsRunWriter final : public playout::AsRunLog {
 public:
  explicit AsRunWriter(std::filesystem::path catalog);
  // Tries for at most five seconds to write what is left, then says in the log what is lost.
  ~AsRunWriter() override;
  void aired(const model::AsRun& row) override;
  void airing(const model::AsRun& row) override;
  void counted(const catalog::AirHour& more);  // is added to the hour; must not block either
  struct State {
    std::size_t waiting = 0, dropped = 0;  // rows; dropped: since there were too many
    base::Millis failing = 0;              // nothing could be written for so long; 0: all is well
  };
  State state();

 private:
  void run();
  using Hours = std::map<std::pair<model::Millis, model::Id>, catalog::AirHour>;
  void write(catalog::Catalog& catalog, const std::vector<model::AsRun>& rows, const std::map<model::Id, model::AsRun>& airing, const Hours& hours) const;
  const std::filesystem::path path_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<model::AsRun> rows_;
  std::map<model::Id, model::AsRun> airing_;  // by channel, what is not written yet
  Hours hours_;                               // by time, what is not written yet
  std::size_t dropped_ = 0;
  base::Millis failing_since_ = 0;  // steady
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace retrovue::station
