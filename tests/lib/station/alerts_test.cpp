#include "station/alerts.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "catalog/alerts.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "model/channel.h"

using namespace retrovue;

namespace {

constexpr model::Millis kNow = 1'763'683'200'000;
constexpr auto kNever = std::numeric_limits<model::Millis>::max();

model::Alert alert(model::Id id, int priority, model::Millis start, model::Millis end) {
  model::Alert made;
  made.id = id;
  made.text = "text " + std::to_string(id);
  made.priority = priority;
  made.start = start;
  made.end = end;
  return made;
}

// One programme without end.
class Plan final : public playout::Playlog {
 public:
  playout::AirEvent event_at(std::int64_t) override {
    playout::AirEvent made;
    made.event.item_id = 7;
    made.event.frames = std::numeric_limits<std::int64_t>::max() / 2;
    made.clips.push_back({});
    return made;
  }
};

}  // namespace

TEST_CASE("the highest priority is on, of equal ones the newest, and lower ones come back") {
  const std::vector<model::Alert> all{alert(1, 5, 0, 100), alert(2, 8, 20, 40), alert(3, 5, 30, 60), alert(4, 1, 50, 200)};
  const auto at = [&](model::Millis when) { return station::alert_at(all, when) ? station::alert_at(all, when)->id : 0; };
  CHECK(at(-1) == 0);
  CHECK(at(0) == 1);
  CHECK(at(20) == 2);
  CHECK(at(39) == 2);
  CHECK(at(40) == 3);
  CHECK(at(60) == 1);
  CHECK(at(100) == 4);
  CHECK(at(200) == 0);
  std::vector<model::Millis> edges;
  for (model::Millis when = -10; when != kNever; when = station::alert_until(all, when)) edges.push_back(when);
  CHECK(edges == std::vector<model::Millis>{-10, 0, 20, 40, 60, 100, 200});
}

TEST_CASE("a channel's plan with alerts in it: each frame belongs to one, and edges lie on frames") {
  Plan plan;
  const auto& profile = model::built_in_profiles().front();
  station::AlertPlaylog playlog(plan, 1, profile);
  const auto first = model::frame_at(profile.rate, kNow);
  CHECK(playlog.event_at(first).event.item_id == 7);
  CHECK(playlog.event_at(first).until == 0);
  auto crawl = alert(2, 8, kNow + 1'000, kNow + 2'000);
  crawl.style = model::AlertStyle::crawl;
  const std::vector<model::Alert> all{alert(1, 5, kNow + 10, kNow + 4'000), crawl};
  CHECK(playlog.take(all, kNow));
  CHECK_FALSE(playlog.take(all, kNow));
  CHECK_FALSE(playlog.take({all[0], all[1], alert(3, 4, kNow, kNow + 3'990)}, kNow + 10));  // below all the time
  CHECK(playlog.take(all, kNow + 4'000) == false);
  playlog.take(all, kNow);
  std::vector<std::int64_t> edges{first};
  std::string order;
  for (auto frame = first; edges.size() < 6;) {
    const auto planned = playlog.event_at(frame);
    const auto* what = !planned.overlay ? "plan" : planned.overlay->card ? "card" : "crawl";
    order += std::string{what} + ' ';
    if (planned.overlay && planned.overlay->card) CHECK(planned.event.kind == model::EventKind::alert);
    else CHECK(planned.event.item_id == 7);
    CHECK(planned.alert_id == (!planned.overlay ? 0 : planned.overlay->card ? 1 : 2));
    // Every frame up to there says the same, and the first one there says otherwise.
    const auto end = planned.end();
    if (end > first + 1'000'000) break;
    for (auto one = frame; one < end; ++one) REQUIRE(playlog.event_at(one).alert_id == planned.alert_id);
    CHECK(playlog.event_at(end).alert_id != planned.alert_id);
    edges.push_back(frame = end);
  }
  CHECK(order == "plan card crawl card plan ");
  for (std::size_t i = 1; i < edges.size(); ++i) {
    const model::Millis due[] = {0, kNow + 10, kNow + 1'000, kNow + 2'000, kNow + 4'000};
    CHECK(model::frame_start(profile.rate, edges[i]) >= due[i]);
    CHECK(model::frame_start(profile.rate, edges[i] - 1) < due[i]);
  }
  CHECK(playlog.take({}, kNow));
  CHECK(playlog.event_at(edges[1]).alert_id == 0);
}

TEST_CASE("an encoder that comes late finds its script, though the alert is over") {
  Plan plan;
  const auto& profile = model::built_in_profiles().front();
  station::AlertPlaylog playlog(plan, 1, profile);
  playlog.take({alert(1, 5, kNow, kNow + 4'000)}, kNow);
  const auto shown = playlog.event_at(model::frame_at(profile.rate, kNow + 100)).overlay;
  REQUIRE(shown);
  CHECK(base::read_file(shown->script, 1 << 20).find("Dialogue") != std::string::npos);
  playlog.take({}, kNow + 5'000);
  CHECK(base::read_file(shown->script, 1 << 20).find("Dialogue") != std::string::npos);
}

TEST_CASE("alerts are stored, found by channel and cancelled") {
  base::TempFolder folder;
  catalog::Catalog catalog(folder.path() / "station.db", catalog::Mode::write);
  std::vector<model::Id> channels;
  for (const int number : {5, 6}) {
    model::Channel channel;
    channel.number = number;
    channel.name = "C" + std::to_string(number);
    channels.push_back(catalog::save_channel(catalog, channel));
  }
  model::Alert wanted = alert(0, 9, 0, 0);
  wanted.text = "  Storm \xF0\x9F\x8C\xAA  ";
  const auto before = catalog::data_version(catalog);
  catalog::Catalog other(folder.path() / "station.db", catalog::Mode::write);
  const auto everywhere = station::send_alert(other, wanted, kNow, 60'000, false);
  CHECK(catalog::data_version(catalog) != before);
  CHECK(everywhere.text == "Storm \xF0\x9F\x8C\xAA");
  wanted.channels = {channels[1], channels[1]};
  wanted.style = model::AlertStyle::crawl;
  wanted.tone = true;
  const auto six = station::send_alert(catalog, wanted, kNow + 5, 3'000, false);
  station::send_alert(catalog, wanted, kNow, 5'000, true);
  CHECK(catalog::alerts(catalog, kNow).size() == 2);
  CHECK(catalog::alerts(catalog, kNow, channels[0]).size() == 1);
  const auto found = catalog::alerts(catalog, kNow, channels[1]);
  REQUIRE(found.size() == 2);
  CHECK(found[1].channels == std::vector<model::Id>{channels[1]});
  CHECK(found[1].tone);
  CHECK(found[1].style == model::AlertStyle::crawl);
  CHECK(station::alert_channels(catalog, found[0]) == "every channel");
  CHECK(station::alert_channels(catalog, found[1]) == "channel 6");
  CHECK(station::alert_state(six, kNow) == "waiting");
  CHECK(station::alert_state(six, kNow + 5) == "on");
  CHECK(station::cancel_alert(catalog, six.id, kNow + 100, true).cancelled);
  CHECK(catalog::alerts(catalog, kNow + 100).size() == 2);
  CHECK(station::cancel_alert(catalog, six.id, kNow + 100, false).end == kNow + 100);
  CHECK(catalog::alerts(catalog, kNow + 100).size() == 1);
  CHECK(station::alert_state(station::cancel_alert(catalog, six.id, kNow + 200, false), kNow + 200) == "cancelled");
  CHECK_FALSE(station::cancel_alert(catalog, everywhere.id, kNow + 60'000, false).cancelled);
  CHECK_THROWS_AS(station::cancel_alert(catalog, 99, kNow, false), base::Error);
  // One for a channel that is gone is for nobody, not for all.
  catalog::remove_channel(catalog, channels[1]);
  CHECK(catalog::alerts(catalog, kNow, channels[0]).size() == 1);

  model::AsRun row;
  row.channel_id = channels[0];
  row.kind = model::EventKind::alert;
  row.alert_id = everywhere.id;
  row.actual_start = kNow;
  row.actual_frames = 30;
  row.status = "aired";
  catalog.transaction(false, [&] { catalog::append_as_run(catalog, {row}); });
  REQUIRE(catalog::alert_airings(catalog, everywhere.id).size() == 1);
  CHECK(catalog::alert_airings(catalog, everywhere.id)[0].actual_frames == 30);
  CHECK(catalog::as_run(catalog, channels[0], kNow, kNow + 1)[0].alert_id == everywhere.id);
}

TEST_CASE("texts that no alert can have") {
  base::TempFolder folder;
  catalog::Catalog catalog(folder.path() / "station.db", catalog::Mode::write);
  const auto refused = [&](const std::string& text, model::Millis duration = 3'000) {
    auto made = alert(0, 5, 0, 0);
    made.text = text;
    try {
      station::send_alert(catalog, made, kNow, duration, false);
      return false;
    } catch (const base::Error& error) {
      return error.kind() == base::ErrorKind::usage;
    }
  };
  for (const auto* text : {"", "   ", "a\nb", "bell\x07", "esc\x1B[2J", "del\x7F", "c1 \xC2\x9B", "broken \xC3", "line \xE2\x80\xA8 end"}) CHECK_MESSAGE(refused(text), text);
  CHECK(refused(std::string(501, 'a')));
  CHECK_FALSE(refused(std::string(500, 'a')));
  std::string cyrillic;
  for (int i = 0; i < 500; ++i) cyrillic += "\xD0\xA9";
  CHECK_FALSE(refused(cyrillic));
  CHECK(refused("short", 2'999));
  CHECK(refused("long", 24 * 3'600'000 + 1));
  CHECK_FALSE(refused("100% %{pts} %s ${HOME} `id` 'q' \"q\" [x] ; : , \\N {\\b1}"));
}
