#include "station/profiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace retrovue::station {
namespace {
using base::Error;
using base::ErrorKind;

int whole(const std::string& text, int least, int most) {
  int value = 0;
  const auto [stopped, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || stopped != text.data() + text.size())
    throw Error(ErrorKind::usage, fmt::format("'{}' is not a whole number", base::printable(text)));
  if (value < least || value > most) throw Error(ErrorKind::usage, fmt::format("{} is not between {} and {}", value, least, most));
  return value;
}

int even(const std::string& text, int least, int most) {
  const int value = whole(text, least, most);
  if (value % 2) throw Error(ErrorKind::usage, fmt::format("{} is odd", value), "sizes are even numbers of pixels");
  return value;
}

std::string preset(const std::string& text) {
  static const std::vector<std::string> all{"ultrafast", "superfast", "veryfast", "faster", "fast",
                                            "medium",    "slow",      "slower",   "veryslow"};
  if (std::find(all.begin(), all.end(), text) != all.end()) return text;
  throw Error(ErrorKind::usage, fmt::format("'{}' is not an x264 preset", base::printable(text)),
              "use one of " + base::join(all, ", "));
}

base::Rate rate(const std::string& text) {
  const auto value = base::parse_rate(text);
  if (value.num < value.den * 10 || value.num > value.den * 60)
    throw Error(ErrorKind::usage, fmt::format("{} frames a second is not between 10 and 60", text));
  return value;
}

std::vector<std::string> names(const std::string& text) {
  constexpr std::size_t kMost = 7;
  std::vector<std::string> all;
  for (const auto& one : base::split(text, ',')) all.emplace_back(base::trim(one));
  if (all.size() == 1 && all.front().empty()) all.clear();
  if (all.size() > kMost) throw Error(ErrorKind::usage, fmt::format("{} renditions are too many", all.size()), fmt::format("{} are the most", kMost));
  return all;
}

// Pieces of different frame rates do not begin at the same times, and their addresses are their names.
void check_renditions(const std::vector<model::Profile>& all, const model::Profile& profile) {
  if (profile.renditions.empty()) return;
  std::vector<std::string> seen{profile.name};
  const auto wrong = [&](const std::string& what, const std::string& hint) {
    return Error(ErrorKind::usage, fmt::format("profile.{}.renditions: {}", base::printable(profile.name), what), hint);
  };
  for (const auto& name : profile.renditions) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
    if (found == all.end()) throw wrong(fmt::format("there is no profile '{}'", base::printable(name)), "separate names with commas");
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) throw wrong(fmt::format("'{}' stands there already", base::printable(name)), "name the others only");
    if (found->rate != profile.rate)
      throw wrong(fmt::format("'{}' has {}/{} frames a second and '{}' {}/{}", name, found->rate.num, found->rate.den, profile.name, profile.rate.num, profile.rate.den),
                  "players can only change between renditions of one frame rate");
    seen.push_back(name);
  }
  for (const auto& name : seen)
    if (name.size() > 64 || name == "video" || name.starts_with("subtitles-") || name.starts_with("audio-") || name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != name.npos)
      throw wrong(fmt::format("'{}' cannot stand in an address", base::printable(name)), "use letters, digits, - and _");
}

void set(model::Profile& profile, std::string_view key, const std::string& text) {
  if (key == "width") profile.width = even(text, 128, 3840);
  else if (key == "height") profile.height = even(text, 96, 2160);
  else if (key == "rate") profile.rate = rate(text);
  else if (key == "crf") profile.crf = whole(text, 0, 51);
  else if (key == "max_kbps") profile.max_kbps = whole(text, 100, 50'000);
  else if (key == "preset") profile.preset = preset(text);
  else if (key == "audio_kbps") profile.audio_kbps = whole(text, 32, 320);
  else if (key == "renditions") profile.renditions = names(text);
  else if (key == "segments") profile.segments = model::from_text<model::Segments>(text);
  else profile.loudness_mlufs = whole(text, -60, -5) * 1000;
}
}  // namespace

const std::vector<ProfileKey>& profile_keys() {
  static const std::vector<ProfileKey> all{
      {"width", "N", "pixels across, even, 128 to 3840"},
      {"height", "N", "pixels down, even, 96 to 2160"},
      {"rate", "RATE", "frames a second: 30000/1001, 29.97, 25 ..., 10 to 60"},
      {"crf", "N", "x264 quality, 0 (best) to 51"},
      {"max_kbps", "N", "most video kilobits a second, 100 to 50000"},
      {"preset", "WORD", "x264 preset, ultrafast to veryslow"},
      {"audio_kbps", "N", "AAC kilobits a second, 32 to 320"},
      {"loudness", "N", "target loudness in LUFS, -60 to -5"},
      {"segments", "WORD", "HLS segments: ts or fmp4"},
      {"renditions", "NAMES", "other profiles of the same rate, with commas between: HLS players choose"},
  };
  return all;
}

std::vector<model::Profile> profiles_one_by_one(const base::Toml& settings) {
  auto all = model::built_in_profiles();
  for (const auto& entry : settings.entries()) {
    if (!entry.key.starts_with("profile.")) continue;
    const auto parts = base::split(entry.key, '.');
    const auto where = fmt::format("{}:{}: {}", settings.name(), entry.line, base::printable(entry.key));
    const auto& keys = profile_keys();
    if (parts.size() != 3 || std::none_of(keys.begin(), keys.end(), [&](const auto& key) { return key.name == parts[2]; })) {
      std::vector<std::string> names;
      for (const auto& key : keys) names.emplace_back(key.name);
      throw Error(ErrorKind::usage, where + ": unknown key", "a profile has " + base::join(names, ", "));
    }
    auto found = std::find_if(all.begin(), all.end(), [&](const auto& profile) { return profile.name == parts[1]; });
    if (found == all.end()) {
      all.push_back(model::built_in_profiles().front());
      found = std::prev(all.end());
      found->name = parts[1];
    }
    try {
      if (entry.values.size() != 1 || entry.array) throw Error(ErrorKind::usage, "one value is expected");
      set(*found, parts[2], entry.values.front());
    } catch (const Error& error) {
      throw Error(ErrorKind::usage, fmt::format("{}: {}", where, error.message()), error.hint());
    }
  }
  return all;
}

std::vector<model::Profile> profiles(const base::Toml& settings) {
  auto all = profiles_one_by_one(settings);
  for (const auto& profile : all) check_renditions(all, profile);
  return all;
}

std::vector<model::Profile> ladder(const std::vector<model::Profile>& all, const model::Profile& profile) {
  std::vector<model::Profile> made{profile};
  for (const auto& name : profile.renditions) {
    made.push_back(find_profile(all, name));
    made.back().segments = profile.segments;
    made.back().renditions.clear();
  }
  return made;
}

model::Profile find_profile(const std::vector<model::Profile>& all, std::string_view name) {
  std::vector<std::string> names;
  for (const auto& profile : all) {
    if (profile.name == name) return profile;
    names.push_back(profile.name);
  }
  const auto near = base::nearest(name, names);
  throw Error(ErrorKind::not_found, fmt::format("there is no profile '{}'", base::printable(name)),
              near.empty() ? "there are " + base::join(names, ", ") : fmt::format("did you mean {}?", near));
}

}  // namespace retrovue::station
