#include "station/reconcile.h"

#include <doctest/doctest.h>

#include "model/channel.h"

using namespace retrovue;
using station::Outcome;

namespace {

const base::Rate kRate{30000, 1001};
constexpr std::int64_t kFirst = 6'000'000;

std::vector<model::Event> plan() {
  std::vector<model::Event> events;
  std::int64_t at = kFirst;
  for (int i = 0; i < 6; ++i) {
    model::Event event;
    event.id = i + 1;
    event.start_frame = at;
    event.frames = 1000 + i;
    event.kind = i % 2 ? model::EventKind::spot : model::EventKind::program;
    event.item_id = 10 + i;
    event.title = std::string(1, static_cast<char>('A' + i));
    at += event.frames;
    events.push_back(event);
  }
  return events;
}

model::AsRun row(const model::Event& event, std::int64_t skip, std::int64_t frames, const char* status, const char* error = "") {
  model::AsRun made;
  made.kind = event.kind;
  made.item_id = event.item_id;
  made.planned_start = model::frame_start(kRate, event.start_frame);
  made.planned_frames = event.frames;
  made.actual_start = model::frame_start(kRate, event.start_frame + skip);
  made.actual_frames = frames;
  made.status = status;
  made.error = error;
  return made;
}

}  // namespace

TEST_CASE("what aired to the frame is whole, and nothing is found") {
  const auto events = plan();
  std::vector<model::AsRun> rows;
  for (const auto& event : events) rows.push_back(row(event, 0, event.frames, "aired"));
  const auto all = station::reconcile(events, rows, kRate);
  CHECK(all.whole == 6);
  CHECK(all.faults == 0);
  CHECK(all.findings.empty());
  CHECK(all.aired_frames == all.planned_frames);
  // Once more by a recording beside it.
  auto twice = rows;
  twice.insert(twice.end(), rows.begin(), rows.end());
  CHECK(station::reconcile(events, twice, kRate).aired_frames == all.planned_frames);
}

TEST_CASE("each reason is told") {
  const auto events = plan();
  auto stand_in = row(events[2], 400, 602, "replaced", "the encoder failed");
  stand_in.item_id = 99;
  stand_in.kind = model::EventKind::filler;
  auto slate = row(events[3], 0, 1003, "replaced", "no such file");
  slate.item_id = 0;
  slate.kind = model::EventKind::slate;
  const std::vector<model::AsRun> rows{
      row(events[1], 300, 701, "joined"),
      row(events[2], 0, 400, "short", "the encoder failed"),
      stand_in,
      row(events[3], 0, 0, "failed", "no such file"),
      slate,
      row(events[4], 0, 500, "cut"),
  };
  const auto all = station::reconcile(events, rows, kRate);
  REQUIRE(all.findings.size() == 6);
  const Outcome wanted[] = {Outcome::off_air, Outcome::joined, Outcome::replaced, Outcome::replaced, Outcome::cut, Outcome::off_air};
  for (std::size_t i = 0; i < 6; ++i) CHECK(all.findings[i].outcome == wanted[i]);
  CHECK(all.findings[2].aired == 400);
  CHECK(all.findings[2].replaced == 602);
  CHECK(all.findings[2].error == "the encoder failed");
  CHECK(all.findings[3].replaced == 1003);
  CHECK(all.faults == 2);
  CHECK(all.whole == 0);
  CHECK(all.off_air_frames == events[0].frames + events[5].frames);
}

TEST_CASE("failed and nothing stood in; ended before its time; built anew since; off air at a stretch") {
  const auto events = plan();
  auto other = row(events[2], 0, 1002, "aired");
  other.item_id = 77;
  const std::vector<model::AsRun> rows{row(events[0], 0, 0, "failed", "gone"), row(events[1], 0, 900, "short"), other};
  const auto all = station::reconcile(events, rows, kRate);
  REQUIRE(all.findings.size() == 4);
  CHECK(all.findings[0].outcome == Outcome::failed);
  CHECK(all.findings[0].error == "gone");
  CHECK(all.findings[1].outcome == Outcome::brief);
  CHECK(all.findings[2].outcome == Outcome::changed);
  CHECK(all.findings[3].outcome == Outcome::off_air);
  CHECK(all.findings[3].events == 3);
  CHECK(all.findings[3].event.frames == 1003 + 1004 + 1005);
  CHECK(all.faults == 2);
}
