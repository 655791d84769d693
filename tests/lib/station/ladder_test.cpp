#include "station/ladder.h"

#include <doctest/doctest.h>

#include <memory>

#include "model/channel.h"

using namespace retrovue;
using station::Ladder;

namespace {

constexpr base::Rate kRate{30, 1};

struct Log final : playout::AsRunLog {
  void aired(const model::AsRun& row) override { rows.push_back(row); }
  void airing(const model::AsRun& row) override { now.push_back(row); }
  std::vector<model::AsRun> rows, now;
};

model::AsRun row(std::int64_t first, std::int64_t frames, const char* status = "aired") {
  model::AsRun made;
  made.actual_start = model::frame_start(kRate, first);
  made.actual_frames = frames;
  made.status = status;
  return made;
}

}  // namespace

TEST_CASE("what several renditions aired is told once, also when the first one goes") {
  Log log;
  const auto ladder = std::make_shared<Ladder>(log, kRate);
  auto one = std::make_unique<Ladder::Member>(ladder), other = std::make_unique<Ladder::Member>(ladder);
  bool one_airs = true;
  one->on_air = [&] { return one_airs; };
  other->on_air = [] { return true; };
  one->begins();
  other->begins();

  other->aired(row(60, 40, "joined"));
  CHECK(log.rows.empty());  // the first one will tell more of it
  one->aired(row(0, 100));
  REQUIRE(log.rows.size() == 1);
  CHECK(log.rows[0].actual_frames == 100);
  other->airing(row(100, 20));
  CHECK(log.now.empty());
  one->airing(row(100, 30));
  REQUIRE(log.now.size() == 1);
  other->aired(row(140, 0, "failed"));
  one->aired(row(130, 0, "failed"));  // of what is to come
  REQUIRE(log.rows.size() == 2);

  one_airs = false;
  one->aired(row(100, 50, "cut"));
  one->airing(row(0, 0));
  CHECK(log.now.size() == 1);  // the other one is on air
  one.reset();
  other->aired(row(100, 100));
  REQUIRE(log.rows.size() == 4);
  CHECK(log.rows[2].actual_frames == 50);
  CHECK(model::frame_at(kRate, log.rows[3].actual_start) == 150);
  CHECK(log.rows[3].actual_frames == 50);
  CHECK(log.rows[3].status == "joined");
  other->airing(row(180, 40));
  REQUIRE(log.now.size() == 2);
  CHECK(log.now[1].actual_frames == 20);
  other->on_air = [] { return false; };
  other->airing(row(0, 0));
  REQUIRE(log.now.size() == 3);
  CHECK(log.now[2].actual_frames == 0);
}
