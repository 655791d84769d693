#include "guide/week.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <random>

#include "base/text.h"
#include "base/time_text.h"

using namespace retrovue;

namespace {
constexpr base::Millis kMinute = 60'000;

model::Slot slot(model::Millis start, model::Millis minutes, std::string title, std::string show = "") {
  model::Slot s;
  s.start = start;
  s.end = start + minutes * kMinute;
  s.item_id = 1;
  s.title = std::move(title);
  s.show = std::move(show);
  s.block = "Block";
  return s;
}

model::Channel channel(std::string zone, std::string name = "Five") {
  model::Channel c;
  c.number = 5;
  c.name = std::move(name);
  c.zone = std::move(zone);
  return c;
}

guide::Week week(const model::Channel& of, const base::Date& first, int days, std::vector<model::Slot> slots) {
  return {of, std::move(slots), guide::broadcast_days(base::Zone{of.zone}, of.day_start_ms, first, days)};
}

std::string page(const guide::Week& of) {
  std::string out;
  guide::week_page_head(out, of.channel.name);
  guide::week_page(out, of);
  guide::week_page_tail(out, "remark");
  return out;
}
}  // namespace

TEST_CASE("broadcast days last 23 and 25 hours where the clocks change, and follow each other") {
  struct Row { const char* zone; base::Date date; base::Millis minutes; int by; } rows[] = {
      {"America/New_York", {2026, 3, 7}, 23 * 60, 3600}, {"America/New_York", {2026, 10, 31}, 25 * 60, -3600},
      {"Australia/Lord_Howe", {2026, 10, 3}, 1410, 1800}, {"Australia/Lord_Howe", {2026, 4, 4}, 1470, -1800},
      {"Asia/Kathmandu", {2026, 3, 7}, 1440, 0}, {"Pacific/Chatham", {2026, 9, 26}, 23 * 60, 3600}};
  for (const auto& row : rows) {
    CAPTURE(row.zone);
    const base::Zone zone{row.zone};
    const auto days = guide::broadcast_days(zone, 6 * 60 * kMinute, base::add_days(row.date, -1), 3);
    REQUIRE(days.size() == 3);
    CHECK(days[1].date == row.date);
    CHECK((days[1].end - days[1].start) == row.minutes * kMinute);
    CHECK(days[1].changes_by_s == row.by);
    CHECK(days[0].end == days[1].start);
    CHECK(days[1].end == days[2].start);
    CHECK(days[0].changes_by_s == 0);
    if (row.by == 0) continue;
    CHECK(zone.local(days[1].changes_at).offset_s - zone.local(days[1].changes_at - 1).offset_s == row.by);
  }
}

TEST_CASE("a slot over the edge of days stands in both, and nothing is lost or shown twice") {
  std::mt19937 random{7};
  for (int round = 0; round < 200; ++round) {
    const auto of = channel(round % 2 ? "America/New_York" : "Pacific/Chatham");
    const base::Zone zone{of.zone};
    const auto days = guide::broadcast_days(zone, of.day_start_ms, {2026, 10, 29}, 7);
    std::vector<model::Slot> slots;
    auto at = days.front().start - static_cast<base::Millis>(random() % 100) * kMinute;
    while (at < days.back().end) {
      slots.push_back(slot(at, 1 + static_cast<base::Millis>(random() % 300), "x"));
      at = slots.back().end;
    }
    const auto laid = week(of, {2026, 10, 29}, 7, slots);
    for (std::size_t d = 0; d < days.size(); ++d) {
      auto expected = days[d].start;
      for (const auto& cell : laid.cells[d]) {
        REQUIRE(cell.start == expected);
        REQUIRE(cell.continued == (cell.slot->start < days[d].start));
        expected = cell.end;
      }
      REQUIRE(expected == days[d].end);
    }
  }
}

TEST_CASE("lines for a terminal are never wider than it, whatever the titles are") {
  const char* titles[] = {"News", "日本の朝のニュース番組", "A title of many words that has to be cut somewhere", "😀😀😀😀😀😀😀", "e\xCC\x81te\xCC\x81", "\xff\xfe", "",
                          "Donaudampfschifffahrtsgesellschaft", "a\x1b[31mred\nline\ttab", "\xE2\x80\xAEover"};
  std::mt19937 random{3};
  for (const int width : {30, 40, 79, 80, 120, 200}) {
    for (int channels = 1; channels < 4; ++channels) {
      std::vector<guide::Week> weeks;
      for (int c = 0; c < channels; ++c) {
        const auto of = channel("America/New_York", titles[random() % 10]);
        std::vector<model::Slot> slots;
        auto at = base::Zone{of.zone}.utc({2026, 10, 29}, of.day_start_ms) + static_cast<base::Millis>(random() % 600) * kMinute;
        for (int i = 0; i < 300; ++i) {
          slots.push_back(slot(at, 1 + static_cast<base::Millis>(random() % 120), titles[random() % 10], random() % 2 ? titles[random() % 10] : ""));
          at = slots.back().end;
        }
        weeks.push_back(week(of, {2026, 10, 29}, 7, slots));
      }
      const auto lines = guide::week_lines(weeks, base::Zone{"America/New_York"}, 30 * kMinute, width);
      CHECK(lines.size() > 20);
      for (const auto& line : lines) {
        CAPTURE(line.text);
        if (!line.heading) REQUIRE(base::display_width(line.text) <= static_cast<std::size_t>(width));
        REQUIRE(base::printable(line.text) == line.text);
      }
    }
  }
}

TEST_CASE("the grid of a week says what begins when") {
  const auto of = channel("UTC");
  const auto start = base::Zone{}.utc({2026, 11, 23}, of.day_start_ms);
  std::vector<model::Slot> slots{slot(start, 30, "One", "Show"), slot(start + 30 * kMinute, 20, "Short"), slot(start + 50 * kMinute, 5, "Tiny"),
                                 slot(start + 60 * kMinute, 60, "A rather long title")};
  slots.push_back(slot(start + 24 * 60 * kMinute + 5 * kMinute, 55, "Late"));
  std::vector<guide::Week> weeks;
  weeks.push_back(week(of, {2026, 11, 23}, 2, slots));
  std::string text;
  for (const auto& line : guide::week_lines(weeks, base::Zone{}, 30 * kMinute, 40)) text += line.text + "\n";
  CHECK(text ==
        "5 Five   Monday 23 November 2026 to Tuesday 24 November 2026\n"
        "     │Mon 11-23       │Tue 11-24\n"
        "06:00│Show            │06:05 Late\n"
        "06:30│Short +1        │\n"
        "07:00│A rather long   │—\n"
        "07:30│ title          │\n"
        "08:00│—               │\n");
}

TEST_CASE("the page is whole whatever titles hold, and to scale") {
  const std::string evil = "</li></title></style><script>alert(1)</script><img src=x onerror=\"alert('2')\"> & \" ' \x01 \xff \xE2\x80\xAE";
  auto of = channel("America/New_York", evil);
  const auto start = base::Zone{of.zone}.utc({2026, 10, 31}, of.day_start_ms);
  std::vector<model::Slot> slots;
  for (int i = 0; i < 50; ++i) {
    slots.push_back(slot(start + i * 30 * kMinute, 30, evil, i % 2 ? evil : ""));
    slots.back().block = evil;
    slots.back().rating.code = evil;
  }
  const auto html = page(week(of, {2026, 10, 31}, 1, slots));
  for (const char* never : {"<script", "<img", "onerror=\"", "\x01", "\xff", "\xE2\x80\xAE", "http:", "https:", "url("}) {
    CAPTURE(never);
    CHECK(html.find(never) == std::string::npos);
  }
  // Void elements and the doctype apart the page is well-formed XML: every text stayed where it belongs.
  auto xml = html.substr(html.find("<body>"));
  xml.erase(xml.find("</html>"));
  pugi::xml_document document;
  REQUIRE(document.load_string(xml.c_str()).status == pugi::status_ok);
  const auto cells = document.select_nodes("//li[starts-with(@class,'c')]");
  CHECK(cells.size() == 50);
  CHECK(std::string{document.select_node("//section/ol").node().attribute("style").value()} == "--len:1500");
  double minutes = 0;
  for (const auto& cell : cells) {
    const std::string style = cell.node().attribute("style").value();
    CHECK(style.starts_with(fmt::format("--s:{:.5g};", minutes)));
    minutes += std::stod(style.substr(style.find("--d:") + 4));
  }
  CHECK(minutes == 1500);
  CHECK(std::string{document.select_node("//li[@class='shift']/em").node().text().get()} == "clocks go back: 01:00");
}

TEST_CASE("fifty channels of a week make a page of a few megabytes") {
  std::string out;
  guide::week_page_head(out, "all");
  for (int c = 0; c < 50; ++c) {
    const auto of = channel("UTC");
    const auto start = base::Zone{}.utc({2026, 11, 23}, of.day_start_ms);
    std::vector<model::Slot> slots;
    for (int i = 0; i < 7 * 48; ++i) slots.push_back(slot(start + i * 30 * kMinute, 30, "An episode title", "The name of a show"));
    guide::week_page(out, week(of, {2026, 11, 23}, 7, slots));
  }
  CHECK(out.size() > 1'000'000);
  CHECK(out.size() < 8'000'000);
}
