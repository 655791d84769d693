#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "base/json.h"

// What a running `serve` does, seen from outside: its /health, /metrics and /api/channels.
namespace retrovue::station {

struct WatchedChannel {
  std::int64_t number = 0;
  std::string name;
  bool on_air = false;                     // somebody watches it
  std::int64_t viewers = 0, children = 0;  // children: encoders
  std::int64_t ready_frames = 0;           // published ahead of the air clock
  std::int64_t restarts = 0, late_frames = 0, encoded = 0, reused = 0;  // since it went on air; the last two are chunks
  std::int64_t frames_encoded = 0, resident_bytes = 0;                  // memory of its encoders
  std::int64_t degraded = 0, steps_down = 0, steps_up = 0, overruns = 0; // of effort; overruns: ended for too much memory
  std::int64_t threads = 1, nice = 0, memory_mb = 0, priority = 0;       // its limits
  base::Millis cpu_ms = 0;                                              // processor time of its encoders, of all there were
  std::string programme, piece;            // by plan: of the slot, and the event's kind and title; empty when nothing is planned
  base::Millis remaining_ms = 0;           // of the programme
};

struct AirWatch {
  std::string status;                      // ok, degraded or down
  std::vector<std::string> problems;
  std::int64_t on_air = 0, viewers = 0, tuners = 0;
  std::int64_t resident_bytes = 0, connections = 0;
  base::Millis uptime_ms = 0;
  std::vector<WatchedChannel> channels;    // by number
};

// Asks once. url: where it answers, without a slash at the end. Error(unreachable) when it does not, or when what answers
// is no station.
AirWatch watch_air(base::Http& http, const std::string& url);
// Its /health alone; the same errors.
base::Json watch_health(base::Http& http, const std::string& url);

// A value of a Prometheus text; channel: of its label, empty for none.
std::optional<double> metric(std::string_view text, std::string_view name, std::string_view channel = {});

void write_json(base::JsonWriter& json, const AirWatch& watch);

}  // namespace retrovue::station
