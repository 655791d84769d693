#include "schedule/filter.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "fixture.h"

using namespace retrovue;
using namespace retrovue::schedule;
using namespace retrovue::schedule::test;

namespace {
constexpr Millis kDay = 24 * kHour, kNow = 1'000 * kDay;

Item film() {
  Item item;
  item.id = 1;
  item.kind = ItemKind::movie;
  item.title = "Last Night Train";
  item.year = 1984;
  item.rating = {"mpaa", "PG"};
  item.duration_ms = 95 * kMinute;
  item.tags = {"genre:horror", "tone:dark"};
  item.collections = {"Night Owls"};
  item.added_ms = kNow - 10 * kDay;
  return item;
}
const std::map<std::string, std::string> kSaved{{"dark", "tag:tone:dark"}, {"Late Dark", "query:dark and year < 1990"}, {"a", "query:b"}, {"b", "query:a"}};

bool holds(std::string_view text, const Item& item, std::optional<Millis> aired = {}) {
  const Filter filter(text, kSaved);
  if (filter.timeless()) CHECK(filter.may(item) == filter.holds(item, {kNow, aired}));
  if (filter.holds(item, {kNow, aired})) CHECK(filter.may(item));
  return filter.holds(item, {kNow, aired});
}
std::string fault(std::string_view text) {
  try {
    static_cast<void>(Filter(text, kSaved));
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::usage);
    return error.message() + (error.hint().empty() ? "" : " | " + error.hint());
  }
  return {};
}
}  // namespace

TEST_CASE("conditions mean what the manual says") {
  const auto item = film();
  for (const auto* text : {"type:movie", "TYPE = Movie", "year >= 1984 year<=1984", "year != 1985", "title ~ night", "title:\"last night train\"",
                           "not title:night", "tag:genre", "tag:genre:horror", "tag != genre:comedy", "season != 2", "rating:pg", "rating <= PG-13",
                           "rating != unrated", "duration > 1h30m", "collection:\"night owls\"", "collection ~ owl", "added < 11d", "added >= 10d",
                           "aired never", "aired:never", "aired > 3650d", "query:dark", "query:\"late dark\"", "(type:movie)", "not (type:episode or year < 1950)",
                           "type:episode or type:movie year:1984", "type:movie and not(type:episode)"})
    CHECK_MESSAGE(holds(text, item), text);
  for (const auto* text : {"type:episode", "year > 1984", "season:1", "season < 5", "title:night", "rating > PG", "rating:unrated", "duration < 95m",
                           "tag:gen", "tag:genre:comedy", "collection:owls", "added < 10d", "aired < 3650d", "not aired never",
                           "type:episode year:1984 or type:episode", "not (type:movie)"})
    CHECK_MESSAGE(!holds(text, item), text);
  CHECK(holds("aired < 2d", item, kNow - kDay));
  CHECK(!holds("aired never", item, kNow - kDay));
  CHECK(!holds("aired > 2d", item, kNow - kDay));
  auto unrated = item;
  unrated.rating = {};
  CHECK(holds("rating:unrated", unrated));
  CHECK(!holds("rating <= R", unrated));  // never permissive
}

TEST_CASE("what is not understood is shown with a caret") {
  CHECK(fault("type:movie titel:horror") == "'titel' is not a field\n  type:movie titel:horror\n             ^ | did you mean title?");
  CHECK(fault("horror").find("'horror' is not a field\n  horror\n  ^ | fields are ") == 0);
  CHECK(fault("year horror").find("a comparison is expected after 'year'\n  year horror\n       ^") == 0);
  CHECK(fault("year < x").find("'x' is not a number\n  year < x\n         ^") == 0);
  CHECK(fault("type:film").find("'film' is not a known item type\n  type:film\n       ^") == 0);
  CHECK(fault("title < a") == "title cannot be compared like this\n  title < a\n        ^ | use : != or ~ (contains)");
  CHECK(fault("(type:movie").find("this '(' is not closed\n  (type:movie\n  ^") == 0);
  CHECK(fault("type:movie)").find("nothing is open") == 0);
  CHECK(fault("type:movie and").find("a condition is missing at the end") == 0);
  CHECK(fault("title:\"night").find("this quote is not closed") == 0);
  CHECK(fault("added < soon").find("added < soon\n          ^") != std::string::npos);
  CHECK(fault("added:never").find("added cannot be compared like this") == 0);
  CHECK(fault("query:drak") == "there is no query 'drak'\n  query:drak\n        ^ | did you mean 'dark'?");
  CHECK(fault("query:a").find("these queries name each other in a circle") == 0);
  CHECK(fault(" ").find("the query is empty") == 0);
  CHECK(fault(std::string(5000, 'x')) == "the query is longer than 4000 bytes");
  CHECK(fault(std::string(1000, '(')).find("nested too deep") == 0);
  CHECK(fault("title:\xff") == "the query is not UTF-8");
}

TEST_CASE("a block follows its query from slot to slot, day by day as in one go") {
  Shelf shelf;
  for (int i = 1; i <= 12; ++i) shelf.episode("A", 1, i, 22 * kMinute).added_ms = utc("2026-11-20T00:00:00Z") + i * kDay / 2;
  model::Selector fresh;
  fresh.where = "show:a added < 3d";
  auto in = input({block("b", "18:00", "20:00", {fresh})});
  in.programming.blocks[0].order = model::Order::shuffle;
  in.to = in.from + 4 * kDay;
  const auto library = shelf.library();
  const auto whole = build(library, in);
  CHECK(faults(whole, in).empty());
  std::size_t seen = 0;
  for (const auto& slot : whole.slots) {
    if (slot.item_id == 0) continue;
    CHECK(slot.start - library.find(slot.item_id)->added_ms < 3 * kDay);
    ++seen;
  }
  CHECK(seen > 8);
  std::vector<model::Slot> joined;
  Input part = in;
  for (int day = 1; day <= 4; ++day) {
    part.to = in.from + day * kDay;
    const auto plan = build(library, part);
    joined.insert(joined.end(), plan.slots.begin(), plan.slots.end());
    part.from = plan.slots.back().end;
    remember(part, plan.slots);
  }
  REQUIRE(joined.size() == whole.slots.size());
  for (std::size_t i = 0; i < joined.size(); ++i) CHECK(joined[i].item_id == whole.slots[i].item_id);
}

TEST_CASE("'aired' rests a pool, and a query that is gone is named and empties one block only") {
  Shelf shelf;
  shelf.episode("A", 1, 1, 22 * kMinute);
  for (int i = 0; i < 8; ++i) shelf.spot("C" + std::to_string(i), 30 * kSecond);
  auto in = input({block("b", "18:00", "19:00", {show("A")}), block("c", "20:00", "21:00", {{}})});
  in.programming.blocks[1].play[0].query = "gone";
  in.programming.pools.spots.emplace();
  in.programming.pools.spots->emplace_back().where = "not aired < 1h";
  in.programming.breaks.spot_rest = 0;
  const auto plan = build(shelf.library(), in);
  CHECK(faults(plan, in).empty());
  std::map<model::Id, Millis> last;
  for (const auto& event : plan.events)
    if (event.kind == model::EventKind::spot) {
      const auto at = model::frame_start(in.rate, event.start_frame);
      if (last.count(event.item_id)) CHECK(at - last[event.item_id] >= kHour);
      last[event.item_id] = at;
    }
  CHECK(last.size() == 8);
  CHECK(std::any_of(plan.warnings.begin(), plan.warnings.end(), [](const auto& w) { return w.find("block 'c': there is no query 'gone'") == 0; }));
}
