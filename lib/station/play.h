#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/channel.h"
#include "playout/air.h"
#include "station/store.h"

namespace retrovue::station {

// What to play where. Times are on the air clock, which starts at `at`, else at `now`.
struct PlayRequest {
  std::string output = "-";             // see OutputWish
  std::string origin_secret;
  base::Millis now = 0;
  std::optional<base::Millis> at, duration;
};

// Throws Error(unreachable) when ffmpeg is not in PATH.
void need_ffmpeg();

struct PlayReport {
  base::Millis from = 0;                // air time of the first frame asked for
  std::int64_t frames = 0;              // given out
  std::int64_t bytes = 0;
  int signal = 0;                       // what ended it; 0: its own end
  playout::AirStatus status;            // restarts, late frames, chunks
};

// Puts a planned channel on air until the duration is over, its reader is gone, or SIGINT or SIGTERM comes; then the
// stream ends on a closed unit. Throws Error.
PlayReport play_channel(const std::filesystem::path& catalog, std::vector<model::Profile> profiles, const model::Channel& channel,
                        const StoreWish& store, const PlayRequest& request);

struct PlayItem {
  model::Id item = 0;
  base::Millis in = 0;
  std::optional<base::Millis> out;      // of the item; its end
  std::int64_t loops = 1;               // times to show it, one after another without a break; 0 = without end
};
// Plays one item, without a plan and without as-run rows.
PlayReport play_item(catalog::Catalog& catalog, const model::Profile& profile, const PlayItem& item, const PlayRequest& request);

}  // namespace retrovue::station
