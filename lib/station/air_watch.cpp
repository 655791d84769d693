#include "station/air_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/text.h"

namespace retrovue::station {

namespace {

constexpr std::size_t kMostChannels = 10'000;

std::string fetched(base::Http& http, const std::string& url, const char* path, bool any_status) {
  base::HttpRequest request;
  request.url = url + path;
  request.attempts = 1;
  request.idle_timeout = 10'000;
  request.max_bytes = 8 << 20;
  const auto answer = http.send(std::move(request));
  if (answer.ok() || (any_status && answer.fault == base::HttpFault::none && answer.status == 503)) return answer.body;
  auto error = base::http_error(fmt::format("the server at {}", base::public_url(url)), answer);
  throw base::Error(base::ErrorKind::unreachable, error.message(), "'retrovue serve' starts one; --url says where it is");
}

base::Json parsed(const std::string& url, const std::string& body) {
  try {
    return base::Json::parse(body);
  } catch (const base::Error&) {
    throw base::Error(base::ErrorKind::unreachable, fmt::format("what answers at {} is no RetroVue server", base::public_url(url)));
  }
}

std::string slot_text(const base::Json& slot) {
  const auto show = slot["show"].text_or(""), title = slot["title"].text_or("");
  return show.empty() || show == title ? title : show + " / " + title;
}

void add_now(base::Http& http, const std::string& url, WatchedChannel& channel) {
  const auto now = parsed(url, fetched(http, url, fmt::format("/api/channels/{}/now", channel.number).c_str(), false));
  channel.programme = slot_text(now["now"]);
  channel.remaining_ms = now["remaining_ms"].integer().value_or(0);
  if (const auto event = now["event"]; event.is_object()) channel.piece = event["kind"].text_or("") + " " + event["title"].text_or("");
}

}  // namespace

std::optional<double> metric(std::string_view text, std::string_view name, std::string_view channel) {
  const auto wanted = channel.empty() ? std::string{name} + " " : fmt::format("{}{{channel=\"{}\"}} ", name, channel);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with(wanted)) continue;
    const std::string number{line.substr(wanted.size())};
    char* rest = nullptr;
    const double value = std::strtod(number.c_str(), &rest);
    if (rest != number.c_str() && std::isfinite(value)) return value;
  }
  return std::nullopt;
}

base::Json watch_health(base::Http& http, const std::string& url) {
  auto health = parsed(url, fetched(http, url, "/health", true));
  if (health["status"].text_or("").empty())
    throw base::Error(base::ErrorKind::unreachable, fmt::format("what answers at {} is no RetroVue server", base::public_url(url)));
  return health;
}

AirWatch watch_air(base::Http& http, const std::string& url) {
  AirWatch watch;
  const auto health = watch_health(http, url);
  watch.status = base::printable(health["status"].text_or(""));
  for (std::size_t i = 0; i < std::min<std::size_t>(health["problems"].size(), 100); ++i) watch.problems.push_back(base::printable(health["problems"].at(i).text_or("")));
  const auto of = [&](const char* member) { return health[member].integer().value_or(0); };
  watch.on_air = of("on_air"), watch.viewers = of("viewers"), watch.tuners = of("tuners"), watch.uptime_ms = of("uptime_ms");

  const auto metrics = fetched(http, url, "/metrics", false);
  const auto number = [&](std::string_view name, std::string_view channel = {}) {
    return static_cast<std::int64_t>(std::clamp(metric(metrics, name, channel).value_or(0), -1e15, 1e15));
  };
  watch.resident_bytes = number("retrovue_resident_bytes");
  watch.connections = number("retrovue_http_connections");
  const auto list = watch.problems.empty() ? parsed(url, fetched(http, url, "/api/channels", false)) : base::Json{};
  for (std::size_t i = 0; i < std::min(list.size(), kMostChannels); ++i) {
    const auto one = list.at(i);
    WatchedChannel channel;
    channel.number = one["number"].integer().value_or(0);
    channel.name = base::printable(one["name"].text_or(""));
    channel.on_air = one["on_air"].boolean().value_or(false);
    channel.viewers = one["viewers"].integer().value_or(0);
    const auto label = std::to_string(channel.number);
    channel.children = number("retrovue_channel_children", label);
    channel.ready_frames = number("retrovue_channel_published_frames", label);
    channel.restarts = number("retrovue_channel_restarts_total", label);
    channel.late_frames = number("retrovue_channel_late_frames_total", label);
    channel.encoded = number("retrovue_channel_chunks_encoded_total", label);
    channel.reused = number("retrovue_channel_chunks_reused_total", label);
    channel.frames_encoded = number("retrovue_channel_frames_encoded_total", label);
    channel.resident_bytes = number("retrovue_channel_resident_bytes", label);
    channel.degraded = number("retrovue_channel_degraded", label);
    channel.steps_down = number("retrovue_channel_degrade_steps_total", label);
    channel.steps_up = number("retrovue_channel_recover_steps_total", label);
    channel.overruns = number("retrovue_channel_memory_overruns_total", label);
    const auto limit = [limits = one["limits"]](const char* member, std::int64_t otherwise) { return limits[member].integer().value_or(otherwise); };
    channel.threads = limit("threads", 1), channel.nice = limit("nice", 0), channel.memory_mb = limit("memory_mb", 0), channel.priority = limit("priority", 5);
    channel.cpu_ms = std::llround(std::clamp(metric(metrics, "retrovue_channel_cpu_seconds_total", label).value_or(0), 0.0, 1e12) * 1000);
    if (channel.on_air) add_now(http, url, channel);
    watch.channels.push_back(std::move(channel));
  }
  std::stable_sort(watch.channels.begin(), watch.channels.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return watch;
}

void write_json(base::JsonWriter& json, const AirWatch& watch) {
  json.object().field("status", watch.status).field("problems", watch.problems).field("on_air", watch.on_air).field("viewers", watch.viewers);
  json.field("tuners", watch.tuners).field("connections", watch.connections).field("resident_bytes", watch.resident_bytes).field("uptime_ms", watch.uptime_ms);
  json.key("channels").array();
  for (const auto& one : watch.channels) {
    json.object().field("number", one.number).field("name", one.name).field("on_air", one.on_air).field("viewers", one.viewers).field("children", one.children);
    json.field("ready_frames", one.ready_frames).field("restarts", one.restarts).field("late_frames", one.late_frames).field("chunks_encoded", one.encoded);
    json.field("chunks_reused", one.reused).field("frames_encoded", one.frames_encoded).field("cpu_ms", one.cpu_ms);
    json.field("degraded", one.degraded).field("steps_down", one.steps_down).field("steps_up", one.steps_up).field("memory_overruns", one.overruns);
    json.key("limits").object().field("threads", one.threads).field("nice", one.nice).field("memory_mb", one.memory_mb).field("priority", one.priority).end();
    json.field("resident_bytes", one.resident_bytes).text_or_null("programme", base::printable(one.programme)).text_or_null("piece", base::printable(one.piece));
    json.field("remaining_ms", one.on_air ? std::optional{one.remaining_ms} : std::nullopt).end();
  }
  json.end().end();
}

}  // namespace retrovue::station
