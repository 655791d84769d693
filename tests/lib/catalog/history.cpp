#include "catalog/history.h"

#include <doctest/doctest.h>

#include "scratch.h"

using namespace retrovue;
using namespace retrovue::catalog;
using test::Scratch;

namespace {
struct Troubled : Scratch {
  Troubled() {
    execute(catalog, "INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'attic', 'plex', 0), (2, 'cellar', 'plex', 0);"
                     "INSERT INTO sync_runs (id, started_at, mode, status) VALUES (1, 0, 'full', 'done'), (2, 0, 'full', 'done')");
  }
  void add(model::Millis at, model::Id run, std::string error_class, std::string subject, std::string message, std::string context = "{}", model::Id source = 1) {
    StoredError error;
    error.at = at, error.run_id = run, error.source_id = source;
    error.error_class = std::move(error_class), error.subject = std::move(subject), error.message = std::move(message), error.context = std::move(context);
    add_error(catalog, error);
  }
  std::vector<std::string> open() {
    std::vector<std::string> found;
    for (const auto& error : errors(catalog, {})) found.push_back(error.subject);
    return found;
  }
};
using Subjects = std::vector<std::string>;
}  // namespace

TEST_CASE("an error that comes again is the same one") {
  Troubled t;
  t.add(100, 1, "network", "attic", "no answer");
  t.add(200, 1, "data", "7", "'year' is odd");
  t.add(300, 2, "network", "attic", "answered 503");
  t.add(400, 2, "data", "7", "'index' is odd");
  t.add(500, 2, "network", "attic", "no answer", "{}", 2);
  const auto found = errors(t.catalog, {});
  REQUIRE(found.size() == 4);
  CHECK(found[0].source == "cellar");
  CHECK(found[2].message == "answered 503");
  CHECK(found[2].at == 100);
  CHECK(found[2].last_at == 300);
  CHECK(found[2].retries == 1);
  CHECK(found[2].run_id == 2);
  CHECK(errors(t.catalog, {400, "", false, 10}).size() == 2);
  const auto counts = error_counts(t.catalog, {});
  REQUIRE(counts.size() == 3);
  CHECK(counts[0].errors == 2);
  CHECK(counts[1].errors == 2);
}

TEST_CASE("a sync resolves as much as it has seen") {
  Troubled t;
  t.add(100, 1, "network", "attic", "no answer");
  t.add(100, 1, "network", "attic", "no answer", "{}", 2);
  t.add(100, 1, "network", "8", "answered 500");
  t.add(100, 1, "data", "9", "no title");
  t.add(100, 1, "data", "7", "'year' is odd", R"({"stored":true})");
  t.add(200, 2, "data", "9", "no title");
  resolve_source_errors(t.catalog, 1, 2, SourceRead::partly, 300);
  CHECK(t.open() == Subjects{"9", "7", "8", "attic"});
  resolve_source_errors(t.catalog, 1, 2, SourceRead::changes, 400);
  CHECK(t.open() == Subjects{"9", "7", "attic"});
  resolve_source_errors(t.catalog, 1, 2, SourceRead::everything, 500);
  CHECK(t.open() == Subjects{"9", "attic"});
  const auto all = errors(t.catalog, {{}, "data", true, 10});
  REQUIRE(all.size() == 2);
  CHECK(all[1].resolved_at == 500);
  // One that is over and comes back is a new one.
  t.add(600, 2, "data", "7", "'year' is odd", R"({"stored":true})");
  CHECK(errors(t.catalog, {{}, "data", true, 10}).size() == 3);
  CHECK(errors(t.catalog, {{}, "data", false, 10})[0].retries == 0);
}
