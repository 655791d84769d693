#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "station/import/foreign.h"

// FieldStation42: one JSON file a channel; days of the week hold hours, hours name folders of its content ("tags").
namespace retrovue::station {
namespace {
constexpr Millis kHour = 3'600'000;
constexpr std::array<const char*, 7> kDays{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
constexpr std::array<const char*, 12> kMonths{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};

const Members kChannel{
    {"network_name", "network_long_name", "channel_number", "network_type", "schedule_increment", "break_strategy", "commercial_free", "break_duration",
     "content_dir", "shuffle_loop", "slot_overrides", "day_templates", "date_overrides", "fallback_tag", "sunday", "monday", "tuesday", "wednesday",
     "thursday", "friday", "saturday"},
    {{"schedule_offset", "blocks begin on the grid of the channel"},
     {"bump_dir", "bumpers come from the library: items of type bumper"},
     {"commercial_dir", "spots come from the library: items of type commercial"},
     {"clip_shows", "an hour of clips is filled like any other"},
     {"tag_overrides", "rules that hang on a folder are not taken over"},
     {"autobump", "bumpers are not made up"},
     {"active_rules", "a channel is on air or not; its blocks have seasons"},
     {"sign_off_video", "off air is silence and slate"},
     {"off_air_video", "off air is silence and slate"},
     {"standby_image", "off air is silence and slate"},
     {"be_right_back_media", "bumpers come from the library: items of type bumper"},
     {"hidden", "a channel is hidden by 'retrovue channel disable'"},
     {"video_scramble_fx", "pictures are shown as they are"},
     {"station_fx", "pictures are shown as they are"},
     {"panscan", "pictures are shown as they are"},
     {"logo_dir", "logos belong to the profile"},
     {"show_logo", "logos belong to the profile"},
     {"default_logo", "logos belong to the profile"},
     {"logo_permanent", "logos belong to the profile"},
     {"multi_logo", "logos belong to the profile"},
     {"video_keepaspect", ""}, {"media_filter", ""}, {"catalog_path", ""}, {"schedule_path", ""}, {"runtime_dir", ""}}};

const Members kHourMembers{
    {"tags", "event", "overrides", "sequence", "schedule_increment", "break_strategy"},
    {{"start_bump", "openings of an hour are not taken over"}, {"end_bump", "ends of an hour are not taken over"},
     {"bump_dir", "bumpers come from the library: items of type bumper"},
     {"commercial_dir", "spots come from the library: items of type commercial"},
     {"sequence_start", "a run begins at its first episode"}, {"sequence_end", "a run ends at its last episode"},
     {"marathon", "a chance of a marathon is not planned; see order: marathon"}, {"autobump", "bumpers are not made up"},
     {"random_tags", "all folders of the hour are played"}, {"video_scramble_fx", "pictures are shown as they are"},
     {"logo_dir", "logos belong to the profile"}, {"show_logo", "logos belong to the profile"}, {"logo", "logos belong to the profile"}}};

class Reader {
 public:
  explicit Reader(const base::Json& conf) : conf_(conf) {}

  ForeignStation read() {
    auto& channel = out_.channel;
    channel.number = static_cast<int>(std::clamp<std::int64_t>(conf_["channel_number"].integer().value_or(0), 0, 9999));
    channel.name = conf_["network_name"].text_or("");
    channel.description = conf_["network_long_name"].text_or("");
    channel.day_start_ms = 0;
    remark_members(conf_, "station_conf", kChannel, out_.remarks);
    grid();
    breaks();
    const auto type = conf_["network_type"].text_or("standard");
    if (type == "loop") return loop();
    if (type != "standard")
      throw base::Error(base::ErrorKind::usage, fmt::format("station_conf.network_type: a channel of type '{}' has no programming of its own", base::printable(type)),
                        "standard and loop channels can be imported");
    week();
    dates();
    if (const auto tag = conf_["fallback_tag"].text()) fallback(*tag);
    return std::move(out_);
  }

 private:
  void grid() {
    const auto minutes = std::clamp<std::int64_t>(conf_["schedule_increment"].integer().value_or(30), 0, 100'000);
    if (minutes == 0) {
      out_.channel.grid_ms = 300'000;
      back_to_back_ = true;
      out_.remarks.add(Fate::changed, "station_conf.schedule_increment", "programmes follow each other at once: blocks start soft, on a grid of 5m");
      return;
    }
    out_.channel.grid_ms = nearest_grid(minutes * 60'000);
    if (out_.channel.grid_ms != minutes * 60'000)
      out_.remarks.add(Fate::changed, "station_conf.schedule_increment", fmt::format("a grid of {}m does not divide the day; {}m it is", minutes, out_.channel.grid_ms / 60'000));
  }

  void breaks() {
    if (conf_["commercial_free"].boolean().value_or(false)) {
      out_.breaks.at = model::BreakAt::none;
      out_.breaks.after = false;
      out_.remarks.add(Fate::taken, "station_conf.commercial_free", "no breaks");
    } else if (const auto how = conf_["break_strategy"].text_or("standard"); how == "end") {
      out_.breaks.at = model::BreakAt::none;
    } else if (how == "center") {
      out_.breaks.at = model::BreakAt::thirds;
      out_.remarks.add(Fate::changed, "station_conf.break_strategy", "one break in the middle became breaks at even parts");
    }
    if (const auto seconds = conf_["break_duration"].integer())
      out_.breaks.longest = std::clamp<Millis>(*seconds, 15, 3600) * 1000;
  }

  ForeignStation loop() {
    const auto folder = conf_["content_dir"].text_or("");
    ForeignBlock block;
    block.name = "Loop";
    block.where = "station_conf.content_dir";
    block.start = model::Start::soft;
    block.order = conf_["shuffle_loop"].boolean().value_or(false) ? model::Order::shuffle : model::Order::sequential;
    block.play.push_back({.kind = Want::Kind::folder, .title = folder.substr(folder.find_last_of('/') + 1), .where = block.where});
    out_.blocks.push_back(std::move(block));
    return std::move(out_);
  }

  // The hours of one day; a text names a template.
  std::vector<TimeEntry> hours(base::Json day, std::string where) {
    if (const auto name = day.text()) {
      day = conf_["day_templates"][*name];
      if (!day.is_object()) out_.remarks.add(Fate::left_out, where, fmt::format("there is no day template '{}'", base::printable(*name)));
      where = "station_conf.day_templates." + base::printable(*name);
    }
    std::vector<TimeEntry> entries(24);
    for (int hour = 0; hour < 24; ++hour) entries[static_cast<std::size_t>(hour)].at = hour * kHour;
    for (const auto& [name, slot] : day.members()) {
      const auto place = where + "." + base::printable(name);
      std::size_t hour = 99;
      if (!name.empty() && name.size() <= 2 && name.find_first_not_of("0123456789") == std::string::npos) hour = std::stoul(name);
      if (hour >= 24 || !slot.is_object()) out_.remarks.add(Fate::unknown, place, fmt::format("'{}' is no hour", base::printable(name)));
      else entries[hour].what = block(slot, place);
    }
    return entries;
  }

  ForeignBlock block(const base::Json& slot, const std::string& where) {
    ForeignBlock made;
    made.where = where;
    made.order = model::Order::shuffle;
    if (back_to_back_) made.start = model::Start::soft;
    remark_members(slot, where, kHourMembers, out_.remarks);
    auto tags = slot["tags"];
    auto sequence = slot["sequence"];
    if (const auto name = slot["overrides"].text()) {
      const auto over = conf_["slot_overrides"][*name];
      if (!over.is_object()) out_.remarks.add(Fate::left_out, where + ".overrides", fmt::format("there is no override '{}'", base::printable(*name)));
      remark_members(over, "station_conf.slot_overrides." + base::printable(*name), kHourMembers, out_.remarks);
      if (over["tags"].exists()) tags = over["tags"];
      if (over["sequence"].exists()) sequence = over["sequence"];
    }
    if (const auto event = slot["event"].text()) {
      out_.remarks.add(*event == "signoff" ? Fate::taken : Fate::left_out, where + ".event", fmt::format("{}: off air", base::printable(*event)));
      return made;
    }
    for (const auto* key : {"schedule_increment", "break_strategy"})
      if (slot[key].exists()) out_.remarks.add(Fate::left_out, where + "." + key, fmt::format("{} of a single hour is that of the channel", key));
    if (const auto name = sequence.text()) {
      made.order = model::Order::sequential;
      made.run = base::printable(*name).substr(0, 100);
    }
    const auto add = [&](const std::string& tag, const std::string& place) {
      made.play.push_back({.kind = Want::Kind::folder, .title = tag, .where = place});
      made.name += (made.name.empty() ? "" : ", ") + tag;
    };
    if (const auto one = tags.text()) add(*one, where + ".tags");
    for (std::size_t i = 0; i < std::min<std::size_t>(tags.size(), 50); ++i)
      if (const auto one = tags.at(i).text()) add(*one, fmt::format("{}.tags[{}]", where, i));
    if (made.play.empty()) out_.remarks.add(Fate::left_out, where, "an hour without tags is off air");
    return made;
  }

  void week() {
    std::vector<TimeEntry> entries;
    for (std::size_t day = 0; day < 7; ++day)
      for (auto& entry : hours(conf_[kDays[day]], fmt::format("station_conf.{}", kDays[day]))) {
        entry.at += static_cast<Millis>(day) * 24 * kHour;
        entries.push_back(std::move(entry));
      }
    out_.blocks = timetable(std::move(entries), true, 0);
  }

  // "December 25" or "December 20 - January 2".
  static std::optional<model::Season::Day> date(std::string_view text) {
    const auto words = base::split(base::trim(text), ' ');
    if (words.size() != 2) return {};
    const auto month = std::find(kMonths.begin(), kMonths.end(), base::lower_ascii(words[0]));
    if (month == kMonths.end() || words[1].size() > 2) return {};
    return model::season_day(fmt::format("{:02}-{:0>2}", month - kMonths.begin() + 1, words[1]));
  }

  void dates() {
    for (const auto& [name, day] : conf_["date_overrides"].members()) {
      const auto where = "station_conf.date_overrides." + base::printable(name);
      const auto dash = name.find(" - ");
      const auto first = date(name.substr(0, dash)), last = dash == std::string::npos ? first : date(name.substr(dash + 3));
      if (!first || !last) {
        out_.remarks.add(Fate::left_out, where, fmt::format("'{}' is no date", base::printable(name)));
        continue;
      }
      for (auto& block : timetable(hours(day, where), false, 0)) {
        model::Season season;
        season.from = first;
        season.to = last;
        block.season = {season};
        block.priority = 10;
        out_.blocks.push_back(std::move(block));
      }
    }
  }

  void fallback(const std::string& tag) {
    ForeignBlock block;
    block.name = "Fallback";
    block.where = "station_conf.fallback_tag";
    block.order = model::Order::shuffle;
    block.priority = -10;
    block.play.push_back({.kind = Want::Kind::folder, .title = tag, .where = block.where});
    out_.remarks.add(Fate::changed, block.where, "the fallback airs where no other block is, sign-off included");
    out_.blocks.push_back(std::move(block));
  }

  const base::Json conf_;
  ForeignStation out_;
  bool back_to_back_ = false;
};
}  // namespace

ForeignStation read_fieldstation(const base::Json& root) {
  const auto conf = root["station_conf"];
  if (!conf.is_object()) throw base::Error(base::ErrorKind::usage, "this is no FieldStation42 configuration: 'station_conf' is missing");
  return Reader(conf).read();
}

}  // namespace retrovue::station
