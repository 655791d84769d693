#include <doctest/doctest.h>

#include "base/file.h"
#include "base/json.h"
#include "station/station_file.h"

using namespace retrovue;

namespace {
std::string page() { return base::read_file(std::filesystem::path(RETROVUE_TESTS) / "../man/retrovue-station.5", 1 << 20); }

// The example as it is printed: between .nf and .fi, \- is a dash.
std::string example(const std::string& text) {
  const auto begin = text.find(".nf\n") + 4, end = text.find(".fi\n", begin);
  std::string yaml;
  for (std::size_t i = begin; i < end; ++i)
    if (text[i] != '\\') yaml += text[i];
  return yaml;
}
}  // namespace

TEST_CASE("the example of the manual is a station file") {
  const auto read = station::read_station(example(page()), "manual");
  REQUIRE(read.size() == 1);
  CHECK(read[0].programming.blocks.size() == 3);
  CHECK(read[0].programming.dayparts.size() == 1);
}

TEST_CASE("the manual names every key of the schema") {
  const auto schema = base::Json::parse(base::read_file(std::filesystem::path(RETROVUE_TESTS) / "../schema/station.schema.json", 1 << 20));
  const auto text = page();
  int keys = 0;
  for (const auto* part : {"channel", "daypart", "block", "breaks", "pools", "selector"})
    for (const auto& [key, value] : schema["definitions"][part]["properties"].members()) {
      CAPTURE(key);
      CHECK(text.find(key) != std::string::npos);
      ++keys;
    }
  CHECK(keys > 50);
}
