#include "station/station_file.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"

using namespace retrovue;
using namespace retrovue::station;

namespace {
// What is wrong with a text, message and hint; empty when nothing is.
std::string fault(std::string_view text) {
  try {
    read_station(text, "s.yaml");
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::usage);
    return error.message() + (error.hint().empty() ? "" : " | " + error.hint());
  }
  return {};
}
const std::string kChannel = "channel: {number: 1, name: One}\n";
}  // namespace

TEST_CASE("errors name line, column and what was probably meant") {
  CHECK(fault(kChannel + "blocks:\n  - name: a\n    frmo: 18:00\n") ==
        "s.yaml:4:5: unknown key 'frmo' in a block | did you mean 'from'?");
  CHECK(fault(kChannel + "blocks:\n  - {name: a, from: 18:00, to: 19:00, play: {show: A}, order: shufle}\n") ==
        "s.yaml:3:63: 'shufle' is not a known order | did you mean shuffle?");
  CHECK(fault("channel:\n  number: 1\n  name: One\n  zone: America/New_Yrok\n") ==
        "s.yaml:4:9: 'America/New_Yrok' is not a time zone | did you mean America/New_York?");
  CHECK(fault(kChannel + "breaks: {per_hour: many}\n") == "s.yaml:2:20: 'per_hour' must be a whole number from 0 to 60");
  CHECK(fault("channel: {number: 1}\n") == "s.yaml:1:10: the channel needs 'name'");
  CHECK(fault(kChannel + "blocks:\n - {name: a, from: 18:00, to: 19:00, play: {type: commercial}}\n") ==
        "s.yaml:3:51: items of type commercial air in breaks, not as programmes | use movie, episode or music");
  CHECK(fault(kChannel + "blocks:\n - {name: a, from: 18:00, to: 19:00, play: {where: 'year < 60s'}}\n") ==
        "s.yaml:3:52: '60s' is not a number\n  year < 60s\n         ^");
  CHECK(fault(kChannel + kChannel).substr(0, 11) == "s.yaml:2:1:");
  CHECK(fault(kChannel + "---\n" + kChannel) == "s.yaml:3:10: channel 1 is described twice");
  CHECK(fault("") == "s.yaml: describes no channel | see retrovue-station(5)");
  CHECK(fault(kChannel + "breaks: [\n").find("s.yaml:3:1: not valid YAML: ") == 0);
  CHECK(fault(kChannel + "breaks: {at: \xff}\n") == "s.yaml:2:1: not UTF-8");
}

TEST_CASE("hostile texts are refused and cost little") {
  CHECK(fault(std::string(2 << 20, ' ')).find("larger than 1024 KiB") != std::string::npos);
  CHECK(fault(std::string(100'000, '[')).find("nested deeper") != std::string::npos);
  CHECK(fault(std::string(100'000, '{')).find("s.yaml:1:") == 0);
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) bomb += (k ? ", *a" : "*a") + std::to_string(i - 1);
    bomb += "]\n";
  }
  CHECK(fault(bomb).find("more than 50000 values") != std::string::npos);
  CHECK(fault("channel: &a {number: 1, name: *a}\n") != "");
  CHECK(fault("channel: !!python/object {number: 1, name: One}\n").find("tag '") != std::string::npos);
  CHECK(fault(kChannel + std::string("breaks: {at: \"\\0\"}\n", 19)) != "");
}

TEST_CASE("writing and reading a file changes nothing") {
  const auto folder = std::filesystem::path(RETROVUE_TESTS) / "station/good";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++files;
    CAPTURE(entry.path().string());
    for (const auto& document : read_station(base::read_file(entry.path(), 1 << 20), "in")) {
      const auto written = write_station(document.channel, document.programming);
      CAPTURE(written);
      const auto again = read_station(written, "out");
      REQUIRE(again.size() == 1);
      CHECK(again[0].programming == document.programming);
      CHECK(write_station(again[0].channel, again[0].programming) == written);
      const auto json = programming_json(document.programming);
      CHECK(read_programming_json(json, document.channel) == document.programming);
      CHECK(programming_json(read_programming_json(json, document.channel)) == json);
    }
  }
  CHECK(files >= 5);
}

TEST_CASE("limits that are not the usual ones are written, one by one") {
  StationDocument document;
  document.channel.number = 3;
  document.channel.name = "three";
  CHECK(write_station(document.channel, document.programming).find("limits") == std::string::npos);
  for (const auto& limits : {model::Limits{2, 0, 0, 5}, {1, 19, 0, 5}, {1, 0, 1'000'000, 5}, {1, 0, 0, 1}, {16, 1, 64, 9}}) {
    document.channel.limits = limits;
    CHECK(read_station(write_station(document.channel, document.programming), "out").at(0).channel.limits == limits);
  }
}

TEST_CASE("texts that look like something else survive") {
  StationDocument document;
  document.channel.number = 3;
  document.channel.name = "on";
  for (const auto* odd : {"1984", "yes", "null", "~", "- a", "a: b", "#1", "x # y", "\"q\"", "it's", "tab\there", " lead", "06:00", "{a}",
                          "\xe6\x97\xa5\xe6\x9c\xac", "*star", "&and", "!bang", "%pc", "@at", "`tick", "line\nbreak", "1e3", "back\\slash"}) {
    model::Block block;
    block.name = odd;
    model::Selector selector;
    selector.title = odd;
    block.play = {selector};
    document.programming.blocks.push_back(block);
  }
  const auto again = read_station(write_station(document.channel, document.programming), "out");
  CHECK(again.at(0).programming == document.programming);
  CHECK(again.at(0).channel.name == "on");
  CHECK(read_programming_json(programming_json(document.programming), document.channel) == document.programming);
}

TEST_CASE("values mean what they say") {
  const auto all = read_station(base::read_file(std::filesystem::path(RETROVUE_TESTS) / "station/good/everything.yaml", 1 << 20), "in");
  REQUIRE(all.size() == 1);
  const auto& p = all[0].programming;
  CHECK(all[0].channel.grid_ms == 30 * 60'000);
  CHECK_FALSE(all[0].channel.auto_approve);
  CHECK(all[0].channel.lock_ms == 45 * 60'000);
  CHECK(all[0].channel.audio == std::vector<std::string>{"de", "en"});
  CHECK(all[0].channel.subtitles == std::vector<std::string>{"en", "de", "nds"});
  CHECK(all[0].channel.limits == model::Limits{2, 5, 700, 9});
  REQUIRE(p.blocks.size() == 8);
  CHECK(p.blocks[3].season.size() == 3);
  CHECK(p.blocks[3].order == model::Order::strip);
  CHECK(p.blocks[4].season.at(0).weekday == 1);
  CHECK(p.blocks[4].weeks);
  CHECK(p.blocks[4].turn == 2);
  CHECK(p.blocks[5].season.at(0).from->year == 2026);
  CHECK(p.blocks[6].order == model::Order::scored);
  CHECK(p.blocks[6].score == model::Score{{"tone:light", "genre:comedy"}, 3, 0, 2});
  CHECK(p.blocks[7].score == model::Score{{"tone:light"}, 1, 1, 1});
  CHECK(p.approval == model::Approval::submitted);
  CHECK(p.dayparts[0].demographic.size() == 2);
  CHECK(p.blocks[0].days == model::kWeekdays);
  CHECK(p.blocks[0].delay == 600'000);
  CHECK(p.blocks[0].run == "sitcoms");
  CHECK(p.blocks[1].to == 30 * 60'000);
  CHECK(p.blocks[2].to == 0);
  CHECK(p.blocks[1].play.size() == 8);
  CHECK(p.blocks[1].play[6].where.find("not aired < 30d") != std::string::npos);
  CHECK(p.blocks[1].play[7].query == "late horror");
  CHECK(p.blocks[1].play[2].item_id == 13);
  CHECK(p.blocks[1].play[4].title == "7");
  CHECK(p.blocks[1].breaks->longest == 150'000);
  CHECK(p.breaks.spot_rest == 900'000);
  CHECK(p.pools.bumpers_in->empty());
  CHECK(exact_duration(90'061'001) == "1d1h1m1s1ms");
}

TEST_CASE("a mirror is a channel, a shift and nothing else of its own") {
  const auto all = read_station(base::read_file(std::filesystem::path(RETROVUE_TESTS) / "station/good/mirror.yaml", 1 << 20), "in");
  REQUIRE(all.size() == 2);
  CHECK(all[0].programming.mirror == model::Mirror{5, 3'600'000});
  CHECK(all[1].programming.mirror == model::Mirror{5, 0});
  CHECK(all[0].programming.dayparts.size() == 1);
  for (const auto& document : all) {
    CHECK(read_station(write_station(document.channel, document.programming), "out").at(0).programming == document.programming);
    CHECK(read_programming_json(programming_json(document.programming), document.channel) == document.programming);
  }
}
