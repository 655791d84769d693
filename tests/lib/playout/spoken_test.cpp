#include "playout/spoken.h"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>

#include "base/file.h"
#include "base/process.h"
#include "playout/cue_reader.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

constexpr const char* kEnglish = "1\n00:00:01,000 --> 00:00:03,000\nOne\n\n2\n00:00:04,000 --> 00:00:06,000\nTwo\n";
constexpr const char* kGerman = "1\n00:00:01,000 --> 00:00:03,000\nEins\n";

// A film with an English and a forced German track inside, and what the test puts beside it.
struct Film {
  base::TempFolder folder;
  std::filesystem::path path = folder.path() / "it's: a film.mkv";
  std::filesystem::path kept = folder.path() / "kept";
  Film() {
    put("en", kEnglish);
    put("de", kGerman);
    const auto made = base::run({"ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=s=32x32:r=10:d=8", "-i", (folder.path() / "en").string(), "-i",
                                 (folder.path() / "de").string(), "-map", "0", "-map", "1", "-map", "2", "-c:v", "mpeg4", "-c:s", "srt", path.string()},
                                60'000);
    REQUIRE_MESSAGE(made.ok(), made.err);
  }
  void put(const std::string& name, std::string_view text) const { base::write_file_atomic(folder.path() / name, text); }
  std::shared_ptr<const CueSource> source() const {
    return std::make_shared<CueSource>(CueSource{path.string(), "signature", {{1, "en", false, false}, {2, "de", true, false}}});
  }
  std::string read(const std::string& language, bool first = false) const {
    const std::atomic<bool> stop{false};
    const auto cues = read_track(*source(), language, first, kept, stop);
    return !cues ? "none" : cues->empty() ? "empty" : cues->front().text;
  }
};

Unit unit_of(std::int64_t first, std::int64_t count, std::shared_ptr<const CueSource> words, std::int64_t item_frame) {
  Unit unit;
  unit.first = first;
  unit.count = count;
  unit.words = std::move(words);
  unit.item_frame = item_frame;
  return unit;
}

std::string segment(boost::asio::io_context& loop, Spoken& spoken, std::int64_t first, std::int64_t frames, const std::string& language = "en") {
  std::optional<std::string> got;
  spoken.segment(first, frames, language, [&](std::string text, bool final) {
    CHECK(final);
    got = std::move(text);
  });
  while (!got) loop.run_one();
  return got->substr(got->find("MPEGTS"));
}

}  // namespace

TEST_CASE("a track is taken from the film, else from beside it, else what is foreign only") {
  const Film film;
  CHECK(film.read("en") == "One");
  CHECK(film.read("de") == "Eins");
  CHECK(film.read("fr") == "none");
  film.put("it's: a film.deu.srt", "1\n00:00:01,000 --> 00:00:02,000\nGanz\n");
  film.put("it's: a film.fr.srt", "1\n00:00:30,000 --> 00:00:31,000\n\xC7" "a va\n");  // Latin 1, and nothing at the start
  film.put("it's: a film 2.en.srt", "1\n00:00:01,000 --> 00:00:02,000\nAnother film\n");
  film.put("it's: a film.nds.srt", "nonsense");
  CHECK(film.read("de") == "Ganz");
  CHECK(film.read("fr") == "\xC3\x87" "a va");
  CHECK(film.read("nl") == "none");
  film.put("it's: a film.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nNobody says\n");
  CHECK(film.read("nl") == "none");
  CHECK(film.read("nl", true) == "Nobody says");
  // What was read is kept: the film is not needed any more.
  std::filesystem::remove(film.path);
  CHECK(film.read("en") == "One");
}

TEST_CASE("subtitles follow what is on air to the frame") {
  const Film film;
  boost::asio::io_context loop{1};
  const auto working = boost::asio::make_work_guard(loop);
  CueStore store(loop, {});
  const auto words = film.source();
  const Timeline timeline{{25, 1}};
  const std::int64_t base = 1'000'000;
  Spoken spoken(loop, timeline, &store, {"en", "de"});
  // From frame 50 on, two seconds; a break of one second; the rest of it.
  spoken.add(unit_of(base, 20, words, 50));
  spoken.add(unit_of(base + 20, 30, words, 70));
  spoken.add(unit_of(base + 50, 25, nullptr, 0));
  spoken.add(unit_of(base + 75, 100, words, 100));
  const auto head = [&](std::int64_t frame) { return "MPEGTS:" + std::to_string(wrap33(timeline.pts(frame))) + "\n"; };
  CHECK(segment(loop, spoken, base, 50) == head(base) + "\n00:00:00.000 --> 00:00:01.000\nOne\n");
  CHECK(segment(loop, spoken, base + 50, 50) == head(base + 50) + "\n00:00:01.000 --> 00:00:02.000\nTwo\n");
  CHECK(segment(loop, spoken, base + 100, 50) == head(base + 100) + "\n00:00:00.000 --> 00:00:01.000\nTwo\n");
  CHECK(segment(loop, spoken, base + 150, 50) == head(base + 150));
  CHECK(segment(loop, spoken, base, 50, "de") == head(base) + "\n00:00:00.000 --> 00:00:01.000\nEins\n");
  std::optional<std::string> none;
  spoken.segment(base, 50, "fr", [&](std::string text, bool) { none = std::move(text); });
  while (!none) loop.run_one();
  CHECK(none->empty());
}

TEST_CASE("a film that cannot be read says nothing, and ends at once when the station does") {
  boost::asio::io_context loop{1};
  const auto working = boost::asio::make_work_guard(loop);
  CueStore store(loop, {});
  const auto words = std::make_shared<CueSource>(CueSource{"/nowhere/film.mkv", "x", {{1, "en", false, false}}});
  Spoken spoken(loop, Timeline{{25, 1}}, &store, {"en"});
  spoken.add(unit_of(0, 50, words, 0));
  CHECK(segment(loop, spoken, 0, 50) == "MPEGTS:0\n");
}
