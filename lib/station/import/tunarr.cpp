#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "model/guid.h"
#include "station/import/programmes.h"

// Tunarr: the programming of a channel as its API gives it: "programs" by id, a "lineup" that goes round, and the
// "schedule" it was made from. Two generations of programmes are read.
namespace retrovue::station {
namespace {
constexpr Millis kDay = 86'400'000;

const Members kRoot{
    {"name", "number", "programs", "lineup", "schedule"},
    {{"icon", "logos belong to the guide"}, {"dynamicContentConfig", "content that joins by itself: a show or query in a block does so anyway"},
     {"totalPrograms", ""}, {"startTimeOffsets", ""}, {"id", ""}}};
const Members kSchedule{
    {"type", "slots", "period", "padMs", "latenessMs"},
    {{"flexPreference", "breaks decide where time that is left over goes"}, {"maxDays", ""}, {"timeZoneOffset", ""}, {"startTomorrow", ""},
     {"padStyle", ""}, {"randomDistribution", ""}, {"lockWeights", ""}, {"periodMs", ""}}};
const Members kSlot{
    {"type", "startTime", "showId", "order", "show", "customShowId", "channelName"},
    {{"filler", "lists of fillers stand elsewhere; pools take items of the library by type"}, {"seasonFilter", "all seasons are played"},
     {"direction", "shows are played forward"}, {"smartCollectionId", ""}, {"fillerListId", ""}, {"channelId", ""}, {"padMs", "the padding of one slot"},
     {"durationWeighting", ""}, {"decayFactor", ""}, {"recoveryFactor", ""}, {"groupBy", ""}, {"customShow", ""}, {"smartCollection", ""},
     {"fillerList", ""}, {"isMissing", ""}, {"missingShow", ""}, {"channel", ""}, {"index", ""}, {"cooldownMs", ""}, {"weight", ""}, {"durationMs", ""}}};
const Members kEntry{{"type", "id", "customShowId", "index", "channelNumber"},
                     {{"duration", ""}, {"persisted", ""}, {"fillerListId", ""}, {"fillerType", ""}, {"icon", ""}, {"channel", ""}, {"channelName", ""},
                      {"fillerConfig", ""}, {"startOffsetMs", "pieces of programmes are not planned by hand"}, {"program", ""}}};

std::optional<int> small(const base::Json& value) {
  const auto number = value.integer();
  return number && *number >= 0 && *number <= 9999 ? std::optional{static_cast<int>(*number)} : std::nullopt;
}

std::vector<model::Guid> guids(const base::Json& list, const char* provider) {
  std::vector<model::Guid> found;
  for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), 20); ++i) {
    const auto source = list.at(i)[provider].text_or(""), id = list.at(i)["id"].text_or("");
    if (source == "tvdb" || source == "tmdb" || source == "imdb")
      if (auto guid = model::parse_guid(source + "://" + id)) found.push_back(std::move(*guid));
  }
  return found;
}

class Reader {
 public:
  explicit Reader(const base::Json& root) : root_(root) {}

  ForeignStation read() {
    out_.channel.number = small(root_["number"]).value_or(0);
    out_.channel.name = root_["name"].text_or("");
    out_.channel.day_start_ms = 0;
    out_.channel.grid_ms = 300'000;
    remark_members(root_, "", kRoot, out_.remarks);
    std::size_t known = 0;
    for (const auto& [id, program] : root_["programs"].members())
      if (known++ < kMostProgrammes) programs_[id] = programme(program, "programs." + base::printable(id));
    lineup(root_["lineup"]);
    const auto schedule = root_["schedule"];
    if (schedule["slots"].size() > 0 && schedule["type"].text_or("time") == "time") {
      slots(schedule);
    } else {
      if (schedule.is_object()) out_.remarks.add(Fate::changed, "schedule", "slots by chance are not planned; the list they made is read instead");
      if (!programmes_.all().empty()) out_.blocks.push_back(whole_day(programmes_.all(), out_.remarks, "lineup"));
    }
    return std::move(out_);
  }

 private:
  struct Known {
    Want want;
    std::vector<std::string> show_ids;  // what slots may call its show
    std::string type;
  };

  // The older generation has all members beside each other, the newer one a tree below "program".
  Known programme(const base::Json& program, const std::string& where) {
    const auto now = program["program"].is_object() ? program["program"] : program;
    const bool newer = program["program"].is_object();
    Known known;
    auto& want = known.want;
    want.where = where;
    known.type = now[newer ? "type" : "subtype"].text_or("");
    const auto show = newer ? now["season"]["show"].is_object() ? now["season"]["show"] : now["show"] : now["grandparent"];
    if (known.type == "episode") {
      want.kind = Want::Kind::episode;
      want.title = show["title"].text_or("");
      want.part = now["title"].text_or("");
      want.season = newer ? small(now["season"]["index"]) : small(now["seasonNumber"]) ? small(now["seasonNumber"]) : small(now["parent"]["index"]);
      want.episode = small(now["episodeNumber"]) ? small(now["episodeNumber"]) : small(now["index"]);
      for (const auto& id : {show["uuid"].text_or(""), show["id"].text_or(""), now["showId"].text_or("")})
        if (!id.empty()) known.show_ids.push_back(id);
      show_guids_[want.title] = guids(show[newer ? "identifiers" : "externalIds"], newer ? "type" : "source");
      if (const auto year = small(show["year"])) show_years_[want.title] = *year;
    } else {
      want.kind = Want::Kind::movie;
      want.title = now["title"].text_or("");
      want.year = small(now["year"]);
    }
    want.guids = guids(now[newer ? "identifiers" : "externalIds"], newer ? "type" : "source");
    want.path = newer ? now["mediaItem"]["locations"].at(0)["path"].text_or("") : now["serverFilePath"].text_or("");
    return known;
  }

  void lineup(const base::Json& list) {
    for (std::size_t i = 0; i < std::min(list.size(), kMostProgrammes); ++i) {
      const auto entry = list.at(i);
      const auto where = fmt::format("lineup[{}]", i);
      remark_members(entry, where, kEntry, out_.remarks);
      const auto type = entry["type"].text_or("");
      if (type == "redirect") {
        out_.remarks.add(Fate::left_out, where, "time in which another channel is shown");
      } else if (type == "content" || type == "custom") {
        const auto known = programs_.find(entry["id"].text_or(""));
        if (known == programs_.end()) out_.remarks.add(Fate::left_out, where, "a programme that is not in 'programs'");
        else add(known->second, entry["customShowId"].text_or(""), where);
      } else if (type != "flex" && type != "filler") {
        out_.remarks.add(Fate::left_out, where, fmt::format("an entry of type '{}'", base::printable(type)));
      }
    }
    // Slots may name what no lineup has at the moment.
    for (const auto& [id, known] : programs_)
      for (const auto& show : known.show_ids) by_slot_.add("show " + show, known.want);
  }

  void add(const Known& known, const std::string& custom, const std::string& where) {
    if (known.type != "episode" && known.type != "movie") {
      out_.remarks.add(Fate::left_out, where, fmt::format("a programme of type '{}'", base::printable(known.type)));
      return;
    }
    programmes_.add("", known.want);
    if (!custom.empty()) by_slot_.add("custom-show " + custom, known.want);
    else if (known.type == "movie") by_slot_.add("movie", known.want);
  }

  void slots(const base::Json& schedule) {
    remark_members(schedule, "schedule", kSchedule, out_.remarks);
    slot_padding(schedule["padMs"].integer(), "schedule.padMs", out_);
    std::vector<TimeEntry> entries;
    const auto list = schedule["slots"];
    if (list.size() > kMostSlots) out_.remarks.add(Fate::left_out, "schedule.slots", fmt::format("what comes after the first {} slots", kMostSlots));
    for (std::size_t i = 0; i < std::min(list.size(), kMostSlots); ++i) entries.push_back(entry(list.at(i), fmt::format("schedule.slots[{}]", i), schedule));
    out_.blocks = timetable(std::move(entries), schedule["period"].text_or("day") == "week", 0);
  }

  TimeEntry entry(const base::Json& slot, const std::string& where, const base::Json& schedule) {
    remark_members(slot, where, kSlot, out_.remarks);
    TimeEntry made;
    made.at = std::clamp<Millis>(slot["startTime"].integer().value_or(0), 0, 7 * kDay - 1);
    auto& block = made.what;
    block.where = where;
    block.delay = slot_lateness(schedule["latenessMs"].integer());
    if (schedule["padMs"].integer().value_or(0) < 60'000) block.start = model::Start::soft;
    const auto type = slot["type"].text_or("");
    if (type == "flex") {
      out_.remarks.add(Fate::taken, where, "flex time: off air, or the block below");
      return made;
    }
    block.order = slot_order(slot["order"].text_or(""), where, out_.remarks);
    if (type == "show") {
      block.play = by_slot_.of("show " + slot["showId"].text_or(""), where);
      if (const auto title = slot["show"]["title"].text(); title && block.play.empty()) block.play.push_back({.title = *title, .where = where});
      if (block.play.empty() && slot["showId"].text_or("").starts_with("tv.")) block.play.push_back({.title = slot["showId"].text_or("").substr(3), .where = where});
      for (auto& want : block.play) describe(want);
      if (!block.play.empty()) block.name = block.play.front().title;
    } else if (type == "movie") {
      block.name = "Movies";
      block.play = by_slot_.of("movie", where);
    } else if (type == "custom-show") {
      block.name = "Custom show";
      block.play = by_slot_.of("custom-show " + slot["customShowId"].text_or(""), where);
    }
    if (block.play.empty()) out_.remarks.add(Fate::left_out, where, fmt::format("a slot of type '{}' without programmes that are known", base::printable(type)));
    return made;
  }

  void describe(Want& want) const {
    if (const auto guids = show_guids_.find(want.title); guids != show_guids_.end()) want.guids = guids->second;
    if (const auto year = show_years_.find(want.title); year != show_years_.end()) want.year = year->second;
  }

  const base::Json root_;
  ForeignStation out_;
  std::map<std::string, Known> programs_;
  std::map<std::string, std::vector<model::Guid>> show_guids_;
  std::map<std::string, int> show_years_;
  Programmes programmes_, by_slot_;
};
}  // namespace

ForeignStation read_tunarr(const base::Json& root) {
  if (!root["programs"].is_object() || !root["lineup"].is_array())
    throw base::Error(base::ErrorKind::usage, "this is no programming of Tunarr: 'programs' and 'lineup' are missing",
                      "save what its API answers to /api/channels/ID/programming");
  return Reader(root).read();
}

}  // namespace retrovue::station
