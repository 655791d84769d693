#include "model/rating_scale.h"

#include <doctest/doctest.h>

using namespace retrovue::model;

TEST_CASE("ratings of several systems share one scale") {
  CHECK(rating_level("TV-Y") == 0);
  CHECK(*rating_level("tv-pg") < *rating_level("PG-13"));
  CHECK(*rating_level("PG-13") < *rating_level("TV-14"));
  CHECK(*rating_level("TV-14") < *rating_level("FSK 16"));
  CHECK(rating_level("15") == 15);
  CHECK(rating_level("12+") == 12);
  CHECK(rating_level("adult") == 99);
  CHECK(*rating_level("R18") > *rating_level("18"));
}

TEST_CASE("what is not known is unrated, never mild") {
  CHECK_FALSE(rating_level(""));
  CHECK_FALSE(rating_level("Not Rated"));
  CHECK_FALSE(rating_level("200"));
  CHECK_FALSE(rating_level("-"));
  CHECK_FALSE(rating_level("E"));  // exempt, not for everyone
  CHECK_FALSE(rating_level("approved"));
}

TEST_CASE("every code offered as a ceiling is known, mildest first") {
  int last = 0;
  for (const auto& code : known_rating_codes()) {
    REQUIRE(rating_level(code));
    CHECK(*rating_level(code) >= last);
    last = *rating_level(code);
  }
  CHECK(last == 99);
}
