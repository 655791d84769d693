// A day of three channels in some minutes: the real air over a real catalog, as fast as it goes, and what came out looked at
// packet by packet. Nothing is encoded: every chunk is in the store, and the `ffmpeg` in PATH stands in for the sound alone.
//   soak_day CATALOG SETTINGS STORE END...
// END: a channel's frame behind its last, for each in the order of their numbers; all begin at their first event.
// A JSON line for each hour of air and for each channel at its end.
#include <fmt/format.h>
#include <signal.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <queue>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/toml.h"
#include "catalog/catalog.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "lib/playout/ts_reader.h"
#include "playout/air.h"
#include "station/profiles.h"
#include "station/transmitter.h"

using namespace retrovue;

namespace {

constexpr std::int64_t kTicks = 90'000, kSound = 1920;  // of 90 kHz; of one AAC frame
constexpr std::size_t kSoundBytes = 13;                 // of the one frame that the stand-in gives
constexpr std::uint64_t kWrap = std::uint64_t{1} << 33;

void say(base::JsonWriter& json) {
  const auto text = json.end().take() + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

// Stands where the air of the channels has got to.
class AirClock final : public base::Clock {
 public:
  explicit AirClock(base::Millis at) : at_(at) {}
  base::Millis now() const override { return at_; }
  void reach(base::Millis at) { at_ = std::max(at_, at); }

 private:
  base::Millis at_;
};

// Every packet of a channel: continuity, and each picture's and sound's stamp as the clock alone says it must be.
class Witness {
 public:
  Witness(base::Rate rate, std::int64_t first) : rate_(rate), first_(first) {}

  void take(const std::vector<std::uint8_t>& bytes) {
    for (const auto& packet : playout::testing::packets_of(bytes)) {
      auto& [seen, counter] = counters_[packet.pid];
      if (seen && packet.counter != ((counter + (packet.payload ? 1 : 0)) & 15)) ++continuity_;
      seen = true;
      counter = packet.counter;
      discontinuities_ += packet.announced;
      if (packet.pid == 0x100 && packet.start) picture(*packet.pts, *packet.dts);
      if (packet.pid == 0x101) sound(packet);
    }
  }

  void finish() {
    while (!shown_.empty()) show();
    close_sound();
  }
  std::int64_t pictures() const { return pictures_; }

  void tell(base::JsonWriter& json) const {
    json.field("pictures", pictures_).field("wrong_pictures", wrong_pictures_).field("sounds", sounds_).field("wrong_sounds", wrong_sounds_);
    json.field("continuity", continuity_).field("discontinuities", discontinuities_);
    // How far the end of the sound lies behind the end of the pictures, less than a frame of sound when nothing drifts.
    const auto end = static_cast<std::uint64_t>(ticks(first_ + pictures_)), heard = first_sound_ + static_cast<std::uint64_t>(sounds_ * kSound);
    json.field("drift_ticks", static_cast<std::int64_t>((end - heard + kWrap / 2) % kWrap) - static_cast<std::int64_t>(kWrap / 2));
  }

 private:
  std::int64_t ticks(std::int64_t frame) const { return (2 * frame * kTicks * rate_.den + rate_.num) / (2 * rate_.num); }

  // In order of time: what is to be decoded now was all that comes before it.
  void picture(std::uint64_t pts, std::uint64_t dts) {
    shown_.push((pts - dts + kWrap) % kWrap + total_dts(dts));
    while (!shown_.empty() && shown_.top() <= total_dts(dts)) show();
  }
  std::uint64_t total_dts(std::uint64_t dts) {
    if (dts_ && dts % kWrap < *dts_ % kWrap && *dts_ % kWrap - dts > kWrap / 2) turns_ += kWrap;
    dts_ = dts;
    return turns_ + dts;
  }
  void show() {
    const auto want = static_cast<std::uint64_t>(ticks(first_ + pictures_)) % kWrap;
    if (shown_.top() % kWrap != want) ++wrong_pictures_;
    ++pictures_;
    shown_.pop();
  }

  void sound(const playout::testing::Packet& packet) {
    if (packet.start) {
      close_sound();
      const auto pts = *packet.pts;
      if (sounds_ == 0) first_sound_ = pts;
      // The first whole frame of sound on the station's grid, and one after another from there.
      if (pts != (first_sound_ + static_cast<std::uint64_t>(sounds_) * kSound) % kWrap) ++wrong_sounds_;
    }
    bytes_ += packet.payload_bytes;
  }
  void close_sound() {
    sounds_ += static_cast<std::int64_t>(bytes_ / kSoundBytes);
    if (bytes_ % kSoundBytes) ++wrong_sounds_;
    bytes_ = 0;
  }

  base::Rate rate_;
  std::int64_t first_;
  std::map<int, std::pair<bool, int>> counters_;
  std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, std::greater<>> shown_;
  std::optional<std::uint64_t> dts_;
  std::uint64_t turns_ = 0, first_sound_ = 0;
  std::int64_t pictures_ = 0, wrong_pictures_ = 0, sounds_ = 0, wrong_sounds_ = 0, continuity_ = 0, discontinuities_ = 0;
  std::size_t bytes_ = 0;
};

struct Day {
  model::Channel channel;
  base::Rate rate;
  std::int64_t first = 0, end = 0;
  Witness witness;
  std::unique_ptr<playout::ChannelAir> air;
  std::int64_t hour = 0;
  bool over = false;
};

std::int64_t resident_kb() {
  const auto text = base::read_file("/proc/self/status", 1 << 16);
  return std::atoll(text.c_str() + text.find("VmRSS:") + 6);
}

void tell_hour(const Day& day) {
  namespace fs = std::filesystem;
  const auto entries = [](const char* folder) { return std::distance(fs::directory_iterator(folder), fs::directory_iterator()); };
  base::JsonWriter json;
  json.object().field("channel", day.channel.number).field("hour", day.hour).field("resident_kb", resident_kb());
  json.field("descriptors", entries("/proc/self/fd")).field("threads", entries("/proc/self/task"));
  say(json);
}

void tell_end(const Day& day) {
  const auto status = day.air->status();
  base::JsonWriter json;
  json.object().field("channel", day.channel.number).field("end", true);
  day.witness.tell(json);
  json.field("encoded", static_cast<std::int64_t>(status.chunks_encoded)).field("reused", static_cast<std::int64_t>(status.chunks_reused));
  json.field("restarts", static_cast<std::int64_t>(status.restarts)).field("late", static_cast<std::int64_t>(status.late_frames));
  say(json);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  ::signal(SIGPIPE, SIG_IGN);
  base::set_log({base::LogLevel::warning, false, 2});
  const std::filesystem::path path = argv[1], store = argv[3];
  const auto profiles = station::profiles(base::Toml::parse(base::read_file(argv[2], 1 << 20), argv[2]));

  boost::asio::io_context loop(1);
  AirClock clock(0);
  station::StationTime time(clock);
  station::Transmitter transmitter(loop, path, profiles, time, std::make_unique<playout::DiskStore>(store, std::int64_t{20'000'000'000}));
  std::vector<std::unique_ptr<Day>> days;
  {
    catalog::Catalog catalog(path, catalog::Mode::read);
    const auto channels = catalog::channels(catalog);
    for (std::size_t i = 0; i < channels.size() && static_cast<int>(i) + 4 < argc; ++i) {
      const auto rate = station::find_profile(profiles, channels[i].profile).rate;
      const auto end = std::atoll(argv[i + 4]);
      const auto first = catalog::events(catalog, channels[i].id, 0, end).front().start_frame;
      clock.reach(model::frame_start(rate, first));
      days.push_back(std::make_unique<Day>(Day{channels[i], rate, first, end, Witness(rate, first), nullptr}));
    }
  }
  for (auto& one : days) {
    auto* day = one.get();
    playout::AirOptions options;
    options.fast = true;
    options.start_frame = day->first;
    options.end_frame = day->end;
    options.on_bytes = [day, &clock](const playout::Bytes& bytes) {
      day->witness.take(*bytes);
      const auto aired = day->witness.pictures() * day->rate.den * 1000 / day->rate.num;
      clock.reach(model::frame_start(day->rate, day->first + day->witness.pictures()));
      if (aired / 3'600'000 == day->hour) return;
      day->hour = aired / 3'600'000;
      tell_hour(*day);
    };
    options.on_end = [day, &days, &loop] {
      day->over = true;
      day->witness.finish();
      tell_end(*day);
      if (std::all_of(days.begin(), days.end(), [](const auto& other) { return other->over; })) loop.stop();
    };
    day->air = transmitter.channel(day->channel, std::move(options));
    day->air->start();
  }
  loop.run();
  days.clear();
  return 0;
}
