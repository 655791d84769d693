#include "station/sync_figures.h"

#include <doctest/doctest.h>

#include "base/file.h"
#include "catalog/folders.h"
#include "catalog/history.h"

using namespace retrovue;

namespace {

struct Place {
  base::TempFolder folder;
  catalog::Catalog catalog{folder.path() / "station.db", catalog::Mode::write};

  void source(const std::string& name) {
    model::Folder made;
    made.name = name;
    made.path = (folder.path() / name).native();
    catalog.transaction(false, [&] { catalog::save_folder(catalog, made, 0); });
  }
  // libraries: as the report has them.
  void sync(base::Millis at, const std::string& libraries, bool ends = true) {
    catalog::SyncRun run;
    run.started = at;
    run.mode = "full";
    catalog.transaction(false, [&] {
      run.id = catalog::start_sync_run(catalog, run);
      run.status = "done";
      run.report = "{\"libraries\":[" + libraries + "]}";
      if (ends) run.ended = at + 5'000;
      if (ends) catalog::end_sync_run(catalog, run);
    });
  }
};

}  // namespace

TEST_CASE("the last sync of each source that came to its end") {
  Place place;
  CHECK(station::sync_figures(place.catalog).scans.empty());
  place.source("attic");
  place.source("cellar");
  place.sync(1'000, R"({"server":"attic","scanned":10,"duration_ms":100},{"server":"cellar","scanned":7,"duration_ms":0})");
  place.sync(2'000, R"({"server":"attic","scanned":300,"duration_ms":1000},{"server":"attic","scanned":100,"duration_ms":1000},{"server":"gone","scanned":1})");
  for (int k = 0; k < 30; ++k) place.sync(3'000 + k, "");
  place.sync(9'000, "", false);  // killed: what is not running has no lock
  const auto figures = station::sync_figures(place.catalog);
  CHECK_FALSE(figures.running);
  REQUIRE(figures.scans.size() == 2);
  const auto& attic = figures.scans[0];
  CHECK(attic.source == "attic");
  CHECK(attic.items == 400);
  CHECK(attic.duration == 2'000);
  CHECK(attic.ended == 7'000);
  CHECK(attic.per_second() == doctest::Approx(200));
  CHECK(figures.scans[1].items == 7);
  CHECK(figures.scans[1].per_second() == 0);  // the clock saw no time pass
}
