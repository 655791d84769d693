#pragma once
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/zone.h"

namespace retrovue::base {

// RFC 3339, local "YYYY-MM-DD[ HH:MM[:SS]]" (also with T), "now", "now+2h", "+2h", "-30m".
// Local forms are read in zone; relative ones count from now. Throws Error(usage).
Millis parse_time(std::string_view text, const Zone& zone, Millis now);

// "90s", "7m30s", "2d", "250ms", "1h", "00:07:30.5", "7:30", bare "90" is refused. Never negative. Throws Error(usage).
Millis parse_duration(std::string_view text);

// "HH:MM[:SS]" as milliseconds of the day; 24:00 is allowed. Throws Error(usage).
Millis parse_time_of_day(std::string_view text);

std::string rfc3339_utc(Millis at);                            // 2026-11-20T23:46:00.000Z
std::string rfc3339_local(Millis at, const Zone& zone);        // 2026-11-20T18:46:00-05:00, cut to the second
std::string local_text(Millis at, const Zone& zone);           // 2026-11-20 18:46:00
std::string clock_text(Millis length);                         // hh:mm:ss.ff (hundredths, cut, not rounded)
std::string short_duration(Millis length);                     // 7m30s, 1h05m, 250ms
std::string time_of_day_text(Millis ms_of_day);                // 06:00 or 06:00:30

}  // namespace retrovue::base
