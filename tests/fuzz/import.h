#pragma once
#include <string>

#include "base/error.h"
#include "base/json.h"
#include "fuzz.h"
#include "station/import/import.h"
#include "station/station_file.h"

namespace retrovue::fuzz {

// A sound JSON text with members and values of it put awry, as the bytes say: broken text ends in the parser, this goes on.
class Twist {
 public:
  explicit Twist(const std::string& bytes) : bytes_(bytes) {}

  std::string text(const base::Json& node) {
    const auto choice = next();
    if (choice < 14) return kOdd[choice];
    std::string out;
    if (node.is_object()) {
      for (const auto& [name, value] : node.members()) {
        const auto fate = next();
        if (fate < 8) continue;
        for (int times = fate < 12 ? 3 : 1; times > 0; --times)
          out += (out.empty() ? "\"" : ",\"") + (fate < 20 ? std::string{"wrong"} : name) + (times > 1 ? std::to_string(times) : "") + "\":" + text(value);
      }
      return "{" + out + "}";
    }
    if (!node.is_array()) return node.dump();
    for (std::size_t i = 0; i < node.size(); ++i) {
      const auto fate = next();
      for (int times = fate < 8 ? 0 : fate < 16 ? 5 : 1; times > 0; --times) out += (out.empty() ? "" : ",") + text(node.at(i));
    }
    return "[" + out + "]";
  }

 private:
  unsigned next() {
    if (bytes_.empty()) return 255;
    ++at_;
    return (static_cast<unsigned char>(bytes_[at_ % bytes_.size()]) * 31U + static_cast<unsigned>(at_ * at_)) & 255U;
  }
  static constexpr const char* kOdd[] = {"null", "true", "-1", "1e300", "9223372036854775807", "0", "\"\"", "\"\\u0000\\u202e\\n: {\"", "[]", "{}", "[[[]]]",
                                         "\"6:00 PM\"", "\"Show\"", "0.5"};
  const std::string& bytes_;
  std::size_t at_ = 0;
};

// Whatever the text holds: an error in words, or a station file that reads back, with bounded remarks.
inline void import_one(const std::string& text, station::ForeignFormat format) {
  static const auto items = [] {
    std::vector<model::Item> made;
    for (int n = 1; n <= 6; ++n) {
      model::Item item;
      item.id = n;
      item.kind = n < 5 ? model::ItemKind::episode : model::ItemKind::movie;
      item.title = n < 5 ? "Part" : "Film";
      item.year = 1980 + n;
      item.path = "/tv/Show/" + std::to_string(n) + ".mkv";
      item.validated = true;
      item.duration_ms = 60'000;
      if (n < 5) item.show = "Show", item.show_id = 1, item.season = 1, item.episode = n;
      made.push_back(item);
    }
    return made;
  }();
  static const station::Matcher matcher{items, {{1, {"tvdb", "1"}}}};
  try {
    std::optional<station::ForeignFormat> as = format;
    const auto made = station::station_of(station::read_foreign(text, "t", as), matcher, {.format = as, .number = 5, .zone = "UTC"});
    must(made.remarks.all().size() <= 1000);
    const auto again = station::read_station(made.station, "again");
    must(again.size() == 1 && again[0].programming.blocks.size() == made.blocks);
  } catch (const base::Error& error) {
    must(error.message().starts_with("t:"));
  }
}

// sound: JSON text of the format.
inline void import(const std::string& text, station::ForeignFormat format, const std::string& sound) {
  import_one(text, format);
  import_one(Twist(text).text(base::Json::parse(sound)), format);
}

}  // namespace retrovue::fuzz
