#include "station/banners.h"

#include <doctest/doctest.h>

#include "catalog/channels.h"
#include "catalog/marker_writer.h"
#include "catalog/plan.h"
#include "lib/catalog/scratch.h"
#include "station/playlog.h"
#include "station/station_file.h"

using namespace retrovue;

namespace {

constexpr model::Millis kMinute = 60'000, kNine = 1'793'494'800'000;  // 2026-11-01T01:00:00Z: nine in the evening in New York, the day before the clocks go back
const model::Profile& kProfile = model::built_in_profiles().front();

// A channel with a film of ten minutes in two acts round a spot, slate, and an episode.
struct Desk : catalog::test::Scratch {
  model::Channel channel;
  model::Id film = item("movie", "Metropolis"), episode = item("episode", "The Long Wave");
  std::int64_t begin = model::frame_at(kProfile.rate, kNine), ten = kProfile.rate.count_of_ms(10 * kMinute);
  std::vector<model::Slot> slots;
  std::vector<model::Event> events;

  Desk() {
    channel.number = 5;
    channel.name = "Five";
    channel.zone = "America/New_York";
    channel.id = catalog::save_channel(catalog, channel);
    slot(film, model::ItemKind::movie, "Metropolis", "", kNine, kNine + 20 * kMinute);
    slots.back().year = 1927;
    slots.back().rating = {"MPAA", "PG"};
    slot(episode, model::ItemKind::episode, "The Long Wave", "Signal Harbour", kNine + 20 * kMinute, kNine + 50 * kMinute);
    slots.back().season = 2;
    slots.back().episode = 5;
    event(0, model::EventKind::program, film, 4 * kMinute, 0);
    event(0, model::EventKind::spot, film, kMinute, 0);
    event(0, model::EventKind::program, film, 6 * kMinute, kProfile.rate.count_of_ms(4 * kMinute));
    event(0, model::EventKind::slate, 0, 9 * kMinute, 0);
    events.back().frames = model::frame_at(kProfile.rate, kNine + 20 * kMinute) - events.back().start_frame;
    event(1, model::EventKind::program, episode, 30 * kMinute, 0);
    store();
  }
  void slot(model::Id item, model::ItemKind kind, const char* title, const char* show, model::Millis from, model::Millis to) {
    model::Slot made;
    made.channel_id = channel.id;
    made.item_id = item;
    made.kind = kind;
    made.title = title;
    made.show = show;
    made.start = from;
    made.end = to;
    slots.push_back(made);
  }
  void event(model::Id which, model::EventKind kind, model::Id item, model::Millis length, std::int64_t in) {
    model::Event made;
    made.channel_id = channel.id;
    made.slot_id = which;
    made.kind = kind;
    made.item_id = item;
    made.start_frame = events.empty() ? begin : events.back().start_frame + events.back().frames;
    made.frames = kProfile.rate.count_of_ms(length);
    made.in_frame = in;
    events.push_back(made);
  }
  void store() {
    catalog.transaction(false, [&] { catalog::replace_plan(catalog, channel.id, 0, INT64_MAX / 4, slots, events); });
  }
  std::vector<playout::ShownText> over(std::size_t event, const model::Graphics& graphics) {
    const auto stored = catalog::events(catalog, channel.id, events[event].start_frame, events[event].start_frame + 1);
    REQUIRE(stored.size() == 1);
    return station::texts_over(catalog, stored.front(), graphics, channel, kProfile.rate);
  }
};

std::int64_t frames(model::Millis length) { return kProfile.rate.count_of_ms(length); }

}  // namespace

TEST_CASE("a banner's words come from the plan, and a line that says nothing is left out") {
  model::Slot slot;
  slot.title = "The Long Wave";
  slot.show = "Signal Harbour";
  slot.season = 2;
  slot.episode = 5;
  slot.start = kNine;
  model::Channel channel;
  channel.name = "Five";
  channel.zone = "America/New_York";
  const auto line = [&](std::string_view text, model::Clock clock = model::Clock::h12) { return station::banner_line(text, {slot, channel, clock, "0:42"}); };
  CHECK(line("Next: {title} at {time}") == "Next: Signal Harbour at 9:00 PM");
  CHECK(line("{time}", model::Clock::h24) == "21:00");
  CHECK(line("{number} {episode} on {channel}") == "S02E05 The Long Wave on Five");
  CHECK(line("{year}{rating}") == "");
  CHECK(line("a film of {year}") == "");
  CHECK(line("in {left}") == "in 0:42");
  CHECK(line("plain") == "plain");
  slot.show.clear();
  CHECK(line("{title}") == "The Long Wave");
  CHECK(line("{episode}") == "");
  slot.start = kNine + 180 * kMinute;  // midnight
  CHECK(line("{time}") == "12:00 AM");
  slot.start = kNine + 12 * 60 * kMinute;  // the clocks went back
  CHECK(line("{time}") == "8:00 AM");
  slot.title.clear();
  for (int i = 0; i < 200; ++i) slot.title += "я";
  CHECK(line("{title}").size() == 120 * 2 + 3);
}

TEST_CASE("banners stand over their programme, in their act, for their time") {
  Desk desk;
  model::Graphics graphics;
  for (std::size_t i = 0; i < desk.events.size(); ++i) CHECK(desk.over(i, graphics).empty());
  graphics.now_playing = model::Banner::usual_now_playing();
  graphics.up_next = model::Banner::usual_up_next();
  graphics.rating = model::Banner::usual_rating();
  const auto first = desk.over(0, graphics);
  REQUIRE(first.size() == 2);
  CHECK(first[0].text == "PG");
  CHECK(first[0].place == model::Corner::top_left);
  CHECK(first[0].from == 0);
  CHECK(first[0].to == frames(5'000));
  CHECK(first[1].text == "Metropolis");
  CHECK(first[1].detail == "");
  CHECK(first[1].from == frames(10'000));
  CHECK(first[1].to == frames(10'000) + frames(6'000));
  CHECK(desk.over(1, graphics).empty());
  const auto last = desk.over(2, graphics);
  REQUIRE(last.size() == 1);
  CHECK(last[0].text == "Next: Signal Harbour at 9:20 PM");
  CHECK(last[0].from == desk.events[2].frames - frames(60'000));
  CHECK(last[0].to == last[0].from + frames(8'000));
  CHECK(desk.over(3, graphics).empty());
  const auto episode = desk.over(4, graphics);  // after it nothing is planned, and it has no rating
  REQUIRE(episode.size() == 1);
  CHECK(episode[0].text == "Signal Harbour");
  CHECK(episode[0].detail == "The Long Wave");

  // An act shorter than what stands in it has as much as fits.
  graphics.now_playing->at = 4 * kMinute - 2'000;
  CHECK(desk.over(0, graphics).back().to == desk.events[0].frames);
  graphics.now_playing->at = 5 * kMinute;
  CHECK(desk.over(0, graphics).size() == 1);
  graphics.up_next->at = 30 * kMinute;
  CHECK(desk.over(2, graphics)[0].from == 0);
  CHECK(desk.over(0, graphics).size() == 1);
  // One corner has one text at a time.
  graphics.now_playing->at = 3'000;
  graphics.now_playing->place = model::Corner::top_left;
  const auto two = desk.over(0, graphics);
  REQUIRE(two.size() == 2);
  CHECK(two[0].to == frames(3'000));
  CHECK(two[1].from == frames(3'000));
}

TEST_CASE("a cue stands at its marker's frame, whenever that airs") {
  Desk desk;
  const auto add = [&](model::Millis at, const char* title, model::MarkerKind kind = model::MarkerKind::cue) {
    model::Marker marker;
    marker.item_id = desk.film;
    marker.kind = kind;
    marker.start_ms = at;
    marker.title = title;
    desk.catalog.transaction(false, [&] { catalog::insert_marker(desk.catalog, marker); });
  };
  add(30'000, "phone");
  add(kMinute, "chapter", model::MarkerKind::chapter);
  add(4 * kMinute - 2'000, "edge");
  add(5 * kMinute, "phone");
  model::Graphics graphics;
  graphics.cues = {model::Banner::usual_cue()};
  auto shown = desk.over(0, graphics);
  REQUIRE(shown.size() == 2);
  CHECK(shown[0].text == "phone");
  CHECK(shown[0].from == frames(30'000));
  CHECK(shown[1].text == "edge");
  CHECK(shown[1].to == desk.events[0].frames);
  // What began before a break goes on after it: those frames of the item are the ones.
  shown = desk.over(2, graphics);
  REQUIRE(shown.size() == 2);
  CHECK(shown[0].from == 0);
  CHECK(shown[0].to == frames(4 * kMinute - 2'000) + frames(6'000) - desk.events[2].in_frame);
  CHECK(shown[1].from == frames(5 * kMinute) - desk.events[2].in_frame);
  graphics.cues[0].cue = "edge";
  graphics.cues[0].text = "{cue}: {title}";
  REQUIRE(desk.over(0, graphics).size() == 1);
  CHECK(desk.over(0, graphics)[0].text == "edge: Metropolis");
}

TEST_CASE("slate counts down to a programme, and the pattern off air comes in pieces that are all alike") {
  Desk desk;
  const auto say = [&](const model::Programming& programming) {
    desk.catalog.transaction(false, [&] { catalog::save_programming_document(desk.catalog, desk.channel.id, station::programming_json(programming)); });
  };
  model::Programming programming;
  say(programming);
  station::CatalogPlaylog plan(desk.catalog, desk.channel.id, kProfile);
  const auto slate = desk.events[3];
  const auto end = slate.start_frame + slate.frames;
  CHECK(plan.event_at(end - 1).event.frames == slate.frames);
  CHECK(plan.event_at(end - 1).clips.empty());
  programming.graphics.countdown = model::Banner::usual_countdown();
  say(programming);
  CHECK(plan.redrawn(end - 1));
  CHECK_FALSE(plan.redrawn(end - 1));
  const auto before = plan.event_at(slate.start_frame);
  CHECK(before.clips.empty());
  CHECK(before.event.start_frame == slate.start_frame);
  CHECK(before.event.frames == slate.frames - frames(60'000));
  const auto counting = plan.event_at(end - 100);
  CHECK(counting.event.start_frame == end - frames(60'000));
  CHECK(counting.event.start_frame + counting.event.frames == end);
  REQUIRE(counting.clips.size() == 1);
  REQUIRE(counting.texts.size() == 60);
  CHECK(counting.texts.front().text == "Signal Harbour");
  CHECK(counting.texts.front().detail == "starts in 1:00");
  CHECK(counting.texts.front().from == 0);
  CHECK(counting.texts[18].detail == "starts in 0:42");
  CHECK(counting.texts.back().detail == "starts in 0:01");
  CHECK(counting.texts.back().to == counting.event.frames);
  for (std::size_t i = 1; i < counting.texts.size(); ++i) CHECK(counting.texts[i].from == counting.texts[i - 1].to);

  programming.graphics.countdown.reset();
  programming.off_air.pattern = model::Pattern::bars;
  say(programming);
  CHECK(plan.redrawn(end - 1));
  CHECK(plan.event_at(end - 1).clips.empty());  // the rest of a programme's time is not off air
  desk.slots.front().status = "off_air";
  desk.store();
  std::int64_t at = slate.start_frame, pieces = 0;
  while (at < end) {
    const auto piece = plan.event_at(at);
    REQUIRE(piece.clips.size() == 1);
    CHECK(piece.clips.front().bars);
    CHECK(piece.event.start_frame == at);
    CHECK(piece.event.in_frame == 0);
    CHECK(plan.event_at(at + piece.event.frames - 1).event.start_frame == at);
    at += piece.event.frames;
    if (at < end) CHECK(piece.event.frames % 600 == 0);
    ++pieces;
  }
  CHECK(at == end);
  CHECK(pieces == 2);
}

TEST_CASE("what is written over an event follows the plan once it is told") {
  Desk desk;
  catalog::Catalog& catalog = desk.catalog;
  const auto say = [&](const model::Programming& programming) {
    catalog.transaction(false, [&] { catalog::save_programming_document(catalog, desk.channel.id, station::programming_json(programming)); });
  };
  model::Programming programming;
  programming.graphics.up_next = model::Banner::usual_up_next();
  say(programming);
  station::CatalogPlaylog plan(catalog, desk.channel.id, kProfile);
  const auto& act = desk.events[2];
  const auto says = [&] {
    const auto planned = plan.event_at(act.start_frame);
    REQUIRE(planned.texts.size() == 1);
    return planned.texts[0].text;
  };
  CHECK(says() == "Next: Signal Harbour at 9:20 PM");
  CHECK_FALSE(plan.redrawn(act.start_frame));
  const auto stored = [&] {
    desk.store();
    return plan.redrawn(act.start_frame);
  };
  desk.slots[1].summary = "of no matter here";
  CHECK_FALSE(stored());
  desk.slots[1].show = "Copper Canyon";
  CHECK(stored());
  CHECK_FALSE(plan.redrawn(act.start_frame));
  CHECK(says() == "Next: Copper Canyon at 9:20 PM");
  // What is over is over.
  desk.slots[1].show = "Orchard Street";
  desk.store();
  CHECK_FALSE(plan.redrawn(act.start_frame + act.frames - frames(52'000)));
  CHECK(says() == "Next: Orchard Street at 9:20 PM");
  // The channel's zone, its clock, and the whole of it.
  desk.channel.zone = "America/Chicago";
  catalog.transaction(false, [&] { catalog::save_channel(catalog, desk.channel); });
  CHECK(plan.redrawn(act.start_frame));
  CHECK(says() == "Next: Orchard Street at 8:20 PM");
  programming.graphics.clock = model::Clock::h24;
  say(programming);
  CHECK(plan.redrawn(act.start_frame));
  CHECK(says() == "Next: Orchard Street at 20:20");
  programming.graphics.up_next.reset();
  say(programming);
  CHECK(plan.redrawn(act.start_frame));
  CHECK(plan.event_at(act.start_frame).texts.empty());
}
