#include "station/transmitter.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "catalog/alerts.h"
#include "station/air_tally.h"
#include "station/alerts.h"
#include "station/playlog.h"
#include "station/profiles.h"

namespace retrovue::station {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::milliseconds kListen{100}, kLookAtClock{500};
constexpr base::Millis kCountEvery = 60'000;

}  // namespace

// Looks ten times a second whether somebody wrote into the catalog, as long as a channel is on air; and adds to the hour what
// channels count, about once a minute and as they go off the air.
struct Transmitter::Ear : std::enable_shared_from_this<Transmitter::Ear> {
  class Channel;
  Ear(asio::io_context& loop, catalog::Catalog& c, StationTime& t, AsRunWriter& w) : catalog(c), time(t), writer(w), timer(loop), clock_timer(loop) {}

  void wake(Channel& channel);
  void listen();
  void look();
  void keep_time();
  void tell(Channel& channel);
  void count(bool all);
  model::Millis this_hour() const { return time.now() / catalog::kAirHour * catalog::kAirHour; }

  catalog::Catalog& catalog;
  StationTime& time;
  AsRunWriter& writer;
  asio::steady_timer timer, clock_timer;
  std::set<Channel*> channels{};
  std::int64_t version = 0;
  model::Millis hour = 0;       // that is counted into
  base::Millis counted_at = 0;  // steady
  bool awake = false, failed = false;
};

// A channel on air together with the plan it reads.
class Transmitter::Ear::Channel final : public playout::ChannelAir {
 public:
  Channel(std::shared_ptr<Ear> ear, const model::Channel& channel, const model::Profile& profile, std::shared_ptr<Ladder> ladder)
      : id_(channel.id), rate_(profile.rate), ear_(std::move(ear)), plan_(ear_->catalog, channel.id, profile, channel.audio), alerts_(plan_, channel.id, profile),
        timed_(alerts_, ear_->time, profile.rate) {
    if (ladder) member_ = std::make_unique<Ladder::Member>(std::move(ladder));
    ear_->channels.insert(this);
  }
  ~Channel() override {
    count();
    ear_->channels.erase(this);
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  playout::Playlog& playlog() { return timed_; }
  // Somebody wrote into the catalog: true when something else is to be on air.
  bool take(std::vector<model::Alert> alerts, model::Millis now) {
    const auto frame = air_->status().frame;
    const bool drawn = plan_.redrawn(frame + ear_->time.step(rate_, frame));
    return alerts_.take(std::move(alerts), now) || drawn;
  }
  void go(std::unique_ptr<playout::ChannelAir> air) {
    air_ = std::move(air);
    if (member_) member_->on_air = [this] { return air_ && air_->status().on_air; };
  }
  Ladder::Member* member() { return member_.get(); }
  model::Id id() const { return id_; }
  // False when it is off the air.
  bool see() {
    const auto now = air_->status();
    tally_.see(now.viewers);
    return now.on_air;
  }
  void count() {
    if (!air_) return;
    auto made = tally_.cut(air_->status());
    if (made.empty()) return;
    made.channel_id = id_;
    made.hour = ear_->hour;
    ear_->writer.counted(made);
  }

  std::unique_ptr<playout::TsViewer> watch() override {
    ear_->wake(*this);
    return air_->watch();
  }
  void playlist(std::function<void(std::string)> ready, std::optional<playout::PlaylistForm> form) override {
    ear_->wake(*this);
    air_->playlist(std::move(ready), std::move(form));
  }
  void subtitles(std::uint64_t number, const std::string& language, std::function<void(std::string, bool)> ready) override {
    air_->subtitles(number, language, std::move(ready));
  }
  playout::Bytes side_sound(const std::string& language, std::uint64_t number) override { return air_->side_sound(language, number); }
  std::string codec() const override { return air_->codec(); }
  playout::Bytes segment(std::uint64_t number) override { return air_->segment(number); }
  playout::InitSegment init() const override { return air_->init(); }
  playout::AirStatus status() const override { return air_->status(); }
  void recue() override { air_->recue(); }
  void start() override {
    ear_->wake(*this);
    air_->start();
  }
  void stop() override { air_->stop(); }

 private:
  model::Id id_;
  base::Rate rate_;
  std::shared_ptr<Ear> ear_;
  CatalogPlaylog plan_;
  AlertPlaylog alerts_;
  TimedPlaylog timed_;
  AirTally tally_;
  std::unique_ptr<Ladder::Member> member_;    // null: the only rendition
  std::unique_ptr<playout::ChannelAir> air_;  // goes first
};

// Before a channel goes on air, so that it begins with the alerts there are.
void Transmitter::Ear::wake(Channel& channel) {
  if (channel.status().on_air) return;
  if (channel.member()) channel.member()->begins();
  try {
    tell(channel);
  } catch (const base::Error& error) {
    base::log(base::LogLevel::warning, "air", "alerts cannot be read: {}", error.message());
  }
  if (std::exchange(awake, true)) return;
  version = 0;
  hour = this_hour();
  counted_at = base::steady_ms();
  listen();
}

void Transmitter::Ear::listen() {
  timer.expires_after(kListen);
  timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || !self) return;
    self->look();
    self->awake = false;
    for (auto* channel : self->channels) self->awake = channel->see() || self->awake;
    self->count(!self->awake);
    if (self->awake) self->listen();
  });
}

void Transmitter::Ear::count(bool all) {
  const auto now = base::steady_ms();
  const auto next = this_hour();
  if (!all && next == hour && now - counted_at < kCountEvery) return;
  counted_at = now;
  for (auto* channel : channels) channel->count();
  hour = next;
}

void Transmitter::Ear::look() {
  try {
    const auto now = catalog::data_version(catalog);
    if (now == version) return;
    for (auto* channel : channels) tell(*channel);
    version = now;
    failed = false;
  } catch (const base::Error& error) {
    if (!failed) base::log(base::LogLevel::warning, "air", "alerts cannot be read: {}", error.message());
    failed = true;
  }
}

void Transmitter::Ear::tell(Channel& channel) {
  const auto now = time.now();
  if (channel.take(catalog::alerts(catalog, now, channel.id()), now)) channel.recue();
}

void Transmitter::Ear::keep_time() {
  clock_timer.expires_after(kLookAtClock);
  clock_timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || !self) return;
    self->keep_time();
    const auto step = self->time.look();
    if (!step) return;
    base::log(base::LogLevel::warning, "air", "{}; the channels go over to what is planned now", *step);
    for (auto* channel : self->channels) channel->recue();
  });
}

Transmitter::Transmitter(asio::io_context& loop, const std::filesystem::path& catalog, std::vector<model::Profile> profiles,
                         StationTime& time, std::unique_ptr<playout::DiskStore> disk, std::filesystem::path cues)
    : loop_(loop), plan_(catalog, catalog::Mode::read), profiles_(std::move(profiles)), time_(time), store_(loop, kStoreBytes, std::move(disk)), cues_(loop, std::move(cues)),
      starts_(std::make_shared<playout::StartQueue>(loop)), as_run_(catalog), ear_(std::make_shared<Ear>(loop, plan_, time, as_run_)) {
  if (time.follows()) ear_->keep_time();
}

Transmitter::~Transmitter() = default;

AirState Transmitter::state() { return {as_run_.state(), store_.state(), starts_->waiting(), time_.problem()}; }

TimedLog& Transmitter::log(const base::Rate& rate) { return logs_.try_emplace({rate.num, rate.den}, as_run_, time_, rate).first->second; }

std::unique_ptr<playout::ChannelAir> Transmitter::channel(const model::Channel& channel, playout::AirOptions options) {
  return make(channel, find_profile(profiles_, channel.profile), std::move(options), nullptr);
}

std::unique_ptr<playout::ChannelAir> Transmitter::rendition(const model::Channel& channel, const std::string& name, playout::AirOptions options) {
  const auto own = find_profile(profiles_, channel.profile);
  if (own.renditions.empty() && name == own.name) return make(channel, own, std::move(options), nullptr);
  auto& known = ladders_[channel.id];
  auto shared = known.lock();
  if (!shared) known = shared = std::make_shared<Ladder>(log(own.rate), own.rate);
  options.book = shared->book();
  return make(channel, find_profile(ladder(profiles_, own), name), std::move(options), std::move(shared));
}

std::unique_ptr<playout::ChannelAir> Transmitter::make(const model::Channel& channel, const model::Profile& profile, playout::AirOptions options,
                                                       std::shared_ptr<Ladder> ladder) {
  options.profile = profile;
  options.channel_id = channel.id;
  options.name = channel.name;
  options.clock = &time_.air();
  options.date = [this, rate = profile.rate](std::int64_t frame) { return model::frame_start(rate, frame + time_.step(rate, frame)); };
  options.audio = channel.audio;
  options.subtitles = channel.subtitles;
  if (!channel.subtitles.empty()) options.cues = &cues_;
  options.limits = channel.limits;
  options.starts = starts_;
  auto made = std::make_unique<Ear::Channel>(ear_, channel, options.profile, std::move(ladder));
  auto& playlog = made->playlog();
  playout::AsRunLog& told = made->member() ? static_cast<playout::AsRunLog&>(*made->member()) : log(profile.rate);
  made->go(make_channel_air(loop_, playlog, told, store_, std::move(options)));
  return made;
}

}  // namespace retrovue::station
