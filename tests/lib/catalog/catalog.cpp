#include "catalog/catalog.h"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "base/error.h"
#include "base/file.h"
#include "scratch.h"

using namespace retrovue;
using namespace retrovue::catalog;
using test::Scratch;

namespace {

std::string bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void raw_sql(const std::filesystem::path& path, const char* sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  CHECK(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
}

template <typename Act>
base::Error error_of(Act act) {
  try {
    act();
  } catch (const base::Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  return {base::ErrorKind::failed, ""};
}

void add_setting(Catalog& catalog, const std::string& key, std::size_t size = 10) {
  Query(catalog, "INSERT INTO settings VALUES (?, ?)").bind(key).bind(std::string(size, 'x')).run();
}

}  // namespace

TEST_CASE("a new catalog is made private, in WAL mode and with foreign keys on") {
  Scratch scratch;
  CHECK(file_version(scratch.catalog) == schema_version());
  CHECK(scratch.number("PRAGMA foreign_keys") == 1);
  Query mode(scratch.catalog, "PRAGMA journal_mode");
  REQUIRE(mode.step());
  CHECK(mode.text(0) == "wal");
  struct stat status {};
  REQUIRE(::stat(scratch.file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(error_of([&] { execute(scratch.catalog, "INSERT INTO programming VALUES (99, '{}')"); }).kind() == base::ErrorKind::failed);
}

TEST_CASE("a reader neither makes nor changes a catalog") {
  base::TempFolder folder;
  const auto missing = error_of([&] { Catalog catalog(folder.path() / "none.db", Mode::read); });
  CHECK(missing.kind() == base::ErrorKind::catalog);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "none.db"));
  const auto file = folder.path() / "station.db";
  { Catalog catalog(file, Mode::write); }
  const auto before = bytes(file);
  {
    Catalog catalog(file, Mode::read);
    CHECK_THROWS_AS(add_setting(catalog, "a"), base::Error);
  }
  CHECK(bytes(file) == before);
}

TEST_CASE("a newer catalog is refused with both numbers") {
  base::TempFolder folder;
  const auto file = folder.path() / "station.db";
  { Catalog catalog(file, Mode::write); }
  raw_sql(file, "PRAGMA user_version = 4711");
  for (const Mode mode : {Mode::read, Mode::write, Mode::rehearse}) {
    const auto error = error_of([&] { Catalog catalog(file, mode); });
    CHECK(error.kind() == base::ErrorKind::catalog);
    CHECK(error.message().find("4711") != std::string::npos);
    CHECK(error.message().find(std::to_string(schema_version())) != std::string::npos);
  }
}

TEST_CASE("foreign and damaged files are refused as they are") {
  base::TempFolder folder;
  const auto other = folder.path() / "other.db";
  raw_sql(other, "CREATE TABLE t (a)");
  const auto text = folder.path() / "text.db";
  base::write_file_atomic(text, std::string(5000, 'z'));
  for (const auto& file : {other, text}) {
    const auto before = bytes(file);
    for (const Mode mode : {Mode::read, Mode::write, Mode::rehearse})
      CHECK(error_of([&] { Catalog catalog(file, mode); }).kind() == base::ErrorKind::catalog);
    CHECK(bytes(file) == before);
  }
}

TEST_CASE("a transaction commits, and takes everything back when the act throws or it is a rehearsal") {
  Scratch scratch;
  scratch.catalog.transaction(false, [&] { add_setting(scratch.catalog, "kept"); });
  scratch.catalog.transaction(true, [&] { add_setting(scratch.catalog, "dry"); });
  CHECK_THROWS_AS(scratch.catalog.transaction(false, [&] {
    add_setting(scratch.catalog, "thrown");
    throw std::runtime_error("stop");
  }), std::runtime_error);
  CHECK(scratch.number("SELECT count(*) FROM settings WHERE key <> 'station_id'") == 1);
  scratch.catalog.transaction(false, [&] { add_setting(scratch.catalog, "after"); });
  CHECK(scratch.number("SELECT count(*) FROM settings WHERE key <> 'station_id'") == 2);
}

TEST_CASE("a rehearsal leaves the bytes of the file, also when it is large") {
  base::TempFolder folder;
  const auto file = folder.path() / "station.db";
  {
    Catalog catalog(file, Mode::write);
    add_setting(catalog, "a");
  }
  const auto before = bytes(file);
  {
    Catalog catalog(file, Mode::rehearse);
    for (int round = 0; round < 2; ++round)
      catalog.transaction(false, [&] {
        for (int i = 0; i < 200; ++i) add_setting(catalog, std::to_string(i), 50'000);  // more than the page cache holds
      });
  }
  CHECK(bytes(file) == before);
}

TEST_CASE("a rehearsal does not move what a killed program left in the log") {
  base::TempFolder folder;
  const auto file = folder.path() / "station.db", copy = folder.path() / "copy.db";
  {
    Catalog catalog(file, Mode::write);
    add_setting(catalog, "logged");
    std::filesystem::copy_file(file, copy);
    std::filesystem::copy_file(file.native() + "-wal", copy.native() + "-wal");
  }
  const auto before = bytes(copy);
  {
    Catalog catalog(copy, Mode::rehearse);
    Query query(catalog, "SELECT count(*) FROM settings WHERE key <> 'station_id'");
    REQUIRE(query.step());
    CHECK(query.integer(0) == 1);
  }
  CHECK(bytes(copy) == before);
}

TEST_CASE("a rehearsal on a missing catalog works in memory") {
  base::TempFolder folder;
  const auto file = folder.path() / "station.db";
  Catalog catalog(file, Mode::rehearse);
  catalog.transaction(false, [&] { add_setting(catalog, "a"); });
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a locked catalog is busy, and works again when the lock is gone") {
  Scratch scratch;
  Catalog second(scratch.file, Mode::write);
  execute(second, "PRAGMA busy_timeout = 20");
  execute(scratch.catalog, "BEGIN IMMEDIATE");
  CHECK(error_of([&] { second.transaction(false, [&] { add_setting(second, "b"); }); }).kind() == base::ErrorKind::busy);
  execute(scratch.catalog, "ROLLBACK");
  second.transaction(false, [&] { add_setting(second, "b"); });
  CHECK(scratch.number("SELECT count(*) FROM settings WHERE key <> 'station_id'") == 1);
}

TEST_CASE("a full disk is said plainly and changes nothing") {
  Scratch scratch;
  const auto pages = scratch.number("PRAGMA page_count");
  execute(scratch.catalog, ("PRAGMA max_page_count = " + std::to_string(pages + 2)).c_str());
  const auto error = error_of([&] { scratch.catalog.transaction(false, [&] { add_setting(scratch.catalog, "big", 1'000'000); }); });
  CHECK(error.kind() == base::ErrorKind::failed);
  CHECK(error.message().find("no space") != std::string::npos);
  CHECK(scratch.number("SELECT count(*) FROM settings WHERE key <> 'station_id'") == 0);
}
