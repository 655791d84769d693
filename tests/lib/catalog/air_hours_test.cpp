#include "catalog/air_hours.h"

#include <doctest/doctest.h>

#include "catalog/channels.h"
#include "scratch.h"

using namespace retrovue;
using namespace retrovue::catalog;

namespace {

constexpr model::Millis kTen = 500'000 * kAirHour;

AirHour counted(model::Id channel, model::Millis hour, std::int64_t frames, std::int64_t viewers) {
  AirHour made;
  made.channel_id = channel;
  made.hour = hour;
  made.frames = frames;
  made.late_frames = 1, made.restarts = 2, made.errors = 3, made.chunks_encoded = 4, made.chunks_reused = 5, made.cpu_ms = 6, made.degrade_steps = 7;
  made.most_viewers = viewers;
  return made;
}

}  // namespace

TEST_CASE("what is counted adds up in its hour") {
  test::Scratch scratch;
  auto& catalog = scratch.catalog;
  model::Channel channel;
  channel.number = 5;
  channel.name = "Retro";
  const auto id = save_channel(catalog, channel);
  const auto add = [&](const std::vector<AirHour>& hours) { catalog.transaction(false, [&] { add_air_hours(catalog, hours); }); };
  add({counted(id, kTen, 100, 4), counted(id + 1, kTen, 100, 4)});  // there is no such channel
  add({counted(id, kTen, 50, 2), counted(id, kTen + kAirHour, 30, 1)});
  CHECK(scratch.number("SELECT count(*) FROM air_hours") == 2);

  const auto all = air_hours(catalog, id, kTen, kTen + 2 * kAirHour);
  REQUIRE(all.size() == 2);
  CHECK(all[0].frames == 150);
  CHECK(all[0].most_viewers == 4);
  CHECK(all[0].late_frames == 2);
  CHECK(all[0].restarts == 4);
  CHECK(all[0].errors == 6);
  CHECK(all[0].chunks_encoded == 8);
  CHECK(all[0].chunks_reused == 10);
  CHECK(all[0].cpu_ms == 12);
  CHECK(all[0].degrade_steps == 14);
  CHECK(all[1].hour == kTen + kAirHour);
  CHECK(air_hours(catalog, id, kTen + 1, kTen + 2).size() == 1);  // any of the hour
  CHECK(air_hours(catalog, id, kTen + kAirHour, kTen + 2 * kAirHour).size() == 1);
  CHECK(air_hours(catalog, id, kTen - kAirHour, kTen).empty());

  add({counted(id, kTen + kHoursKept + 1, 10, 1)});
  CHECK(air_hours(catalog, id, 0, 2 * kTen).front().hour == kTen + kAirHour);
  catalog.transaction(false, [&] { remove_channel(catalog, id); });
  CHECK(scratch.number("SELECT count(*) FROM air_hours") == 0);
}
