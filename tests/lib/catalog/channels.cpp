#include "catalog/channels.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "scratch.h"

using namespace retrovue;
using namespace retrovue::catalog;
using test::Scratch;

namespace {
model::Channel channel(int number, const std::string& name, const std::string& call_sign = {}) {
  model::Channel made;
  made.number = number;
  made.name = name;
  made.call_sign = call_sign;
  return made;
}
}  // namespace

TEST_CASE("a channel comes back as it was saved") {
  Scratch scratch;
  auto wanted = channel(5, "Retro", "WRTV");
  wanted.description = "all day";
  wanted.demographic = "18-34";
  wanted.zone = "America/New_York";
  wanted.day_start_ms = 5 * 3'600'000;
  wanted.grid_ms = 900'000;
  wanted.rating_limit = "TV-PG";
  wanted.profile = "hd";
  wanted.enabled = false;
  wanted.auto_approve = false;
  wanted.lock_ms = 90'000;
  wanted.subtitles = {"en", "nds"};
  wanted.audio = {"de", "fr"};
  wanted.limits = {3, 7, 900, 8};
  wanted.id = save_channel(scratch.catalog, wanted);
  for (const bool again : {false, true}) {
    if (again) {
      wanted.name = "Retro 2";
      wanted.enabled = true;
      CHECK(save_channel(scratch.catalog, wanted) == wanted.id);
    }
    const auto got = channel_by_number(scratch.catalog, 5);
    REQUIRE(got);
    CHECK(got->id == wanted.id);
    CHECK(got->name == wanted.name);
    CHECK(got->call_sign == "WRTV");
    CHECK(got->description == "all day");
    CHECK(got->demographic == "18-34");
    CHECK(got->zone == "America/New_York");
    CHECK(got->day_start_ms == 5 * 3'600'000);
    CHECK(got->grid_ms == 900'000);
    CHECK(got->rating_limit == "TV-PG");
    CHECK(got->profile == "hd");
    CHECK(got->enabled == again);
    CHECK_FALSE(got->auto_approve);
    CHECK(got->lock_ms == 90'000);
    CHECK(got->subtitles == wanted.subtitles);
    CHECK(got->audio == wanted.audio);
    CHECK(got->limits == wanted.limits);
  }
  CHECK_FALSE(channel_by_number(scratch.catalog, 6));
}

TEST_CASE("a number is taken once") {
  Scratch scratch;
  save_channel(scratch.catalog, channel(5, "One"));
  CHECK_THROWS_AS(save_channel(scratch.catalog, channel(5, "Two")), base::Error);
  CHECK(channels(scratch.catalog).size() == 1);
}

TEST_CASE("find_channel reads number, id, name and call sign, and names the candidates") {
  Scratch scratch;
  const auto id = save_channel(scratch.catalog, channel(5, "Retro", "WRTV"));
  save_channel(scratch.catalog, channel(7, "News"));
  save_channel(scratch.catalog, channel(8, "news"));
  save_channel(scratch.catalog, channel(9, "Twin"));
  save_channel(scratch.catalog, channel(10, "Twin"));
  for (const auto& which : {std::string{"5"}, "id:" + std::to_string(id), std::string{"Retro"}, std::string{"retro"}, std::string{"wrtv"}})
    CHECK(find_channel(scratch.catalog, which).number == 5);
  CHECK(find_channel(scratch.catalog, "news").number == 8);
  try {
    find_channel(scratch.catalog, "Twin");
    FAIL("ambiguous");
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::usage);
    CHECK(error.hint().find("9 Twin, 10 Twin") != std::string::npos);
  }
  try {
    find_channel(scratch.catalog, "Retor");
    FAIL("not there");
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::not_found);
    CHECK(error.hint() == "did you mean 'Retro'?");
  }
}

TEST_CASE("programming goes with its channel") {
  Scratch scratch;
  const auto id = save_channel(scratch.catalog, channel(5, "Retro"));
  CHECK(programming_document(scratch.catalog, id).empty());
  save_programming_document(scratch.catalog, id, R"({"blocks":[]})");
  save_programming_document(scratch.catalog, id, R"({"blocks":[1]})");
  CHECK(programming_document(scratch.catalog, id) == R"({"blocks":[1]})");
  remove_channel(scratch.catalog, id);
  CHECK(programming_document(scratch.catalog, id).empty());
  CHECK_THROWS_AS(remove_channel(scratch.catalog, id), base::Error);
}
