#include "playout/cues.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "base/text.h"
#include "playout/timeline.h"

using namespace retrovue;
using namespace retrovue::playout;

TEST_CASE("cues are read as they stand") {
  const auto cues = read_cues(
      "\xEF\xBB\xBFWEBVTT - a title\r\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\r\n\r\nNOTE nothing\r\n\r\nSTYLE\n::cue { color: red }\n\n"
      "7\r\n01:00:01.500 --> 01:00:02.750 align:start line:0\r\n<i>Who</i> &amp; <c.red>what</c>\r\n- Me\r\n\r\n"
      "00:01.000 --> 00:02.000\nEarly\n\n"
      "00:05.000 --> 00:04.000\nBackwards\n\n00:05.00 --> 00:06.000\nNot a time\n\n99999999:00:00.000 --> 99999999:00:01.000\nFar away\n\n"
      "00:07.000 --> 00:08.000\n\n00:09.000 --> 00:10.000\nLast");
  CHECK(cues == Cues{{1'000, 2'000, "Early"}, {9'000, 10'000, "Last"}, {3'601'500, 3'602'750, "<i>Who</i> &amp; what\n- Me"}});
  CHECK(read_cues(write_cues(cues)) == cues);
}

TEST_CASE("a text is only shown, whatever it holds") {
  CHECK(cue_text("00:00:01.000 --> 00:00:09.000") == "00:00:01.000 --&gt; 00:00:09.000");
  CHECK(cue_text("a < b > c & d &lt; &bogus; &#8211; &#x;") == "a &lt; b &gt; c &amp; d &lt; &amp;bogus; &#8211; &amp;#x;");
  CHECK(cue_text("<script src=\"x\">alert</script><v Bob><b>Hi</b><00:01.000>!") == "alert<b>Hi</b>!");
  CHECK(cue_text("one\n\n \t\ntwo\r\n\x01\x7f\nthree") == "one\ntwo\nthree");
  CHECK(cue_text("caf\xE9") == "caf\xEF\xBF\xBD");
  CHECK(cue_text("<i></i\n<b") == "<i>&lt;/i\n&lt;b");
  CHECK(cue_text("").empty());
  std::string lines;
  for (int i = 0; i < 50; ++i) lines += "line\n";
  CHECK(base::split(cue_text(lines), '\n').size() == 8);
  std::string wide;
  for (int i = 0; i < 2'000; ++i) wide += "\xE2\x82\xAC";
  CHECK(cue_text(wide).size() <= 1'000);
  CHECK(base::is_utf8(cue_text(wide)));
}

TEST_CASE("no bytes make more of a file than cues") {
  std::mt19937 random{7};
  const std::string_view bits[] = {"-->", "\n", "\n\n", "WEBVTT", "00:00:01.000 --> 00:00:02.000", "<", ">", "&", "x", "\xC3", "\r", "\0", " ", "<i>", "</b>", "X-TIMESTAMP-MAP=", "NOTE"};
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += bits[random() % std::size(bits)];
    const auto cues = read_cues(text);
    const auto written = write_cues(cues);
    REQUIRE(read_cues(written) == cues);
    std::size_t arrows = 0;
    for (auto at = written.find("-->"); at != written.npos; at = written.find("-->", at + 1)) ++arrows;
    REQUIRE(arrows == cues.size());
  }
  std::string many;
  for (int i = 0; i < 30'000; ++i) many += "00:01.000 --> 00:02.000\nx\n\n";
  CHECK(read_cues(many).size() == kMostCues);
}

TEST_CASE("a segment has the part of a cue that falls into it") {
  const Cues cues{{1'000, 5'000, "long"}, {4'500, 6'000, "next"}};
  Cues first, second, third;
  add_cues(cues, 0, 2'000, 0, first);
  add_cues(cues, 2'000, 4'000, 0, second);
  add_cues(cues, 4'000, 5'000, 700, third);
  CHECK(first == Cues{{1'000, 2'000, "long"}});
  CHECK(second == Cues{{0, 2'000, "long"}});
  CHECK(third == Cues{{700, 1'700, "long"}, {1'200, 1'700, "next"}});
}

TEST_CASE("a segment says where it is on the clock of the pictures, also when that begins anew") {
  CHECK(cue_segment(900'001, {}) == "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900001\n");
  CHECK(cue_segment((std::int64_t{3} << 33) + 5, {{0, 3'723'004, "x"}}) ==
        "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:5\n\n00:00:00.000 --> 01:02:03.004\nx\n");
}
