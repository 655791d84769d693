#include "sources/marker_text.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace retrovue;
using namespace retrovue::sources;
using model::MarkerKind;

namespace {

const base::Rate kNtsc{30000, 1001};

std::vector<model::Marker> read(std::string_view text, std::optional<base::Rate> rate = kNtsc) { return read_markers(text, "list", marker_format(text), rate); }

std::string problem(std::string_view text, std::optional<base::Rate> rate = kNtsc) {
  try {
    read(text, rate);
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::usage);
    return error.message();
  }
  return "";
}

}  // namespace

TEST_CASE("lists of players: seconds, clocks, frames, actions") {
  const auto found = read("\xEF\xBB\xBF## made by hand\n12.5\t20.0004 3\r\n\n1:00 01:01:01.5 0\n#300 #450 1\n0 99.9996 2\n");
  REQUIRE(found.size() == 4);
  CHECK(found[0].kind == MarkerKind::ad_break);
  CHECK(found[0].start_ms == 12'500);
  CHECK(found[0].end_ms == 20'000);
  CHECK(found[0].origin == model::MarkerOrigin::manual);
  CHECK(found[0].status == model::MarkerStatus::approved);
  CHECK(found[1].start_ms == 60'000);
  CHECK(found[1].end_ms == 3'661'500);
  CHECK(found[2].kind == MarkerKind::cue);
  CHECK(found[2].title == "mute");
  CHECK(found[2].start_ms == 10'010);
  CHECK(found[2].end_ms == 15'015);
  CHECK(found[3].kind == MarkerKind::chapter);
  CHECK(found[3].start_ms == 100'000);
  CHECK_FALSE(found[3].end_ms);
  CHECK(read("5 5 3\n")[0].end_ms == std::nullopt);
  CHECK(read("").empty());
}

TEST_CASE("what is wrong is said with its line") {
  CHECK(problem("1 2 3\n1 2\n") == "list:2: a line is a start, an end and an action");
  CHECK(problem("1 2 4") == "list:1: '4' is no action: 0 cut, 1 mute, 2 scene, 3 commercials");
  CHECK(problem("3 2 3") == "list:1: it ends before it starts");
  CHECK(problem("#1 #2 3", std::nullopt) == "list:1: the time counts frames, and the item's frame rate is not known");
  for (const auto* time : {"-1", "1e3", "1.", ".5", "1:2:3:4", "1::2", "99999999999999999999", "4000000", "#-1", "#x", "\x1b[0m", "nan", "1,5"})
    CHECK(problem(std::string{time} + " 9999999 3").starts_with("list:1: '"));
  CHECK(problem("type,at_ms\nad_break,\n") == "list:2: at_ms is missing");
  CHECK(problem("type,at_ms\nbreak,1\n").starts_with("list:2: "));
  CHECK(problem("type,at_ms\ncue,1,2,\"x\n") == "list:2: a quote is not closed");
  CHECK(problem("type,at_ms\ncue,1,1\n") == "list:2: it ends before it starts");
  CHECK(problem("type,at_ms\ncue,1,2,t,detected,proposed\n") == "list:2: a detected marker has a confidence");
  CHECK(problem("type,at_ms\ncue,1,2,t,detected,proposed,1001\n").find("0 to 1000") != std::string::npos);
  CHECK(problem("{}") == "list:1: it is no list of markers");
  CHECK(problem("[{\"type\":\"cue\",\"at_ms\":1},7]") == "list:2: it is no marker");
  CHECK(problem("[").starts_with("list:1: "));
  std::string many;
  for (std::size_t n = 0; n <= kMostMarkers; ++n) many += "1 2 3\n";
  CHECK(problem(many) == "list:10001: more than 10000 markers");
  CHECK(problem(std::string(kMostMarkerText + 1, ' ')).find("more than") != std::string::npos);
}

TEST_CASE("lists of Comskip count frames at the rate that they name") {
  const std::string text = "FILE PROCESSING COMPLETE  53945 FRAMES AT  2997\n-------------------\n300\t1800\n9000 10800\n";
  auto found = read(text);
  REQUIRE(found.size() == 2);
  CHECK(found[0].kind == MarkerKind::ad_break);
  CHECK(found[0].start_ms == 10'010);  // the item's own rate, not the rounded one
  CHECK(found[1].end_ms == 360'360);
  found = read(text, base::Rate{25, 1});  // a copy at another rate: what Comskip counted holds
  CHECK(found[0].start_ms == 10'010);
  CHECK(read("FILE PROCESSING COMPLETE 1 FRAMES AT 2500\n---\n25 50\n", std::nullopt)[0].start_ms == 1000);
  CHECK(problem("FILE PROCESSING COMPLETE\n---\n25 50\n", std::nullopt).find("frame rate is not known") != std::string::npos);
  CHECK(problem("FILE PROCESSING COMPLETE 1 FRAMES AT 2500\n1 2 3\n") == "list:2: a line is a first and a last frame");
}

TEST_CASE("our own forms come back as they were, players' as far as they go") {
  std::vector<model::Marker> all(4);
  all[0].kind = MarkerKind::ad_break;
  all[0].start_ms = 450'000;
  all[0].title = "a \"b\", c";
  all[1].kind = MarkerKind::intro;
  all[1].start_ms = 1;
  all[1].end_ms = 60'001;
  for (std::size_t i = 2; i < 4; ++i) {
    all[i].kind = MarkerKind::ad_break;
    all[i].start_ms = 600'000 * static_cast<model::Millis>(i);
    all[i].end_ms = all[i].start_ms + 480;
    all[i].origin = model::MarkerOrigin::detected;
    all[i].status = i == 2 ? model::MarkerStatus::proposed : model::MarkerStatus::rejected;
    all[i].confidence = 948;
  }
  for (const auto format : {MarkerFormat::csv, MarkerFormat::json}) {
    const auto text = write_markers(all, format);
    CHECK(marker_format(text) == format);
    const auto again = read(text);
    REQUIRE(again.size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      CHECK(again[i].kind == all[i].kind);
      CHECK(again[i].start_ms == all[i].start_ms);
      CHECK(again[i].end_ms == all[i].end_ms);
      CHECK(again[i].title == all[i].title);
      CHECK(again[i].origin == all[i].origin);
      CHECK(again[i].status == all[i].status);
      CHECK(again[i].confidence == all[i].confidence);
    }
    CHECK(write_markers(again, format) == text);
  }
  const auto edl = write_markers(all, MarkerFormat::edl);
  CHECK(edl == "450.000 450.000 2\n0.001 0.001 2\n1200.000 1200.480 3\n");
  CHECK(write_markers(read(edl), MarkerFormat::edl) == edl);
  CHECK(read("type,at_ms\nchapter,5,,t,file,rejected,3\n")[0].origin == model::MarkerOrigin::manual);  // its file will say it itself
}
