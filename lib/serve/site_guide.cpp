#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <charconv>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "serve/api_json.h"
#include "serve/gzip.h"
#include "serve/site.h"
#include "station/guide.h"

namespace retrovue::serve {
namespace {
using model::Millis;
constexpr Millis kHour = 3'600'000, kDay = 24 * kHour;
constexpr Millis kMaxDays = 31;

struct Window {
  Millis from = 0, to = 0;
};

std::string text_of(const Target& target, const std::string& name) {
  const auto found = target.query.find(name);
  return found == target.query.end() ? std::string{} : found->second;
}

std::optional<std::int64_t> whole(const Target& target, const std::string& name, std::int64_t least, std::int64_t most) {
  const auto text = text_of(target, name);
  if (text.empty()) return std::nullopt;
  std::int64_t n = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (ec != std::errc{} || end != text.data() + text.size() || n < least || n > most)
    throw base::Error(base::ErrorKind::usage, fmt::format("'{}' is not a value for {}", text, name), fmt::format("use {} to {}", least, most));
  return n;
}

// from and to as on the command line (RFC 3339 or relative), or days from now.
Window window(const Target& target, Millis now, Millis length) {
  const base::Zone utc;
  Window w{now, 0};
  if (const auto text = text_of(target, "from"); !text.empty()) w.from = base::parse_time(text, utc, now);
  w.to = w.from + length;
  if (const auto days = whole(target, "days", 1, kMaxDays)) w.to = w.from + *days * kDay;
  if (const auto text = text_of(target, "to"); !text.empty()) w.to = base::parse_time(text, utc, now);
  if (w.to <= w.from || w.to - w.from > kMaxDays * kDay)
    throw base::Error(base::ErrorKind::usage, "the end must lie after the start, at most 31 days", "give from and to, or days");
  return w;
}

model::Channel enabled_channel(catalog::Catalog& catalog, int number) {
  auto channel = catalog::channel_by_number(catalog, number);
  if (!channel || !channel->enabled) throw base::Error(base::ErrorKind::not_found, fmt::format("no channel {}", number));
  return *channel;
}
}  // namespace

catalog::Catalog& Site::Reader::open() {
  if (!catalog) catalog = std::make_unique<catalog::Catalog>(path, catalog::Mode::read);
  return *catalog;
}

// A guide made channel by channel on the worker as the client takes it: memory stays small, the air loop free.
class Site::GuidePieces final : public Pieces {
 public:
  GuidePieces(boost::asio::io_context& loop, Worker& worker, std::shared_ptr<Reader> reader, station::GuideRequest request, bool zip)
      : loop_(loop), worker_(worker), state_(std::make_shared<State>(std::move(reader), std::move(request))) {
    if (zip) state_->zip.emplace();
  }

  void next(std::function<void(Bytes, bool)> ready) override {
    const bool queued = worker_.post([state = state_, ready, &loop = loop_]() mutable {
      Bytes bytes;
      bool failed = false;
      try {
        bytes = state->make();
      } catch (const std::exception& error) {
        base::log(base::LogLevel::error, "serve", "guide: {}", error.what());
        state->reader->catalog.reset();
        failed = true;
      }
      boost::asio::post(loop, [ready = std::exchange(ready, nullptr), bytes, failed] { ready(bytes, failed); });
    });
    if (!queued) boost::asio::post(loop_, [ready] { ready(nullptr, true); });
  }

 private:
  struct State {
    State(std::shared_ptr<Reader> source, station::GuideRequest request) : reader(std::move(source)), writer(std::move(request)) {}
    std::shared_ptr<Reader> reader;
    station::GuideWriter writer;
    std::optional<GzipStream> zip;
    bool ended = false;

    Bytes make() {
      std::string plain, packed;
      while (!ended && plain.size() + packed.size() < 64 * 1024) {
        ended = !writer.next(reader->open(), plain);
        if (!zip) continue;
        zip->add(plain, ended, packed);
        plain.clear();
      }
      const auto& out = zip ? packed : plain;
      if (out.empty()) return nullptr;
      return std::make_shared<const std::vector<std::uint8_t>>(out.begin(), out.end());
    }
  };
  boost::asio::io_context& loop_;
  Worker& worker_;
  std::shared_ptr<State> state_;
};

void Site::on_worker(Read read, const Send& send) {
  // What answers holds its connection, which belongs to the loop: it goes back there with the reply, and the last
  // hold on it is never let go here.
  const bool queued = worker_->post([reader = reader_, read = std::move(read), held = send, &loop = loop_]() mutable {
    auto reply = std::make_shared<Reply>();
    try {
      *reply = read(reader->open());
    } catch (const base::Error& error) {
      if (error.kind() == base::ErrorKind::catalog || error.kind() == base::ErrorKind::failed) reader->catalog.reset();
      *reply = error_reply(error);
    } catch (const std::exception& error) {
      *reply = error_reply(base::Error(base::ErrorKind::failed, error.what()));
    }
    boost::asio::post(loop, [reply, held = std::exchange(held, nullptr)] { held(std::move(*reply)); });
  });
  if (!queued) send(error_reply(503, "busy", "too many requests are waiting", "try again in a moment"));
}

void Site::guide(const Request& request, const Target& target, const Send& send) {
  const auto w = window(target, options_.clock->now(), 14 * kDay);
  Reply reply;
  reply.type = "application/xml; charset=utf-8";
  reply.field("Cache-Control", "no-cache").field("Access-Control-Allow-Origin", "*").field("Vary", "Accept-Encoding");
  if (request.gzip) reply.field("Content-Encoding", "gzip");
  auto channels = station::guide_channels(*plan_);
  if (const auto only = whole(target, "channel", 1, 9999)) channels = {enabled_channel(*plan_, static_cast<int>(*only))};
  reply.pieces = std::make_unique<GuidePieces>(
      loop_, *worker_, reader_, station::GuideRequest{station::GuideFormat::xmltv, std::move(channels), w.from, w.to, base_url(request)}, request.gzip);
  send(std::move(reply));
}

void Site::api(const Target& target, const Match& match, const Send& send) {
  const auto now = options_.clock->now();
  const int number = match.channel;
  switch (match.route) {
    case Route::api_channels:
    case Route::api_channel: {
      std::map<int, playout::AirStatus> air;
      for (const auto& [key, one] : on_air_) {
        const auto status = one.air->status();
        const auto [there, fresh] = air.emplace(key.first, status);
        if (!fresh && !there->second.on_air) there->second = status;
      }
      return on_worker(
          [number, air](catalog::Catalog& catalog) {
            if (number) return json_reply(channels_json(catalog, {enabled_channel(catalog, number)}, air, false));
            return json_reply(channels_json(catalog, station::guide_channels(catalog), air, true));
          },
          send);
    }
    case Route::api_now:
      return on_worker(
          [this, number, now](catalog::Catalog& catalog) {
            const auto channel = enabled_channel(catalog, number);
            return json_reply(now_json(catalog, channel, rate(channel), now));
          },
          send);
    case Route::api_schedule: {
      const auto w = window(target, now, kDay);
      const bool events = whole(target, "events", 0, 1).value_or(0) == 1;
      return on_worker(
          [this, number, w, events](catalog::Catalog& catalog) {
            const auto channel = enabled_channel(catalog, number);
            return json_reply(schedule_json(catalog, channel, rate(channel), w.from, w.to, events));
          },
          send);
    }
    case Route::api_as_run: {
      const auto only = number ? std::optional<std::int64_t>{number} : whole(target, "channel", 1, 9999);
      const auto w = text_of(target, "from").empty() ? Window{now - kDay, now + 1} : window(target, now, kDay);
      return on_worker(
          [only, w](catalog::Catalog& catalog) {
            std::vector<model::Channel> channels;
            if (only) channels = {enabled_channel(catalog, static_cast<int>(*only))};
            else channels = station::guide_channels(catalog);
            return json_reply(as_run_json(catalog, channels, w.from, w.to));
          },
          send);
    }
    default: {
      const auto w = window(target, now, kDay);
      return on_worker(
          [w](catalog::Catalog& catalog) {
            station::GuideRequest request{station::GuideFormat::json, station::guide_channels(catalog), w.from, w.to, {}};
            return json_reply(station::whole_guide(catalog, request));
          },
          send);
    }
  }
}

}  // namespace retrovue::serve
