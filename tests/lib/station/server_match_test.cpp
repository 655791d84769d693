#include "station/server_match.h"

#include <doctest/doctest.h>

using namespace retrovue;

namespace {
station::ServerEntry entry(std::string key, std::uint64_t guid, std::uint64_t file) {
  station::ServerEntry made;
  made.key = std::move(key);
  made.library_id = 1;
  made.guid = guid;
  made.file = file;
  return made;
}

catalog::OriginMark mark(model::Id id, const station::ServerEntry& known) {
  catalog::OriginMark made;
  made.id = made.item_id = id;
  made.library_id = 1;
  made.key = known.key;
  made.stamp = station::stamp_text(known);
  return made;
}
}  // namespace

TEST_CASE("what took another's place goes on as what had its key, wherever a sync before was broken off") {
  // The thing of key 900 is at 816 now, and 900 is a new one.
  const auto was816 = entry("816", 1, 11), was900 = entry("900", 2, 12);
  const auto is816 = entry("816", 2, 21), is900 = entry("900", 3, 22);
  const std::vector<station::ServerEntry> listed{is816, is900};
  const std::vector<catalog::OriginMark> stages[] = {
      {mark(1, was816), mark(2, was900)},  // nothing is written yet
      {mark(1, is816), mark(2, was900)},   // the one
      {mark(1, was816), mark(2, is900)},   // the other
      {mark(1, is816), mark(2, is900)},
  };
  for (const auto& marks : stages) {
    const auto match = station::match_entries(listed, marks, {1});
    CHECK(match.mark_of == std::vector<std::ptrdiff_t>{0, 1});
    CHECK(match.gone.empty());
  }
}

TEST_CASE("what is known elsewhere and free there comes from there, and leaves what had its key") {
  const std::vector<station::ServerEntry> listed{entry("816", 2, 12)};
  const auto match = station::match_entries(listed, {mark(1, entry("816", 1, 11)), mark(2, entry("900", 2, 12))}, {1});
  CHECK(match.mark_of == std::vector<std::ptrdiff_t>{1});
  CHECK(match.gone == std::vector<std::size_t>{0});
}
