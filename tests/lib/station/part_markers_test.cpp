#include "station/part_markers.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "station/doubts.h"

using namespace retrovue;
using model::Marker;

namespace {
Marker chapter(model::Millis at, model::Millis until) {
  Marker marker;
  marker.kind = model::MarkerKind::chapter;
  marker.origin = model::MarkerOrigin::file;
  marker.start_ms = at;
  marker.end_ms = until;
  return marker;
}
struct Part {
  model::MediaFile file;
  std::vector<Marker> chapters;
};
std::vector<model::Millis> starts(const std::vector<Marker>& markers) {
  std::vector<model::Millis> all;
  for (const auto& one : markers) all.push_back(one.start_ms);
  return all;
}
}  // namespace

TEST_CASE("chapters of parts stand at their place in the whole, in whatever order parts are checked") {
  std::vector<Part> parts;
  for (int n = 1; n <= 3; ++n) {
    Part part;
    part.file.id = n;
    part.file.part = n;
    part.file.verdict = model::FileVerdict::playable;
    part.file.duration_ms = n * 10'000;
    part.chapters = {chapter(0, n * 5'000), chapter(n * 5'000, n * 10'000)};
    parts.push_back(part);
  }
  const std::vector<model::Millis> wanted{0, 5'000, 10'000, 20'000, 30'000, 45'000};
  std::vector<std::size_t> order{0, 1, 2};
  do {
    std::vector<model::MediaFile> known(3);
    for (int n = 0; n < 3; ++n) {
      known[static_cast<std::size_t>(n)].id = n + 1;
      known[static_cast<std::size_t>(n)].part = n + 1;
    }
    std::vector<Marker> markers;
    const auto check = [&](const Part& part) {
      markers = station::part_markers(markers, part.chapters, station::part_change(known, part.file));
      known[static_cast<std::size_t>(part.file.id) - 1] = part.file;
    };
    for (const auto i : order) check(parts[i]);
    CHECK(starts(markers) == wanted);
    CHECK(markers.back().end_ms == 60'000);
    // Once more changes nothing; a longer first part moves the others; one that breaks takes its chapters along.
    check(parts[1]);
    CHECK(starts(markers) == wanted);
    auto longer = parts[0];
    longer.file.duration_ms = 12'000;
    check(longer);
    CHECK(starts(markers) == std::vector<model::Millis>{0, 5'000, 12'000, 22'000, 32'000, 47'000});
    auto broken = parts[1];
    broken.file.verdict = model::FileVerdict::damaged;
    broken.chapters.clear();
    check(broken);
    CHECK(starts(markers) == std::vector<model::Millis>{0, 5'000, 12'000, 27'000});
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("marks that are not the file's are not touched") {
  auto manual = chapter(3'000, 4'000);
  manual.origin = model::MarkerOrigin::manual;
  CHECK(station::part_markers({manual}, {}, {1, 0, 10'000, 0}).empty());  // only the file's come back
}

TEST_CASE("what an item can hardly mean is named") {
  model::Item item;
  item.kind = model::ItemKind::episode;
  item.title = "Pilot";
  item.show = "Harbour";
  item.season = 1;
  item.episode = 2;
  item.duration_ms = 1'320'000;
  CHECK(station::doubts(item, 1'321'000).empty());
  CHECK(station::doubts(item, std::nullopt).empty());
  CHECK(station::doubts(item, 1'500'000) == std::vector<std::string>{"its source says 00:25:00.00, its file is 00:22:00.00 long"});
  item.episode.reset();
  item.title = " ";
  item.duration_ms = 0;
  item.rating = {"zz", "Q"};
  CHECK(station::doubts(item, 1'500'000).size() == 4);
}
