#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "station/import/programmes.h"

// dizqueTV: one JSON object a channel; "programs" go round for ever, "scheduleBackup" has the slots they were made from.
namespace retrovue::station {
namespace {
constexpr Millis kDay = 86'400'000;

const Members kChannel{
    {"number", "name", "programs", "scheduleBackup", "randomScheduleBackup"},
    {{"fillerCollections", "lists of fillers stand in another file; pools take items of the library by type"},
     {"fillerRepeatCooldown", "see spot_rest"}, {"fallback", "the fallback clip is not taken over; see pools: fillers"},
     {"offlinePicture", "off air is slate"}, {"offlineSoundtrack", "off air is slate"}, {"offlineMode", "off air is slate"},
     {"watermark", "logos belong to the profile"}, {"overlayIcon", "logos belong to the profile"}, {"icon", "logos belong to the guide"},
     {"transcoding", "picture and sound belong to the profile"}, {"stealth", "a channel is hidden by 'retrovue channel disable'"},
     {"startTime", "where the list was in its round is not taken over"}, {"onDemand", "a channel is always on air"},
     {"duration", ""}, {"iconWidth", ""}, {"iconDuration", ""}, {"iconPosition", ""}, {"groupTitle", ""}, {"guideMinimumDurationSeconds", ""},
     {"guideFlexPlaceholder", ""}, {"disableFillerOverlay", ""}, {"enabled", ""}, {"fillerContent", ""}, {"_id", ""}}};
const Members kProgramme{
    {"type", "title", "year", "showTitle", "season", "episode", "file", "isOffline", "customShowId", "customShowName", "customOrder", "channel"},
    {{"key", ""}, {"ratingKey", ""}, {"icon", ""}, {"duration", ""}, {"actualDuration", ""}, {"summary", ""}, {"plexFile", ""}, {"rating", ""}, {"date", ""},
     {"serverKey", ""}, {"episodeIcon", ""}, {"seasonIcon", ""}, {"showIcon", ""}, {"commercials", ""}, {"start", ""}, {"stop", ""}, {"streams", ""},
     {"showId", ""}, {"durationStr", ""}}};
const Members kSchedule{
    {"slots", "period", "pad", "lateness"},
    {{"flexPreference", "breaks decide where time that is left over goes"}, {"timeZoneOffset", ""}, {"maxDays", ""}, {"fake", ""}}};
const Members kSlot{{"time", "showId", "order"}, {}};

std::optional<int> small(const base::Json& value) {
  const auto number = value.integer();
  return number && *number >= 0 && *number <= 9999 ? std::optional{static_cast<int>(*number)} : std::nullopt;
}

class Reader {
 public:
  explicit Reader(const base::Json& root) : root_(root) {}

  ForeignStation read() {
    out_.channel.number = small(root_["number"]).value_or(0);
    out_.channel.name = root_["name"].text_or("");
    out_.channel.day_start_ms = 0;
    remark_members(root_, "", kChannel, out_.remarks);
    const auto programs = root_["programs"];
    if (programs.size() > kMostProgrammes)
      out_.remarks.add(Fate::left_out, "programs", fmt::format("what comes after the first {} programmes", kMostProgrammes));
    for (std::size_t i = 0; i < std::min(programs.size(), kMostProgrammes); ++i) programme(programs.at(i), fmt::format("programs[{}]", i));
    if (root_["scheduleBackup"]["slots"].size() > 0) slots(root_["scheduleBackup"]);
    else list();
    return std::move(out_);
  }

 private:
  void programme(const base::Json& program, const std::string& where) {
    remark_members(program, where, kProgramme, out_.remarks);
    const auto type = program["type"].text_or("");
    if (program["isOffline"].boolean().value_or(false)) {
      if (type == "redirect") out_.remarks.add(Fate::left_out, where, "time in which another channel is shown");
      else ++flex_;
      return;
    }
    Want want;
    want.where = where;
    want.path = program["file"].text_or("");
    want.year = small(program["year"]);
    if (type == "episode") {
      want.kind = Want::Kind::episode;
      want.title = program["showTitle"].text_or("");
      want.part = program["title"].text_or("");
      want.season = small(program["season"]);
      want.episode = small(program["episode"]);
      want.year = std::nullopt;  // of the episode, not of its show
    } else if (type == "movie") {
      want.kind = Want::Kind::movie;
      want.title = program["title"].text_or("");
    } else {
      out_.remarks.add(Fate::left_out, where, fmt::format("a programme of type '{}'", base::printable(type)));
      return;
    }
    const auto custom = program["customShowId"].text();
    const auto id = custom ? "custom." + *custom : type == "movie" ? "movie." : "tv." + want.title;
    programmes_.add(id, std::move(want));
  }

  void slots(const base::Json& schedule) {
    const std::string where = "scheduleBackup";
    remark_members(schedule, where, kSchedule, out_.remarks);
    slot_padding(schedule["pad"].integer(), where + ".pad", out_);
    const bool weekly = schedule["period"].integer().value_or(kDay) == 7 * kDay;
    std::vector<TimeEntry> entries;
    const auto list = schedule["slots"];
    if (list.size() > kMostSlots) out_.remarks.add(Fate::left_out, where + ".slots", fmt::format("what comes after the first {} slots", kMostSlots));
    for (std::size_t i = 0; i < std::min(list.size(), kMostSlots); ++i) entries.push_back(entry(list.at(i), fmt::format("{}.slots[{}]", where, i), schedule));
    out_.blocks = timetable(std::move(entries), weekly, 4);  // its weeks begin on Thursday
  }

  TimeEntry entry(const base::Json& slot, const std::string& where, const base::Json& schedule) {
    remark_members(slot, where, kSlot, out_.remarks);
    TimeEntry made;
    made.at = std::clamp<Millis>(slot["time"].integer().value_or(0), 0, 7 * kDay - 1);
    auto& block = made.what;
    block.where = where;
    block.delay = slot_lateness(schedule["lateness"].integer());
    if (schedule["pad"].integer().value_or(0) < 60'000) block.start = model::Start::soft;
    const auto id = slot["showId"].text_or("");
    if (id == "flex.") {
      out_.remarks.add(Fate::taken, where, "flex time: off air, or the block below");
    } else if (id.starts_with("redirect.")) {
      out_.remarks.add(Fate::left_out, where, "time in which another channel is shown");
    } else {
      block.order = slot_order(slot["order"].text_or(""), where, out_.remarks);
      block.play = programmes_.of(id, where);
      block.name = id == "movie." ? "Movies" : id.substr(std::min(id.size(), id.find('.') + 1));
      if (block.play.empty()) out_.remarks.add(Fate::left_out, where, fmt::format("no programme of the list belongs to '{}'", base::printable(id)));
    }
    return made;
  }

  void list() {
    out_.channel.grid_ms = 300'000;
    if (programmes_.all().empty()) return;
    if (root_["randomScheduleBackup"].exists())
      out_.remarks.add(Fate::changed, "randomScheduleBackup", "slots by chance are not planned; the list they made is read instead");
    if (flex_ > 0) out_.remarks.add(Fate::changed, "programs", fmt::format("{} times flex: breaks decide what goes between programmes", flex_));
    out_.blocks.push_back(whole_day(programmes_.all(), out_.remarks, "programs"));
  }

  const base::Json root_;
  ForeignStation out_;
  Programmes programmes_;
  int flex_ = 0;
};
}  // namespace

ForeignStation read_dizquetv(const base::Json& root) {
  if (!root.is_object() || !root["programs"].is_array())
    throw base::Error(base::ErrorKind::usage, "this is no channel of dizqueTV: 'programs' is not a list", root.is_array() ? "import one channel of the list at a time" : "");
  return Reader(root).read();
}

}  // namespace retrovue::station
