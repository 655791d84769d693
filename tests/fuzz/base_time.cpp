#include "base/error.h"
#include "base/rational.h"
#include "base/time_text.h"
#include "fuzz.h"

using namespace retrovue::base;
using retrovue::fuzz::must;

namespace {
template <typename Act>
void usage_or(Act act) {
  try {
    act();
  } catch (const Error& error) {
    must(error.kind() == ErrorKind::usage);
    must(!error.message().empty());
  }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Zone new_york("America/New_York"), lord_howe("Australia/Lord_Howe");
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  usage_or([&] {
    const auto length = parse_duration(text);
    must(length >= 0);
    must(parse_duration(clock_text(length)) / 10 == length / 10);
  });
  for (const auto* zone : {&new_york, &lord_howe})
    usage_or([&] {
      const auto at = parse_time(text, *zone, 1'700'000'000'000);
      if (at < -62'000'000'000'000 || at > 253'000'000'000'000) return;  // four-digit years
      must(parse_time(rfc3339_utc(at), *zone, 0) == at);
      // Local mean time has offsets with seconds, which RFC 3339 cannot write.
      if (zone->local(at).offset_s % 60 == 0) {
        const auto again = parse_time(rfc3339_local(at, *zone), Zone{}, 0);
        must(again <= at && at < again + 1000);
      }
    });
  usage_or([&] {
    const auto of_day = parse_time_of_day(text);
    must(of_day >= 0 && of_day <= 86'401'000);
    must(parse_time_of_day(time_of_day_text(of_day)) == of_day / 1000 * 1000);
  });
  usage_or([&] {
    const auto date = parse_date(text);
    must(to_text(date) == text);
    must(add_days(add_days(date, 400), -400) == date);
  });
  usage_or([&] {
    const auto rate = parse_rate(text);
    must(rate.num > 0 && rate.den > 0);
    must(parse_rate(to_text(rate)) == rate);
  });
  return 0;
}

std::vector<std::string> seeds() {
  return {"2026-11-20T18:00:00Z", "2026-11-20T18:00:00.123-05:00", "2026-03-08 02:30", "2026-11-01", "now", "now+2h", "-30m",
          "90s", "7m30s", "00:07:30.5", "2d", "250ms", "1.5h", "06:00", "24:00", "23:59:60", "30000/1001", "29.97", "25",
          "9999-12-31T23:59:59Z", "1883-11-18 12:00"};
}
