#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/rational.h"
#include "model/item.h"

namespace retrovue::model {

// Channel frames count from this instant on every channel: 2020-01-01T00:00:00Z.
inline constexpr Millis kStationEpoch = 1'577'836'800'000;

// What a channel's encoders may take of the machine.
struct Limits {
  int threads = 1;             // of each encoder, 1..16
  int nice = 0;                // 0..19, added to that of the program
  std::int64_t memory_mb = 0;  // of 2^20 bytes, resident, all its encoders together; 0 = any
  int priority = 5;            // 1..9: who starts first when several channels want to
  friend bool operator==(const Limits&, const Limits&) = default;
};

struct Channel {
  Id id = 0;
  int number = 0;  // 1..9999, unique
  std::string name;
  std::string call_sign;
  std::string description;
  std::string demographic;
  std::string zone = "UTC";                // IANA name
  Millis day_start_ms = 6 * 3'600'000;     // local start of the broadcast day
  Millis grid_ms = 30 * 60'000;            // slot starts fall on multiples of this after day_start
  std::string rating_limit;                // code on the common scale, empty = none
  std::string profile = "sd";
  bool enabled = true;
  bool auto_approve = true;                // plans go on air as they are built; else they wait as drafts
  std::vector<std::string> audio;          // languages as model::language() gives them, a track of sound for each, at most two; none: one of whatever language
  std::vector<std::string> subtitles;      // languages as model::language() gives them, most wanted first; none: no subtitles
  Millis lock_ms = 2 * 3'600'000;          // what starts within it from now stays as it is; what is on air always does
  Limits limits;
};

// The frame on air at an instant; the one rule by which planned times become frames.
inline std::int64_t frame_at(const base::Rate& rate, Millis at) { return rate.index_at_ms(at - kStationEpoch); }
inline Millis frame_start(const base::Rate& rate, std::int64_t frame) { return kStationEpoch + rate.first_ms(frame); }

}  // namespace retrovue::model
