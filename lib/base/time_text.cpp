#include "base/time_text.h"

#include <fmt/format.h>

#include <cctype>

#include "base/error.h"

namespace retrovue::base {
namespace {

// Reads text left to right; every step says whether it matched.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool done() const { return text_.empty(); }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool digits(std::size_t least, std::size_t most, std::int64_t& value) {
    std::size_t n = 0;
    std::int64_t sum = 0;
    while (n < most && n < text_.size() && std::isdigit(static_cast<unsigned char>(text_[n])))
      sum = sum * 10 + (text_[n++] - '0');
    if (n < least) return false;
    text_.remove_prefix(n);
    value = sum;
    return true;
  }
  // Decimal places after a point, as milliseconds.
  bool fraction_ms(std::int64_t& ms) {
    std::int64_t scale = 100, sum = 0;
    std::size_t n = 0;
    for (; n < text_.size() && std::isdigit(static_cast<unsigned char>(text_[n])); ++n, scale /= 10)
      sum += (text_[n] - '0') * scale;
    text_.remove_prefix(n);
    ms = sum;
    return n > 0 && n <= 9;
  }
  std::string_view letters() {
    std::size_t n = 0;
    while (n < text_.size() && std::isalpha(static_cast<unsigned char>(text_[n]))) ++n;
    auto taken = text_.substr(0, n);
    text_.remove_prefix(n);
    return taken;
  }

 private:
  std::string_view text_;
};

bool read_time_of_day(Reader& in, Millis& ms) {
  std::int64_t h = 0, m = 0, s = 0, f = 0;
  if (!in.digits(1, 2, h) || !in.take(':') || !in.digits(2, 2, m)) return false;
  if (in.take(':')) {
    if (!in.digits(2, 2, s)) return false;
    if (in.take('.') && !in.fraction_ms(f)) return false;
  }
  if (h > 24 || m > 59 || s > 60 || (h == 24 && (m || s || f))) return false;
  ms = ((h * 60 + m) * 60 + s) * 1000 + f;
  return true;
}

bool read_absolute(std::string_view text, const Zone& zone, Millis& out) {
  if (text.size() < 10) return false;
  Date date;
  try {
    date = parse_date(text.substr(0, 10));
  } catch (const Error&) {
    return false;
  }
  Reader in{text.substr(10)};
  if (in.done()) {
    out = zone.utc(date, 0);
    return true;
  }
  if (!in.take('T') && !in.take('t') && !in.take(' ')) return false;
  Millis of_day = 0;
  if (!read_time_of_day(in, of_day)) return false;
  if (in.done()) {
    out = zone.utc(date, of_day);
    return true;
  }
  Millis utc = Zone{}.utc(date, of_day);
  if (in.take('Z') || in.take('z')) {
    out = utc;
    return in.done();
  }
  const int sign = in.take('+') ? 1 : in.take('-') ? -1 : 0;
  std::int64_t h = 0, m = 0;
  if (sign == 0 || !in.digits(2, 2, h) || !in.take(':') || !in.digits(2, 2, m) || h > 23 || m > 59) return false;
  out = utc - sign * (h * 60 + m) * 60'000;
  return in.done();
}

Millis unit_ms(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit == "s") return 1000;
  if (unit == "m" || unit == "min") return 60'000;
  if (unit == "h") return 3'600'000;
  if (unit == "d") return 86'400'000;
  if (unit == "w") return 7 * 86'400'000LL;
  return 0;
}
}  // namespace

Millis parse_duration(std::string_view text) {
  const Error bad(ErrorKind::usage, fmt::format("'{}' is not a duration", text), "write 90s, 7m30s or 00:07:30.5");
  constexpr Millis kMost = 100LL * 366 * 86'400'000;
  if (text.find(':') != std::string_view::npos) {
    Reader in{text};
    std::int64_t a = 0, b = 0, c = 0, f = 0;
    if (!in.digits(1, 4, a) || !in.take(':') || !in.digits(2, 2, b)) throw bad;
    const bool three = in.take(':');
    if (three && !in.digits(2, 2, c)) throw bad;
    if (in.take('.') && !in.fraction_ms(f)) throw bad;
    if (!in.done() || b > 59 || c > 59) throw bad;
    return three ? ((a * 60 + b) * 60 + c) * 1000 + f : (a * 60 + b) * 1000 + f;
  }
  Reader in{text};
  Millis sum = 0;
  if (in.done()) throw bad;
  while (!in.done()) {
    std::int64_t value = 0, fraction = 0;
    if (!in.digits(1, 12, value)) throw bad;
    if (in.take('.') && !in.fraction_ms(fraction)) throw bad;
    const Millis unit = unit_ms(in.letters());
    if (unit == 0 || value > kMost / unit) throw bad;
    sum += value * unit + fraction * unit / 1000;
    if (sum > kMost) throw bad;
  }
  return sum;
}

Millis parse_time(std::string_view text, const Zone& zone, Millis now) {
  std::string_view rest = text;
  if (rest.substr(0, 3) == "now") rest.remove_prefix(3);
  if (rest.empty() && !text.empty()) return now;
  try {
    if (!rest.empty() && (rest.front() == '+' || rest.front() == '-'))
      return now + (rest.front() == '+' ? 1 : -1) * parse_duration(rest.substr(1));
  } catch (const Error&) {
  }
  Millis at = 0;
  if (read_absolute(text, zone, at)) return at;
  throw Error(ErrorKind::usage, fmt::format("'{}' is not a time", text),
              "write 2026-11-20T18:00:00Z, '2026-11-20 18:00', now or +2h");
}

Millis parse_time_of_day(std::string_view text) {
  Reader in{text};
  Millis ms = 0;
  if (!read_time_of_day(in, ms) || !in.done())
    throw Error(ErrorKind::usage, fmt::format("'{}' is not a time of day", text), "write HH:MM or HH:MM:SS");
  return ms;
}

std::string time_of_day_text(Millis ms) {
  const auto s = ms / 1000;
  if (s % 60 == 0) return fmt::format("{:02}:{:02}", s / 3600, s / 60 % 60);
  return fmt::format("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

std::string rfc3339_utc(Millis at) {
  const auto l = Zone{}.local(at);
  const auto t = l.ms_of_day;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_text(l.date), t / 3'600'000, t / 60'000 % 60, t / 1000 % 60, t % 1000);
}

std::string rfc3339_local(Millis at, const Zone& zone) {
  const auto l = zone.local(at);
  const auto t = l.ms_of_day / 1000;
  const auto off = std::abs(l.offset_s) / 60;
  return fmt::format("{}T{:02}:{:02}:{:02}{}{:02}:{:02}", to_text(l.date), t / 3600, t / 60 % 60, t % 60,
                     l.offset_s < 0 ? '-' : '+', off / 60, off % 60);
}

std::string local_text(Millis at, const Zone& zone) {
  const auto l = zone.local(at);
  const auto t = l.ms_of_day / 1000;
  return fmt::format("{} {:02}:{:02}:{:02}", to_text(l.date), t / 3600, t / 60 % 60, t % 60);
}

std::string clock_text(Millis length) {
  const char* sign = length < 0 ? "-" : "";
  const auto ms = length < 0 ? -length : length;
  return fmt::format("{}{:02}:{:02}:{:02}.{:02}", sign, ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000 / 10);
}

std::string short_duration(Millis length) {
  if (length < 0) return "-" + short_duration(-length);
  if (length < 1000) return fmt::format("{}ms", length);
  const auto s = length / 1000;
  if (s < 60) return length % 1000 ? fmt::format("{}.{}s", s, length % 1000 / 100) : fmt::format("{}s", s);
  if (s < 3600) return s % 60 ? fmt::format("{}m{:02}s", s / 60, s % 60) : fmt::format("{}m", s / 60);
  if (s < 86'400) return s / 60 % 60 ? fmt::format("{}h{:02}m", s / 3600, s / 60 % 60) : fmt::format("{}h", s / 3600);
  return s / 3600 % 24 ? fmt::format("{}d{:02}h", s / 86'400, s / 3600 % 24) : fmt::format("{}d", s / 86'400);
}

}  // namespace retrovue::base
