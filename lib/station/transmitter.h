#pragma once
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "model/channel.h"
#include "playout/air.h"
#include "playout/cue_store.h"
#include "playout/tiered_store.h"
#include "station/as_run.h"
#include "station/health.h"
#include "station/ladder.h"
#include "station/station_time.h"

namespace retrovue::station {

// What all channels on air of one process share: the catalog, the chunks, the as-run log, the time, and an ear for
// alerts that other processes send while one of them is on air.
// Lives on the loop's thread and must outlive the channels it made.
class Transmitter {
 public:
  static constexpr std::size_t kStoreBytes = 256u << 20;  // in memory

  // time: must outlive this. disk: where chunks are kept beyond that; may be null. cues: a folder for the subtitles that were
  // read, empty: none is kept. While time follows the machine's clock the loop never runs out of work. Throws as Catalog.
  Transmitter(boost::asio::io_context& loop, const std::filesystem::path& catalog, std::vector<model::Profile> profiles,
              StationTime& time, std::unique_ptr<playout::DiskStore> disk = nullptr, std::filesystem::path cues = {});
  ~Transmitter();

  // A channel with its stored plan, not yet on air. options: lead, idle time and outputs; profile, id, name and clock
  // are filled in here. Throws Error(not_found) when its profile is unknown.
  std::unique_ptr<playout::ChannelAir> channel(const model::Channel& channel, playout::AirOptions options = {});
  // One of the renditions of its profile, in step with the others made here; the profile's own name is the channel's own.
  // They write one as-run log between them. Throws Error(not_found) when it is none of them.
  std::unique_ptr<playout::ChannelAir> rendition(const model::Channel& channel, const std::string& name, playout::AirOptions options = {});
  AirState state();  // how what its channels share is

 private:
  struct Ear;
  TimedLog& log(const base::Rate& rate);
  std::unique_ptr<playout::ChannelAir> make(const model::Channel& channel, const model::Profile& profile, playout::AirOptions options, std::shared_ptr<Ladder> ladder);
  boost::asio::io_context& loop_;
  catalog::Catalog plan_;
  std::vector<model::Profile> profiles_;
  StationTime& time_;
  playout::TieredStore store_;
  playout::CueStore cues_;
  std::shared_ptr<playout::StartQueue> starts_;
  AsRunWriter as_run_;
  std::map<std::pair<std::int64_t, std::int64_t>, TimedLog> logs_;  // by frame rate
  std::shared_ptr<Ear> ear_;
  std::map<model::Id, std::weak_ptr<Ladder>> ladders_;  // of channels with renditions
};

}  // namespace retrovue::station
