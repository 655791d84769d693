#include "station/item_query.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace retrovue;
using station::item_query;

TEST_CASE("a query names fields and free words") {
  const auto all = item_query(R"(type:commercial company:"Cola Co" tag:holiday:christmas tag:brand:noir  white "snow: 2" season:3)");
  CHECK(all.kind == model::ItemKind::commercial);
  CHECK(all.company == "Cola Co");
  CHECK(all.tags == std::vector<std::string>{"holiday:christmas", "brand:noir"});
  CHECK(all.text == "white snow: 2");
  CHECK(all.season == 3);
  CHECK(item_query("season:winter").season_window == "winter");
  CHECK(item_query("").text.empty());
  CHECK(item_query(":x").text == ":x");
  CHECK(item_query("show:\"It: Two\"").show == "It: Two");
}

TEST_CASE("what a query does not know is said, never ignored") {
  for (const char* bad : {"colour:red", "type:cartoon", "state:fine", "tag:", "show:\"x"}) {
    CAPTURE(bad);
    try {
      item_query(bad);
      FAIL("taken");
    } catch (const base::Error& error) {
      CHECK(error.kind() == base::ErrorKind::usage);
    }
  }
}
