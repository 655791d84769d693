#include "playout/overlay.h"

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/process.h"
#include "playout/event_command.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

const model::Profile& profile() { return model::built_in_profiles().front(); }

// The last line of a script, from the text on.
std::string line_of(const std::string& script) {
  REQUIRE(script.ends_with("\n"));
  const auto at = script.rfind("\nDialogue: ") + 1;
  auto line = script.substr(at, script.size() - at - 1);
  for (int comma = 0; comma < 9; ++comma) line.erase(0, line.find(',') + 1);
  return line;
}

// A picture of it, as 8-bit luma.
std::string picture(const std::filesystem::path& file, const std::string& script, int period, std::int64_t at) {
  base::write_file_atomic(file, script);
  Overlay overlay;
  overlay.script = file.string();
  overlay.card = period == 0;
  overlay.period = period;
  const auto made = base::run({"ffmpeg", "-v", "error", "-nostdin", "-filter_complex",
                               "color=c=black:s=640x480:r=30000/1001,trim=end_frame=1,format=yuv420p" + overlay_filters(overlay, profile(), at) +
                                   ",extractplanes=y[v]",
                               "-map", "[v]", "-frames:v", "1", "-f", "rawvideo", "-"}, 60'000);
  CHECK(made.err == "");
  REQUIRE(made.out.size() == 640 * 480);
  return made.out;
}

// Columns and rows with white in them.
struct Box {
  int left = 640, right = -1, top = 480, bottom = -1;
};
Box white(const std::string& picture) {
  Box box;
  for (int y = 40; y < 440; ++y)
    for (int x = 0; x < 640; ++x) {
      if (static_cast<unsigned char>(picture[static_cast<std::size_t>(y * 640 + x)]) < 200) continue;
      box.left = std::min(box.left, x), box.right = std::max(box.right, x);
      box.top = std::min(box.top, y), box.bottom = std::max(box.bottom, y);
    }
  return box;
}

}  // namespace

TEST_CASE("nothing in a text is an order to the renderer") {
  CHECK(line_of(card_script("plain, with commas", profile())) == "plain, with commas");
  CHECK(line_of(card_script("{\\fs200}big", profile())) == "\\{\\\xE2\x81\xA0" "fs200\\}big");
  CHECK(line_of(card_script("a\\Nb", profile())) == "a\\\xE2\x81\xA0Nb");
  CHECK(line_of(card_script("two\nlines\r\tDialogue: 0", profile())) == "two lines  Dialogue: 0");
  CHECK(line_of(crawl_script("{x}", profile())).ends_with(")}\\{x\\}"));
}

TEST_CASE("a file's name reaches the renderer whatever is in it") {
  CHECK(filter_value("/tmp/plain-1.ass") == "/tmp/plain-1.ass");
  CHECK(filter_value("a:b") == "a\\\\:b");
  CHECK(filter_value("it's") == "it\\\\\\'s");
  base::TempFolder folder;
  const auto odd = folder.path() / "it's [odd], a:b=c;d\\e %{pts}";
  std::filesystem::create_directory(odd);
  const auto box = white(picture(odd / "x.ass", card_script("seen", profile()), 0, 0));
  CHECK(box.right > box.left);
}

TEST_CASE("a card holds any text that is allowed, inside the picture's safe part") {
  base::TempFolder folder;
  std::string words, wide, unbroken(500, 'W');
  while (words.size() < 494) words += "Shelter ";
  for (int i = 0; i < 500; ++i) wide += "\xD0\xA9";  // a wide letter, no spaces between
  for (const auto& text : {std::string{"Storm"}, words, wide, unbroken, std::string{"\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7 \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D 100% {x}"}}) {
    CAPTURE(text);
    const auto seen = picture(folder.path() / "card.ass", card_script(text, profile()), 0, 0);
    const auto box = white(seen);
    CHECK(box.right > box.left);
    CHECK(box.left > 40);
    CHECK(box.right < 600);
    CHECK(box.top > 45);
    CHECK(box.bottom < 435);
  }
}

TEST_CASE("a crawl comes in at the right, leaves at the left and begins again") {
  base::TempFolder folder;
  const std::string text = "Storm from the west";
  const auto script = crawl_script(text, profile());
  const auto period = static_cast<int>(crawl_period(text, profile()));
  CHECK(period > 7 * 29);
  CHECK(period < 20 * 30);
  const auto at = [&](std::int64_t frame) { return white(picture(folder.path() / "crawl.ass", script, period, frame)); };
  CHECK(at(0).right < 0);
  const auto early = at(60), later = at(90);
  CHECK(early.left > later.left);
  CHECK(early.left - later.left > 80);  // 640 pixels in seven seconds
  CHECK(early.left - later.left < 100);
  CHECK(early.right > 620);
  CHECK(early.top > 360);
  CHECK(early.bottom < 440);
  CHECK(at(period - 1).right < 0);
  CHECK(at(period + 60).left == early.left);
  CHECK(crawl_period(std::string(500, 'i'), profile()) > 10 * period);
}

TEST_CASE("what is written from the right crawls in at the left, its beginning first") {
  base::TempFolder folder;
  const auto at = [&](const std::string& text, std::int64_t frame) {
    return white(picture(folder.path() / "crawl.ass", crawl_script(text, profile()), static_cast<int>(crawl_period(text, profile())), frame));
  };
  const std::string hebrew = "100: \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xD7\xA2\xD7\x95\xD7\x9C\xD7\x9D", arabic = "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7";
  for (const auto& text : {hebrew, arabic}) {
    CAPTURE(text);
    CHECK(at(text, 0).right < 0);
    const auto early = at(text, 120), later = at(text, 150);
    CHECK(later.right - early.right > 80);
    CHECK(later.right - early.right < 100);
  }
  CHECK(at(hebrew, 30).left < 8);
  // Letters from the left, digits and signs before them or none at all go the usual way.
  for (const std::string text : {"A \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "\xD0\xA8\xD1\x82\xD0\xBE\xD1\x80\xD0\xBC", "12:00", "\xC3\x89t\xC3\xA9"})
    CHECK(at(text, 60).left > at(text, 90).left);
}

TEST_CASE("an event under an overlay counts its time on from where the child begins") {
  Clip film;
  film.path = "/media/film.mkv";
  film.video_stream = 0;
  film.audio_stream = 1;
  Overlay overlay;
  overlay.script = "/tmp/x.ass";
  overlay.period = 400;
  const auto graph = [&](const Clip& clip, const ChildSpan& span) {
    const auto args = event_command(clip, profile(), span, {}, {nullptr, &overlay, 1000});
    return *(std::find(args.begin(), args.end(), "-filter_complex") + 1);
  };
  CHECK(graph(film, {0, 30, 90}).find("setpts='mod(N+1030,400)',ass=filename=/tmp/x.ass,setpts=N") != std::string::npos);
  CHECK(graph(film, {0, 30, 90}).find("aevalsrc") == std::string::npos);
  overlay.tone = overlay.card = true;
  const auto card = graph(Clip{}, {0, 30, 90});
  CHECK(card.find("color=c=0x7a1016") != std::string::npos);
  CHECK(card.find("aevalsrc") != std::string::npos);
  CHECK(card.find("[0:") == std::string::npos);
}
