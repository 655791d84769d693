#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/channel.h"
#include "model/programming.h"
#include "station/yaml_tree.h"

// A channel as another program describes it, before anything is looked up in the catalog.
namespace retrovue::station {

using model::Millis;

// What became of a part of the file.
enum class Fate { taken, changed, left_out, missing, unknown };

struct Remark {
  Fate fate = Fate::taken;
  std::string where;  // "playout[3].count", with line and column where the format has them
  std::string text;
  int times = 1;      // the same at other places: the first one is named
};

// What is told about an import; at most 200 different remarks of each fate are kept, all are counted.
class Remarks {
 public:
  void add(Fate fate, const std::string& where, const std::string& text);
  const std::vector<Remark>& all() const { return all_; }
  int count(Fate fate) const;

 private:
  std::vector<Remark> all_;
  std::map<std::string, std::size_t> known_;  // by fate and text
  std::map<Fate, int> counts_, kept_;
};

// Something to play, as the other program names it.
struct Want {
  enum class Kind { show, movie, episode, movies, folder, collection, condition };
  Kind kind = Kind::show;
  std::string title{};   // of the show or movie; name of the folder or collection; text of the condition
  std::string part{};    // title of the episode
  std::optional<int> year{}, season{}, episode{};
  std::vector<model::Guid> guids{};
  std::string path{};    // of the file, on whatever machine
  std::string where{};
};

struct ForeignBlock {
  std::string name;
  model::Days days = model::kDaily;
  Millis from = 0, to = 0;  // of the day, which begins at midnight; to <= from: on the next day
  int every = 1, turn = 1;
  std::vector<model::Season> season;
  std::vector<Want> play;
  model::Order order = model::Order::sequential;
  model::Start start = model::Start::grid;
  std::optional<Millis> delay;
  std::string run;
  int priority = 0;
  std::string where;
};

struct ForeignStation {
  model::Channel channel;  // number 0: the file names none
  model::BreakRule breaks;
  std::vector<ForeignBlock> blocks;
  std::vector<Want> fillers;
  Remarks remarks;
};

// Readers of the formats. Text of at most 32 MiB; what is not understood becomes a remark. Errors: usage, when the text
// is not of the format at all.
ForeignStation read_fieldstation(const base::Json& root);
ForeignStation read_dizquetv(const base::Json& root);
ForeignStation read_tunarr(const base::Json& root);
ForeignStation read_ersatztv(const YamlNode& root);

// Which members of an object are read, and which are known to mean nothing here; others are remarked as unknown.
struct Members {
  std::vector<std::string_view> read;
  std::vector<std::pair<std::string_view, std::string_view>> useless;  // name, why it is left out; no why: silently
};
void remark_members(const base::Json& object, const std::string& where, const Members& members, Remarks& remarks);

// A grid the station file can have, nearest to what is asked for: a part of the day from 1 minute to 6 hours.
Millis nearest_grid(Millis wanted);

// One entry of a timetable: what begins at a time of the day (or week) and goes on to the next entry.
struct TimeEntry {
  Millis at = 0;      // after the start of the period
  ForeignBlock what;  // days, from and to are filled in; without play: nothing
};
// Blocks from a timetable that repeats each day, or each week from the weekday (0 = Sunday) on. Neighbours and days that
// are alike become one block.
std::vector<ForeignBlock> timetable(std::vector<TimeEntry> entries, bool weekly, unsigned first_weekday);

// Play lists of whole channels: what can be said of a long list of programmes in a few words.
ForeignBlock whole_day(const std::vector<Want>& programmes, Remarks& remarks, const std::string& where);

}  // namespace retrovue::station
