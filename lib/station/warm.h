#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/warmed.h"
#include "model/channel.h"
#include "model/profile.h"
#include "station/store.h"

namespace retrovue::station {

// Encoding ahead of time what the stored plans will air, into the chunk store.
struct WarmWish {
  std::vector<model::Channel> channels;
  std::vector<model::Profile> profiles;
  StoreWish store;
  base::Millis from = 0, to = 0;         // air time; events that begin before `from` and last into it count
  int jobs = 1;                          // encoders at once
  base::Millis until = 0;                // on `clock`: starts no event after it and leaves those under way; 0 = never
  const base::Clock* clock = nullptr;    // must outlive the call
  std::int64_t shard = 1, shards = 1;    // this run's share: every event belongs to one shard, whoever asks
  bool dry_run = false;
  std::function<void(std::int64_t done, std::int64_t of, const std::string& title)> progress{};
};

struct WarmFault {
  std::string title, text;
};
struct WarmReport {
  std::int64_t events = 0;          // unlike ones in this shard: what airs twice counts once
  std::int64_t kept = 0;            // of them, whole in the store before
  std::int64_t chunks = 0;          // to be encoded, or under dry_run what would be
  std::int64_t encoded = 0;         // chunks
  std::int64_t left = 0;            // events not begun or not finished when time was up or a signal came
  std::vector<WarmFault> faults;
  std::vector<catalog::Warmed> whole;  // events all of whose chunks are there now; not under dry_run
  int signal = 0;                   // SIGINT or SIGTERM ended it; what was encoded is kept
};

// Chunks that are there are not encoded again, so that a run that was stopped goes on where it was, and runs on several
// machines can share a folder. Throws Error(unreachable) without ffmpeg, Error(failed) when the store cannot be written,
// Error(usage) when the settings keep nothing.
WarmReport warm(catalog::Catalog& catalog, const WarmWish& wish);

// Writes down what a run warmed and forgets what the store has no more.
void record_warmed(catalog::Catalog& catalog, playout::DiskStore& disk, std::vector<catalog::Warmed> events, model::Millis now);
// Of what was written down: whether all of it is there.
bool still_there(playout::DiskStore& disk, const catalog::Warmed& event);

}  // namespace retrovue::station
