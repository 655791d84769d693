#include "station/transmitter.h"

#include <utility>

#include "station/playlog.h"
#include "station/profiles.h"

namespace retrovue::station {
namespace {

// A channel on air together with the plan it reads.
class PlannedChannel final : public playout::ChannelAir {
 public:
  PlannedChannel(std::unique_ptr<CatalogPlaylog> playlog, std::unique_ptr<playout::ChannelAir> air)
      : playlog_(std::move(playlog)), air_(std::move(air)) {}
  std::unique_ptr<playout::TsViewer> watch() override { return air_->watch(); }
  void playlist(std::function<void(std::string)> ready) override { air_->playlist(std::move(ready)); }
  playout::Bytes segment(std::uint64_t number) override { return air_->segment(number); }
  playout::InitSegment init() const override { return air_->init(); }
  playout::AirStatus status() const override { return air_->status(); }
  void start() override { air_->start(); }
  void stop() override { air_->stop(); }

 private:
  std::unique_ptr<CatalogPlaylog> playlog_;
  std::unique_ptr<playout::ChannelAir> air_;
};

}  // namespace

Transmitter::Transmitter(boost::asio::io_context& loop, const std::filesystem::path& catalog, std::vector<model::Profile> profiles,
                         const base::Clock& clock, std::unique_ptr<playout::DiskStore> disk)
    : loop_(loop), plan_(catalog, catalog::Mode::read), profiles_(std::move(profiles)), clock_(clock), store_(loop, kStoreBytes, std::move(disk)),
      as_run_(catalog) {}

std::unique_ptr<playout::ChannelAir> Transmitter::channel(const model::Channel& channel, playout::AirOptions options) {
  options.profile = find_profile(profiles_, channel.profile);
  options.channel_id = channel.id;
  options.name = channel.name;
  options.clock = &clock_;
  auto playlog = std::make_unique<CatalogPlaylog>(plan_, channel.id, options.profile);
  auto& plan = *playlog;
  return std::make_unique<PlannedChannel>(std::move(playlog), make_channel_air(loop_, plan, as_run_, store_, std::move(options)));
}

}  // namespace retrovue::station
