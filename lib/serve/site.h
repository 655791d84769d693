#pragma once
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "catalog/catalog.h"
#include "model/channel.h"
#include "model/profile.h"
#include "playout/air.h"
#include "playout/playlist.h"
#include "serve/metrics.h"
#include "serve/server.h"
#include "serve/target.h"
#include "serve/tuner.h"
#include "serve/worker.h"
#include "station/health.h"

namespace retrovue::serve {

struct SiteOptions {
  std::filesystem::path catalog;
  const base::Clock* clock = nullptr;  // the station's
  std::string base_url;               // empty: from the Host field of each request
  int tuners = 8;                     // MPEG-TS viewers at once, over all channels
  std::vector<model::Profile> profiles = model::built_in_profiles();
  // Makes one rendition of a channel that can be watched, on the loop's thread; the profile's own name is the channel itself.
  std::function<std::unique_ptr<playout::ChannelAir>(const model::Channel&, const std::string& rendition)> open_air;
  std::function<station::AirState()> state;  // of what they share; empty: nobody knows
};

// What stands behind each address. Streams live on the loop; whatever reads hours of the plan runs on a worker
// with a catalog object of its own.
class Site {
 public:
  using Send = std::function<void(Reply)>;

  Site(boost::asio::io_context& loop, SiteOptions options);
  ~Site();
  // See serve::Answer. counts: of the server that calls.
  void answer(const Request& request, const ServerCounts& counts, Send send);
  void stop();  // takes every channel off the air on a closed unit

 private:
  struct OnAir {
    model::Channel channel;
    std::unique_ptr<playout::ChannelAir> air;
    std::int64_t turn = 0;     // of going on air, among all
    base::Millis watched = 0;  // when its pictures were asked for last
  };
  // Outlives the site as long as an act on the worker needs it.
  struct Reader {
    std::filesystem::path path;
    std::unique_ptr<catalog::Catalog> catalog;  // opened at first use, on the worker's thread
    catalog::Catalog& open();
  };
  class TsPieces;
  class GuidePieces;
  using Read = std::function<Reply(catalog::Catalog&)>;

  void route(const Request& request, const ServerCounts& counts, const Send& send);
  // site_air.cpp
  Reply ts(const Request& request, int number);
  void playlist(const Match& wanted, const Send& send);
  std::vector<std::string> sound_beside(const model::Channel& channel) const;  // languages of what is not in its segments
  std::string playlists(int number);  // of a channel with more than pictures and sound; empty: it is off the air
  std::string ladder_text(const model::Channel& channel, const std::vector<model::Profile>& ladder) const;
  std::vector<playout::Audio> tracks_of(const model::Channel& channel) const;  // of sound, in HLS, where there is a choice
  void watched(OnAir& one);  // its pictures are asked for now
  std::string speaker(int number) const;
  void cues(const Match& wanted, const Send& send);
  Reply segment(const Match& wanted);  // or its initialisation segment
  // Made when first asked for; null when there is no such channel. rendition: empty for the channel itself.
  OnAir* air(int number, const std::string& rendition = {});
  std::optional<model::Channel> channel(int number);
  std::string health_json(bool& well);
  std::string metrics_text(const ServerCounts& counts);
  // site_figures.cpp
  struct Syncs;
  void look_at_syncs();
  void sync_metrics(Metrics& metrics);
  // site_guide.cpp
  void api(const Target& target, const Match& match, const Send& send);
  void guide(const Request& request, const Target& target, const Send& send);
  void on_worker(Read read, const Send& send);

  std::string base_url(const Request& request) const;
  base::Rate rate(const model::Channel& channel) const;  // of its profile; throws Error(not_found)
  Tuner tuner(const Request& request);

  boost::asio::io_context& loop_;
  SiteOptions options_;
  base::Millis started_;
  std::unique_ptr<catalog::Catalog> plan_;  // the loop's own, for single rows
  std::string device_id_;
  std::map<std::pair<int, std::string>, OnAir> on_air_;  // the channel itself, then its other renditions
  std::int64_t turns_ = 0;
  std::shared_ptr<int> viewers_ = std::make_shared<int>(0);  // MPEG-TS
  std::shared_ptr<Reader> reader_;
  std::shared_ptr<Syncs> syncs_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace retrovue::serve
