#include "sources/marker_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "model/words.h"

namespace retrovue::sources {

namespace {

using model::Marker;
using model::MarkerKind;
using model::MarkerOrigin;
using model::MarkerStatus;
using model::Millis;

constexpr Millis kLongest = 1000 * 3'600'000LL;
constexpr std::size_t kLongestTitle = 10'000;
constexpr std::string_view kHeading = "type,at_ms,until_ms,title,origin,status,confidence";
constexpr std::string_view kComskip = "FILE PROCESSING COMPLETE";

// Where a text goes wrong.
struct Place {
  const std::string& name;
  std::size_t line = 1;
  [[noreturn]] void fail(const std::string& what) const { throw base::Error(base::ErrorKind::usage, fmt::format("{}:{}: {}", name, line, what)); }
};

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "12", "12.345" of seconds, as milliseconds; more digits are rounded.
std::optional<Millis> seconds(std::string_view text) {
  const auto point = text.find('.');
  const auto before = whole(text.substr(0, point));
  if (!before || *before < 0 || *before > kLongest / 1000 || text.front() == '-') return std::nullopt;
  Millis ms = *before * 1000;
  if (point == std::string_view::npos) return ms;
  Millis weight = 1000, tenths = 0;
  const auto digits = text.substr(point + 1);
  if (digits.empty() || digits.size() > 18) return std::nullopt;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i] < '0' || digits[i] > '9') return std::nullopt;
    if (i < 3) ms += (digits[i] - '0') * (weight /= 10);
    else if (i == 3) tenths = digits[i] - '0';
  }
  return ms + (tenths >= 5);
}

// Seconds, [hh:]mm:ss.s or #frames.
Millis time_of(std::string_view text, std::optional<base::Rate> rate, const Place& place) {
  std::optional<Millis> found;
  if (text.starts_with('#')) {
    if (!rate) place.fail("the time counts frames, and the item's frame rate is not known");
    const auto frame = whole(text.substr(1));
    if (frame && *frame >= 0 && *frame < 1'000'000'000) found = base::mul_div_round(*frame, rate->den * 1000, rate->num);
  } else {
    Millis above = 0;
    auto rest = text;
    bool good = true;
    for (int colons = 0; good && rest.find(':') != std::string_view::npos; ++colons) {
      const auto part = whole(rest.substr(0, rest.find(':')));
      good = part && *part >= 0 && *part <= 1'000'000 && colons < 2;
      if (good) above = (above + *part) * 60;
      rest.remove_prefix(rest.find(':') + 1);
    }
    if (const auto below = good ? seconds(rest) : std::nullopt) found = above * 1000 + *below;
  }
  if (!found || *found > kLongest) place.fail(fmt::format("'{}' is no time", base::printable(text.substr(0, 40))));
  return *found;
}

std::vector<std::string_view> fields(std::string_view line) {
  std::vector<std::string_view> found;
  while (found.size() < 8) {
    const auto from = line.find_first_not_of(" \t\r");
    if (from == std::string_view::npos) break;
    const auto to = std::min(line.find_first_of(" \t\r", from), line.size());
    found.push_back(line.substr(from, to - from));
    line.remove_prefix(to);
  }
  return found;
}

Marker mark(MarkerKind kind, Millis start, std::optional<Millis> end) {
  Marker marker;
  marker.kind = kind;
  marker.start_ms = start;
  if (end && *end > start) marker.end_ms = end;
  return marker;
}

void add(std::vector<Marker>& all, Marker marker, const Place& place) {
  if (all.size() == kMostMarkers) place.fail(fmt::format("more than {} markers", kMostMarkers));
  all.push_back(std::move(marker));
}

void edl_line(std::string_view line, std::optional<base::Rate> rate, const Place& place, std::vector<Marker>& all) {
  const auto part = fields(line);
  if (part.empty() || part[0].starts_with("##")) return;
  if (part.size() != 3) place.fail("a line is a start, an end and an action");
  const auto start = time_of(part[0], rate, place), end = time_of(part[1], rate, place);
  const auto action = whole(part[2]);
  if (!action || *action < 0 || *action > 3) place.fail(fmt::format("'{}' is no action: 0 cut, 1 mute, 2 scene, 3 commercials", base::printable(part[2].substr(0, 40))));
  if (*action == 2) return add(all, mark(MarkerKind::chapter, end, std::nullopt), place);
  if (end < start) place.fail("it ends before it starts");
  auto marker = mark(*action == 1 ? MarkerKind::cue : MarkerKind::ad_break, start, end);
  if (*action == 1) marker.title = "mute";
  add(all, std::move(marker), place);
}

// "FILE PROCESSING COMPLETE  53945 FRAMES AT  2997": hundredths of frames a second, unless the item's own rate is that.
std::optional<base::Rate> comskip_rate(std::string_view line, std::optional<base::Rate> rate) {
  const auto at = line.rfind(" AT ");
  const auto hundredths = at == std::string_view::npos ? std::nullopt : whole(base::trim(line.substr(at + 4)));
  if (!hundredths || *hundredths < 100 || *hundredths > 100'000) return rate;
  const bool same = rate && rate->num * 100 / rate->den <= *hundredths + 1 && rate->num * 100 / rate->den >= *hundredths - 1;
  return same ? rate : base::Rate{*hundredths, 100};
}

void comskip_line(std::string_view line, std::optional<base::Rate>& rate, const Place& place, std::vector<Marker>& all) {
  if (place.line == 1 && line.starts_with(kComskip)) {
    rate = comskip_rate(line, rate);
    return;
  }
  const auto part = fields(line);
  if (part.empty() || part[0].find_first_not_of('-') == std::string_view::npos) return;
  if (part.size() != 2) place.fail("a line is a first and a last frame");
  const auto start = time_of("#" + std::string{part[0]}, rate, place), end = time_of("#" + std::string{part[1]}, rate, place);
  if (end < start) place.fail("it ends before it starts");
  add(all, mark(MarkerKind::ad_break, start, end), place);
}

// A marker of our own forms by the texts of its members; empty ones are not set.
struct Words {
  std::string type, at, until, title, origin, status, confidence;
};

Marker marker_of(const Words& words, const Place& place) {
  const auto number = [&](const std::string& text, std::int64_t most) -> std::optional<std::int64_t> {
    if (text.empty()) return std::nullopt;
    const auto value = whole(text);
    if (!value || *value < 0 || *value > most) place.fail(fmt::format("'{}' is no number from 0 to {}", base::printable(text.substr(0, 40)), most));
    return value;
  };
  Marker marker;
  try {
    marker.kind = model::from_text<MarkerKind>(words.type);
    marker.origin = words.origin.empty() ? MarkerOrigin::manual : model::from_text<MarkerOrigin>(words.origin);
    marker.status = words.status.empty() ? MarkerStatus::approved : model::from_text<MarkerStatus>(words.status);
  } catch (const base::Error& error) {
    place.fail(error.message());
  }
  const auto at = number(words.at, kLongest);
  if (!at) place.fail("at_ms is missing");
  marker.start_ms = *at;
  marker.end_ms = number(words.until, kLongest);
  if (marker.end_ms && *marker.end_ms <= marker.start_ms) place.fail("it ends before it starts");
  if (words.title.size() > kLongestTitle) place.fail(fmt::format("a title longer than {} bytes", kLongestTitle));
  marker.title = base::printable(words.title);
  if (const auto confidence = number(words.confidence, 1000)) marker.confidence = static_cast<int>(*confidence);
  if (marker.origin != MarkerOrigin::detected) {
    marker.origin = MarkerOrigin::manual;
    marker.status = MarkerStatus::approved;
    marker.confidence.reset();
  } else if (!marker.confidence) {
    place.fail("a detected marker has a confidence");
  }
  return marker;
}

// RFC 4180: "a ""quoted"" field, with a comma".
std::vector<std::string> csv_fields(std::string_view line, const Place& place) {
  std::vector<std::string> found(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') found.back() += line[++i];
    else if (line[i] == '"' && (quoted || found.back().empty())) quoted = !quoted;
    else if (line[i] == ',' && !quoted) found.emplace_back();
    else found.back() += line[i];
  }
  if (quoted) place.fail("a quote is not closed");
  return found;
}

void csv_line(std::string_view line, const Place& place, std::vector<Marker>& all) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (base::trim(line).empty() || (place.line == 1 && line.starts_with("type,"))) return;
  auto part = csv_fields(line, place);
  if (part.size() < 2 || part.size() > 7) place.fail(fmt::format("a line is {}", kHeading));
  part.resize(7);
  add(all, marker_of({part[0], part[1], part[2], part[3], part[4], part[5], part[6]}, place), place);
}

std::vector<Marker> read_json(std::string_view text, const std::string& name) {
  Place place{name};
  base::Json list;
  try {
    list = base::Json::parse(text, kMostMarkerText);
  } catch (const base::Error& error) {
    place.fail(error.message());
  }
  if (!list.is_array()) place.fail("it is no list of markers");
  std::vector<Marker> all;
  for (; place.line <= list.size(); ++place.line) {
    const auto one = list.at(place.line - 1);
    if (!one.is_object()) place.fail("it is no marker");
    const auto text_at = [&](std::string_view member) {
      if (const auto number = one[member].integer()) return std::to_string(*number);
      return one[member].text_or("");
    };
    add(all, marker_of({one["type"].text_or(""), text_at("at_ms"), text_at("until_ms"), one["title"].text_or(""), one["origin"].text_or(""),
                        one["status"].text_or(""), text_at("confidence")}, place), place);
  }
  return all;
}

std::string csv_text(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string{"\"\""} : std::string{c};
  return out + '"';
}

void write_edl(std::string& out, const Marker& marker) {
  if (marker.status == MarkerStatus::rejected || (marker.status == MarkerStatus::proposed && marker.confidence.value_or(0) < model::kSureBreak)) return;
  const bool mute = marker.kind == MarkerKind::cue && marker.title == "mute";
  const bool range = marker.end_ms && (mute || marker.kind == MarkerKind::ad_break);
  const auto end = range ? *marker.end_ms : marker.start_ms;
  out += fmt::format("{}.{:03} {}.{:03} {}\n", marker.start_ms / 1000, marker.start_ms % 1000, end / 1000, end % 1000, !range ? 2 : mute ? 1 : 3);
}

}  // namespace

MarkerFormat marker_format(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  const auto begun = text.substr(std::min(from, text.size()));
  if (begun.starts_with('[') || begun.starts_with('{')) return MarkerFormat::json;
  if (begun.starts_with("type,at_ms")) return MarkerFormat::csv;
  return begun.starts_with(kComskip) ? MarkerFormat::comskip : MarkerFormat::edl;
}

std::vector<Marker> read_markers(std::string_view text, const std::string& name, MarkerFormat format, std::optional<base::Rate> rate) {
  Place place{name};
  if (text.size() > kMostMarkerText) place.fail(fmt::format("more than {} bytes", kMostMarkerText));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (rate && (rate->num <= 0 || rate->den <= 0)) rate.reset();
  if (format == MarkerFormat::json) return read_json(text, name);
  std::vector<Marker> all;
  for (; !text.empty(); ++place.line) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (format == MarkerFormat::csv) csv_line(line, place, all);
    else if (format == MarkerFormat::comskip) comskip_line(line, rate, place, all);
    else edl_line(line, rate, place, all);
  }
  return all;
}

std::string write_markers(const std::vector<Marker>& markers, MarkerFormat format) {
  std::string out;
  base::JsonWriter json;
  if (format == MarkerFormat::csv) out = fmt::format("{}\n", kHeading);
  json.array();
  for (const auto& one : markers) {
    if (format == MarkerFormat::edl) write_edl(out, one);
    if (format == MarkerFormat::csv)
      out += fmt::format("{},{},{},{},{},{},{}\n", model::to_text(one.kind), one.start_ms, one.end_ms ? std::to_string(*one.end_ms) : "", csv_text(base::printable(one.title)),
                         model::to_text(one.origin), model::to_text(one.status), one.confidence ? std::to_string(*one.confidence) : "");
    if (format == MarkerFormat::json)
      json.object().field("type", model::to_text(one.kind)).field("at_ms", one.start_ms).field("until_ms", one.end_ms).text_or_null("title", base::printable(one.title))
          .field("origin", model::to_text(one.origin)).field("status", model::to_text(one.status)).field("confidence", one.confidence).end();
  }
  json.end();
  return format == MarkerFormat::json ? json.take() + "\n" : out;
}

}  // namespace retrovue::sources
