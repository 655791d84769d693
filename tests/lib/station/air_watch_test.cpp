#include "station/air_watch.h"

#include <doctest/doctest.h>

using namespace retrovue::station;

TEST_CASE("values of a Prometheus text") {
  const char* text =
      "# HELP retrovue_tuners MPEG-TS viewers\n# TYPE retrovue_tuners gauge\nretrovue_tuners 8\n"
      "retrovue_channel_viewers{channel=\"5\"} 3\nretrovue_channel_viewers{channel=\"51\"} 1.5e3\n"
      "retrovue_channel_viewers{channel=\"6\"} NaN\nretrovue_channel_viewers{channel=\"7\"} \nretrovue_tuners_in_use 2";
  CHECK(metric(text, "retrovue_tuners") == 8);
  CHECK(metric(text, "retrovue_tuners_in_use") == 2);
  CHECK(metric(text, "retrovue_channel_viewers", "5") == 3);
  CHECK(metric(text, "retrovue_channel_viewers", "51") == 1500);
  CHECK_FALSE(metric(text, "retrovue_channel_viewers", "6"));
  CHECK_FALSE(metric(text, "retrovue_channel_viewers", "7"));
  CHECK_FALSE(metric(text, "retrovue_channel_viewers", "8"));
  CHECK_FALSE(metric(text, "retrovue_channel_viewers"));
  CHECK_FALSE(metric("", "x"));
}
