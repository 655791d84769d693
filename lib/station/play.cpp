#include "station/play.h"

#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>

#include "base/error.h"
#include "base/log.h"
#include "base/process.h"
#include "base/text.h"
#include "catalog/items.h"
#include "playout/memory_store.h"
#include "station/hls_output.h"
#include "station/outputs.h"
#include "station/playlog.h"
#include "station/profiles.h"
#include "station/transmitter.h"

namespace retrovue::station {
namespace {

namespace asio = boost::asio;
// rendition: of those an output was asked for, the first is the channel itself.
using MakeAir = std::function<std::unique_ptr<playout::ChannelAir>(std::size_t rendition, playout::AirOptions)>;

// The same for channels and items: outputs, a clock's frames, a way to end.
class Playing {
 public:
  Playing(asio::io_context& loop, const PlayRequest& request, const base::Rate& rate, const HlsShape& shape = {})
      : loop_(loop), signals_(loop, SIGINT, SIGTERM), outputs_(open_outputs(loop, {request.output, request.origin_secret, request.now}, shape)) {
    report_.from = request.at.value_or(request.now);
    start_ = model::frame_at(rate, report_.from);
    if (request.duration) options_.end_frame = start_ + std::max<std::int64_t>(1, rate.count_of_ms(*request.duration));
    if (request.at) options_.start_frame = start_;
  }

  playout::AirOptions& options() { return options_; }
  std::int64_t start() const { return start_; }
  std::size_t outputs() const { return outputs_.size(); }

  PlayReport run(const MakeAir& make) {
    base::drop_what_log_cannot_take();
    const auto work = asio::make_work_guard(loop_);  // an output that sends elsewhere leaves the loop nothing to do as it ends
    // What the channel reads and writes was made after this object, so the channel ends here, also when it throws.
    const std::unique_ptr<Playing, void (*)(Playing*)> done{this, [](Playing* self) { self->airs_.clear(); }};
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      auto options = options_;
      outputs_[i]->prepare(options);
      if (options.fast) options.start_frame = start_;  // what it shows must not depend on when it was asked
      options.on_end = [this, i] { ended(i); };
      airs_.push_back(make(i, std::move(options)));
    }
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      report_.signal = number;
      end();
    });
    for (std::size_t i = 0; i < outputs_.size(); ++i) outputs_[i]->begin(*airs_[i], [this] { end(); });
    for (const auto& air : airs_) air->start();
    loop_.run();
    report_.status = airs_.front()->status();
    for (const auto& output : outputs_) report_.bytes += output->bytes();
    report_.frames = report_.status.frames;
    return report_;
  }

 private:
  void end() {
    if (ending_) return;
    ending_ = true;
    for (const auto& air : airs_) air->stop();
  }
  void ended(std::size_t one) {
    ending_ = true;
    outputs_[one]->finish([this] {
      if (++finished_ == outputs_.size()) loop_.stop();
    });
  }

  asio::io_context& loop_;
  asio::signal_set signals_;
  playout::AirOptions options_;
  std::int64_t start_ = 0;
  bool ending_ = false;
  std::size_t finished_ = 0;
  PlayReport report_;
  std::vector<std::unique_ptr<Output>> outputs_;
  std::vector<std::unique_ptr<playout::ChannelAir>> airs_;  // go first: their last bytes go into the outputs
};

// One item again and again.
class ItemPlaylog final : public playout::Playlog {
 public:
  ItemPlaylog(catalog::Catalog& catalog, const model::Profile& profile, model::Event first)
      : catalog_(catalog), profile_(profile), first_(std::move(first)) {}
  playout::AirEvent event_at(std::int64_t frame) override {
    auto event = first_;
    event.start_frame += (frame - first_.start_frame) / first_.frames * first_.frames;
    for (;;) {  // an item in parts is an event for each
      auto made = air_event(catalog_, event, profile_);
      if (frame < made.event.start_frame + made.event.frames) return made;
      event.start_frame += made.event.frames;
      event.in_frame += made.event.frames;
      event.frames -= made.event.frames;
    }
  }

 private:
  catalog::Catalog& catalog_;
  model::Profile profile_;
  model::Event first_;
};

class NoAsRun final : public playout::AsRunLog {
 public:
  void aired(const model::AsRun&) override {}
};

}  // namespace

void need_ffmpeg() {
  if (base::find_program("ffmpeg").empty())
    throw base::Error(base::ErrorKind::unreachable, "ffmpeg is not installed", "install the package ffmpeg and see that it is in PATH");
}

PlayReport play_channel(const std::filesystem::path& catalog, std::vector<model::Profile> profiles, const model::Channel& channel,
                        const StoreWish& store, const PlayRequest& request) {
  need_ffmpeg();
  asio::io_context loop(1);
  const playout::RunningClock clock(request.at.value_or(request.now));
  const base::SystemClock machine;
  // What begins at a given time or ends after one shows what was asked for, whatever is done to the clock meanwhile.
  StationTime time(clock, request.at || request.duration ? nullptr : &machine);
  const auto own = find_profile(profiles, channel.profile);
  const HlsShape shape{ladder(profiles, own), channel.audio, channel.subtitles};
  Playing playing(loop, request, own.rate, shape);
  Transmitter transmitter(loop, catalog, std::move(profiles), time, open_store_or_none(store));
  const bool in_step = playing.outputs() > 1;
  return playing.run([&](std::size_t one, playout::AirOptions options) {
    return in_step ? transmitter.rendition(channel, shape.ladder[one].name, std::move(options)) : transmitter.channel(channel, std::move(options));
  });
}

PlayReport play_item(catalog::Catalog& catalog, const model::Profile& profile, const PlayItem& wanted, const PlayRequest& request) {
  const auto item = catalog::item(catalog, wanted.item);
  if (!item) throw base::Error(base::ErrorKind::not_found, fmt::format("no item {}", wanted.item));
  const auto until = wanted.out.value_or(item->duration_ms);
  if (item->duration_ms <= 0)
    throw base::Error(base::ErrorKind::failed, fmt::format("the length of '{}' is not known", base::printable(item->title)), "run `retrovue validate` first");
  if (wanted.in >= until || until > item->duration_ms)
    throw base::Error(base::ErrorKind::usage, "the in-point must lie before the out-point, and both inside the item");

  need_ffmpeg();
  asio::io_context loop(1);
  const playout::RunningClock clock(request.at.value_or(request.now));
  Playing playing(loop, request, profile.rate);
  auto& options = playing.options();
  model::Event event;
  event.kind = model::EventKind::program;
  event.item_id = item->id;
  event.title = item->title;
  event.in_frame = profile.rate.count_of_ms(wanted.in);
  event.frames = std::max<std::int64_t>(1, profile.rate.count_of_ms(until) - event.in_frame);
  event.start_frame = playing.start();
  options.start_frame = playing.start();
  if (wanted.loops > 0) {
    const auto end = playing.start() + event.frames * wanted.loops;
    options.end_frame = std::min(options.end_frame.value_or(end), end);
  }
  options.profile = profile;
  options.name = item->title;
  options.clock = &clock;
  ItemPlaylog playlog(catalog, profile, std::move(event));
  NoAsRun as_run;
  playout::MemoryStore store(Transmitter::kStoreBytes);
  return playing.run([&](std::size_t, playout::AirOptions made) { return make_channel_air(loop, playlog, as_run, store, std::move(made)); });
}

}  // namespace retrovue::station
