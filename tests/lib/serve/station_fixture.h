#pragma once
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <future>
#include <map>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/file.h"
#include "catalog/catalog.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "serve/site.h"

namespace retrovue::test {

constexpr model::Millis kNow = 1'763'683'200'000;  // 2025-11-21T00:00:00Z

// A channel whose pieces are pushed by the test. Lives on the loop's thread.
class FakeAir final : public playout::ChannelAir {
 public:
  struct Core {
    std::deque<playout::Bytes> pieces;                 // every one pushed, kept for all viewers
    bool stopped = false;
    int watching = 0;
    bool listed = false;  // somebody read its playlist, so it is on air
    int asked = 0;        // for its playlist, of whatever kind
    playout::InitSegment initial{};  // set: the segments are MP4
    std::map<std::size_t, std::function<void()>> waiting;
    std::size_t next_id = 0;
    void wake() {
      const auto all = std::exchange(waiting, {});
      for (const auto& [id, act] : all) act();
    }
  };
  class Viewer final : public playout::TsViewer {
   public:
    explicit Viewer(std::shared_ptr<Core> core) : core_(std::move(core)), id_(core_->next_id++) { ++core_->watching; }
    ~Viewer() override {
      --core_->watching;
      core_->waiting.erase(id_);
    }
    void next(std::function<void(playout::Bytes)> ready) override {
      if (at_ < core_->pieces.size()) return ready(core_->pieces[at_++]);
      if (core_->stopped) return ready(nullptr);
      core_->waiting[id_] = [this, ready = std::move(ready)] { next(ready); };
    }

   private:
    std::shared_ptr<Core> core_;
    std::size_t id_, at_ = 0;
  };

  std::shared_ptr<Core> core = std::make_shared<Core>();
  std::string list = "#EXTM3U\n#EXT-X-VERSION:3\n";

  std::unique_ptr<playout::TsViewer> watch() override { return std::make_unique<Viewer>(core); }
  void playlist(std::function<void(std::string)> ready, std::optional<playout::PlaylistForm> form) override {
    core->listed = true;
    ++core->asked;
    ready(form ? list + "# " + form->prefix + (form->subtitles ? " vtt\n" : " media\n") : list);
  }
  void subtitles(std::uint64_t number, const std::string& language, std::function<void(std::string, bool)> ready) override {
    ready(number == 7 ? "WEBVTT\n# " + language + "\n" : "", number == 7);
  }
  playout::Bytes side_sound(const std::string&, std::uint64_t) override { return nullptr; }
  std::string codec() const override { return "avc1.64001e"; }
  playout::Bytes segment(std::uint64_t number) override {
    return number == 7 ? std::make_shared<const std::vector<std::uint8_t>>(188, std::uint8_t{0x47}) : nullptr;
  }
  playout::InitSegment init() const override { return core->initial; }
  playout::AirStatus status() const override {
    playout::AirStatus s;
    s.on_air = core->watching > 0 || (core->listed && !core->stopped);
    s.viewers = core->watching;
    return s;
  }
  void recue() override {}
  void start() override {}
  void stop() override {
    core->stopped = true;
    core->wake();
  }
};

// A catalog with channels 5 and 6, a server on a free port, and its loop on a thread of its own.
class Station {
 public:
  template <typename F>
  auto on_loop(F act) {
    std::packaged_task<decltype(act())()> task{std::move(act)};
    auto result = task.get_future();
    boost::asio::post(loop, [&task] { task(); });
    return result.get();
  }

  explicit Station(serve::Limits limits = {}, int tuners = 2, std::string base_url = {}, std::vector<model::Profile> profiles = model::built_in_profiles()) {
    catalog::Catalog writer{db(), catalog::Mode::write};
    for (const int number : {5, 6, 7}) {
      model::Channel c;
      c.number = number;
      c.name = number == 5 ? "Retro <One>" : "Six";
      c.zone = "America/New_York";
      c.enabled = number != 7;
      c.id = catalog::save_channel(writer, c);
      channels.push_back(c);
    }
    plan("First plan");

    serve::SiteOptions options;
    options.catalog = db();
    options.clock = &clock;
    options.tuners = tuners;
    options.base_url = std::move(base_url);
    options.profiles = std::move(profiles);
    options.open_air = [this](const model::Channel& c, const std::string& rendition) {
      auto air = std::make_unique<FakeAir>();
      if (rendition == c.profile) airs[c.number] = air->core;
      else others[rendition] = air->core;
      return air;
    };
    options.state = [this] { return state; };
    site = std::make_unique<serve::Site>(loop, std::move(options));
    server = std::make_unique<serve::Server>(loop, "127.0.0.1", std::uint16_t{0}, limits, [this](const serve::Request& r, std::function<void(serve::Reply)> send) {
      site->answer(r, server->counts(), std::move(send));
    });
    port = server->port();
    thread = std::thread{[this] { loop.run(); }};
  }

  ~Station() {
    on_loop([this] {
      site->stop();
      server->stop();
    });
    guard.reset();
    thread.join();
    server.reset();
    site.reset();
  }

  std::filesystem::path db() const { return folder.path() / "station.db"; }

  // Replaces the day of channel 5 by half-hours of one item.
  void plan(const std::string& title) {
    catalog::Catalog writer{db(), catalog::Mode::write};
    std::vector<model::Slot> slots;
    std::vector<model::Event> events;
    const base::Rate rate{30000, 1001};
    for (int i = 0; i < 48; ++i) {
      model::Slot s;
      s.start = kNow - 3'600'000 + i * 1'800'000LL;
      s.end = s.start + 1'800'000;
      s.title = title;
      s.show = "Show";
      s.kind = model::ItemKind::episode;
      slots.push_back(s);
      model::Event e;
      e.slot_id = i;
      e.start_frame = model::frame_at(rate, s.start);
      e.frames = model::frame_at(rate, s.end) - e.start_frame;
      e.title = title;
      events.push_back(e);
    }
    writer.transaction(false, [&] { catalog::replace_plan(writer, channels[0].id, kNow - 86'400'000, kNow + 10 * 86'400'000LL, slots, events); });
  }

  void push(int channel, std::size_t packets) {
    on_loop([&] {
      auto piece = std::make_shared<const std::vector<std::uint8_t>>(188 * packets, std::uint8_t{0x47});
      airs.at(channel)->pieces.push_back(piece);
      airs.at(channel)->wake();
    });
  }
  int watching(int channel) {
    return on_loop([&] { return airs.contains(channel) ? airs.at(channel)->watching : 0; });
  }

  base::TempFolder folder;
  base::FixedClock clock{kNow};
  std::vector<model::Channel> channels;
  boost::asio::io_context loop;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard = boost::asio::make_work_guard(loop);
  std::map<int, std::shared_ptr<FakeAir::Core>> airs;
  std::map<std::string, std::shared_ptr<FakeAir::Core>> others;  // renditions, by their profile
  station::AirState state;  // of the loop's thread
  std::unique_ptr<serve::Site> site;
  std::unique_ptr<serve::Server> server;
  std::uint16_t port = 0;
  std::thread thread;
};

}  // namespace retrovue::test
