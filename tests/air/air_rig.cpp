// A channel without a catalog: reads what is planned from a JSON file, puts it on air, and takes orders from stdin.
//   air_rig SPEC.json
// Orders, a line each: watch NAME FILE | leave NAME | playlist | segment N FILE | init FILE | status | stop
// Answers and as-run rows are JSON lines on stdout.
#include <signal.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "playout/air.h"
#include "playout/memory_store.h"
#include "playout/timeline.h"

using namespace retrovue;
namespace asio = boost::asio;

namespace {

void say(base::JsonWriter& json) {
  const auto text = json.end().take() + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int whole(const base::Json& json, std::string_view member, int otherwise) {
  return static_cast<int>(json[member].integer().value_or(otherwise));
}

// Paths come as hex, since they are bytes.
std::string bytes_of(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

playout::Clip clip_of(const base::Json& json) {
  playout::Clip clip;
  clip.path = bytes_of(json["path_hex"].text_or(""));
  clip.signature = json["signature"].text_or(json["path_hex"].text_or(""));
  clip.video_stream = whole(json, "video_stream", -1);
  clip.audio_stream = whole(json, "audio_stream", -1);
  for (std::size_t i = 0; i < json["more_audio"].size(); ++i) clip.more_audio.push_back(static_cast<int>(*json["more_audio"].at(i).integer()));
  clip.width = whole(json, "width", 0);
  clip.height = whole(json, "height", 0);
  clip.sar_num = whole(json, "sar_num", 1);
  clip.sar_den = whole(json, "sar_den", 1);
  if (const auto rate = json["rate"].text()) clip.rate = base::parse_rate(*rate);
  clip.interlaced = json["interlaced"].boolean().value_or(false);
  clip.hdr = json["hdr"].boolean().value_or(false);
  clip.matrix = json["matrix"].text_or("");
  clip.gain_mdb = whole(json, "gain_mdb", 0);
  return clip;
}

class ListPlaylog final : public playout::Playlog {
 public:
  ListPlaylog(const base::Json& spec, std::int64_t base) {
    std::int64_t at = base;
    const int rounds = whole(spec, "rounds", 1);
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t i = 0; i < spec["events"].size(); ++i) {
        const auto json = spec["events"].at(i);
        playout::AirEvent one;
        one.event.id = static_cast<model::Id>(events_.size() + 1);
        one.event.channel_id = 1;
        one.event.kind = model::from_text<model::EventKind>(json["kind"].text_or("program"));
        one.event.title = json["title"].text_or("");
        one.event.item_id = whole(json, "item", 0);
        one.event.in_frame = json["in_frame"].integer().value_or(0);
        one.event.start_frame = at;
        one.event.frames = *json["frames"].integer();
        at += one.event.frames;
        for (std::size_t k = 0; k < json["clips"].size(); ++k) one.clips.push_back(clip_of(json["clips"].at(k)));
        events_.push_back(std::move(one));
      }
    }
    if (spec["filler"].exists()) {
      filler_.clips.push_back(clip_of(spec["filler"]["clip"]));
      filler_.event.kind = model::EventKind::filler;
      filler_.event.title = "filler";
      filler_.event.frames = *spec["filler"]["frames"].integer();
    }
  }

  playout::AirEvent event_at(std::int64_t frame) override {
    for (const auto& one : events_)
      if (frame >= one.event.start_frame && frame < one.event.start_frame + one.event.frames) return one;
    playout::AirEvent slate;
    slate.event.kind = model::EventKind::slate;
    slate.event.title = "slate";
    slate.event.start_frame = frame;
    slate.event.frames = 600;
    return slate;
  }

  playout::AirEvent filler(std::int64_t, std::int64_t) override { return filler_; }

 private:
  std::vector<playout::AirEvent> events_;
  playout::AirEvent filler_;
};

class LineAsRun final : public playout::AsRunLog {
 public:
  void aired(const model::AsRun& row) override {
    base::JsonWriter json;
    json.object().field("event", row.event_id).field("kind", model::to_text(row.kind)).field("title", row.title);
    json.field("planned_start", row.planned_start).field("planned_frames", row.planned_frames);
    json.field("actual_start", row.actual_start).field("actual_frames", row.actual_frames);
    json.field("status", row.status).field("error", row.error);
    say(json);
  }
};

// One client: writes what it gets, and beside it when each piece came on the air clock.
struct Watcher {
  std::unique_ptr<playout::TsViewer> viewer;
  std::ofstream out, times;
  const base::Clock* clock = nullptr;
  void pull() {
    viewer->next([this](playout::Bytes piece) {
      if (!piece) {
        times << clock->now() << " end\n" << std::flush;
        return;
      }
      out.write(reinterpret_cast<const char*>(piece->data()), static_cast<std::streamsize>(piece->size()));
      out.flush();
      times << clock->now() << ' ' << piece->size() << '\n' << std::flush;
      pull();
    });
  }
};

bool stopping = false;

struct Rig {
  asio::io_context& loop;
  playout::ChannelAir& air;
  const base::Clock& clock;
  std::map<std::string, std::unique_ptr<Watcher>> watchers;
  asio::posix::stream_descriptor input;
  asio::streambuf lines{};

  void listen() {
    asio::async_read_until(input, lines, '\n', [this](const boost::system::error_code& error, std::size_t) {
      if (error) return loop.stop();
      std::istream stream(&lines);
      std::string line;
      std::getline(stream, line);
      obey(line);
      if (!loop.stopped()) listen();
    });
  }

  void obey(const std::string& line) {
    std::istringstream words(line);
    std::string word, name, file;
    words >> word >> name >> file;
    base::JsonWriter json;
    json.object();
    if (word == "watch") {
      auto watcher = std::make_unique<Watcher>();
      watcher->out.open(file, std::ios::binary);
      watcher->times.open(file + ".times");
      watcher->clock = &clock;
      watcher->times << clock.now() << " joined\n";
      watcher->viewer = air.watch();
      watcher->pull();
      watchers[name] = std::move(watcher);
      return;
    }
    if (word == "leave") {
      watchers.erase(name);
      return;
    }
    if (word == "playlist") {
      const auto asked = clock.now();
      air.playlist([asked, this](const std::string& text) {
        base::JsonWriter answer;
        answer.object().field("playlist", text).field("waited_ms", clock.now() - asked);
        say(answer);
      });
      return;
    }
    if (word == "segment") {
      const auto bytes = air.segment(std::stoull(name));
      if (bytes) std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(bytes->data()), static_cast<std::streamsize>(bytes->size()));
      json.field("segment", bytes != nullptr);
      return say(json);
    }
    if (word == "init") {
      const auto init = air.init();
      if (init.bytes) std::ofstream(name, std::ios::binary).write(reinterpret_cast<const char*>(init.bytes->data()), static_cast<std::streamsize>(init.bytes->size()));
      json.text_or_null("init", init.bytes ? init.name() : "");
      return say(json);
    }
    if (word == "status") {
      const auto status = air.status();
      json.field("on_air", status.on_air).field("frame", status.frame).field("event", status.event.id);
      json.field("produced", status.produced_frames).field("published", status.published_frames);
      json.field("viewers", status.viewers).field("children", status.children).field("clock", clock.now());
      json.field("restarts", static_cast<std::int64_t>(status.restarts)).field("late", static_cast<std::int64_t>(status.late_frames));
      json.field("encoded", static_cast<std::int64_t>(status.chunks_encoded)).field("reused", static_cast<std::int64_t>(status.chunks_reused));
      json.field("degraded", status.degraded).field("downs", static_cast<std::int64_t>(status.steps_down));
      json.field("ups", static_cast<std::int64_t>(status.steps_up)).field("overruns", static_cast<std::int64_t>(status.overruns));
      return say(json);
    }
    if (word == "stop") {
      stopping = true;
      if (!air.status().on_air) return loop.stop();
      return air.stop();
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  ::signal(SIGPIPE, SIG_IGN);
  const auto spec = base::Json::parse(base::read_file(argv[1], 16 << 20));
  base::set_log({base::LogLevel::warning, false, 2});

  playout::AirOptions options;
  for (const auto& profile : model::built_in_profiles())
    if (profile.name == spec["profile"].text_or("sd")) options.profile = profile;
  options.profile.preset = spec["preset"].text_or(options.profile.preset);
  options.profile.segments = model::from_text<model::Segments>(spec["segments"].text_or("ts"));
  const playout::Timeline timeline{options.profile.rate};
  const playout::RunningClock clock(spec["now"].integer().value_or(1'800'000'000'000));
  const auto base = timeline.frame_at(clock.now()) + spec["base"].integer().value_or(0);

  asio::io_context loop;
  ListPlaylog playlog(spec, base);
  LineAsRun as_run;
  playout::MemoryStore store(static_cast<std::size_t>(whole(spec, "store_mb", 256)) << 20);
  options.channel_id = 1;
  options.name = "Rig";
  for (std::size_t i = 0; i < spec["audio"].size(); ++i) options.audio.push_back(spec["audio"].at(i).text_or(""));
  options.clock = &clock;
  options.idle_stop_ms = whole(spec, "idle_stop_ms", 45'000);
  const auto limits = spec["limits"];
  options.limits = {whole(limits, "threads", 1), whole(limits, "nice", 0), whole(limits, "memory", 0), whole(limits, "priority", 5)};
  options.starts = std::make_shared<playout::StartQueue>(loop);
  const auto effort = spec["effort"];  // without it: as on a machine that has time for everything
  options.effort.on = effort.is_object();
  options.effort.trend = whole(effort, "trend", 2'000);
  options.effort.room = whole(effort, "room", 30'000);
  std::ofstream out;
  if (const auto file = spec["output"].text()) {  // as fast as it goes into a file, then the end
    out.open(*file, std::ios::binary);
    options.fast = !spec["paced"].boolean().value_or(false);
    options.start_frame = base + whole(spec, "from", 0);
    options.end_frame = base + *spec["until"].integer();
    options.on_bytes = [&](const playout::Bytes& bytes) {
      out.write(reinterpret_cast<const char*>(bytes->data()), static_cast<std::streamsize>(bytes->size()));
    };
  }
  options.on_end = [&] {
    if (spec["output"].exists() || stopping) loop.stop();
  };
  {
    auto air = playout::make_channel_air(loop, playlog, as_run, store, options);
    Rig rig{loop, *air, clock, {}, asio::posix::stream_descriptor(loop, ::dup(0))};
    if (options.on_bytes) air->start();
    else rig.listen();
    base::JsonWriter ready;
    ready.object().field("base", base).field("pid", static_cast<std::int64_t>(::getpid()));
    say(ready);
    loop.run();
    if (options.on_bytes) rig.obey("status");
  }
  return 0;
}
