#include "base/file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "base/error.h"

using namespace retrovue::base;
namespace fs = std::filesystem;

TEST_CASE("a file is replaced whole, and only then") {
  TempFolder folder;
  const auto file = folder.path() / "caf\xE9 \"x\"\n%d";
  write_file_atomic(file, "one", 0600);
  CHECK(read_file(file, 100) == "one");
  struct stat st {};
  REQUIRE(::stat(file.c_str(), &st) == 0);
  CHECK((st.st_mode & 0777) == 0600);
  write_file_atomic(file, std::string(200'000, 'x'));
  CHECK(read_file(file, 200'000).size() == 200'000);
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator{}) == 1);
  CHECK_THROWS_AS(write_file_atomic(folder.path() / "absent" / "file", "x"), Error);
}

TEST_CASE("a full disk leaves the old file and nothing beside it") {
  // /dev/full cannot be renamed over, so the fault is a directory in the way.
  TempFolder folder;
  fs::create_directory(folder.path() / "taken");
  std::ofstream(folder.path() / "taken" / "inside") << "x";
  CHECK_THROWS_AS(write_file_atomic(folder.path() / "taken", "new"), Error);
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator{}) == 1);
}

TEST_CASE("reading says why it cannot") {
  TempFolder folder;
  const auto kind = [](const fs::path& path, std::size_t most) {
    try {
      read_file(path, most);
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::partial;
  };
  CHECK(kind(folder.path() / "absent", 10) == ErrorKind::not_found);
  CHECK(kind(folder.path(), 10) == ErrorKind::failed);
  write_file_atomic(folder.path() / "large", std::string(11, 'x'));
  CHECK(kind(folder.path() / "large", 10) == ErrorKind::failed);
}

TEST_CASE("stamps are of regular files and see a change") {
  TempFolder folder;
  CHECK(!file_stamp(folder.path()));
  CHECK(!file_stamp(folder.path() / "absent"));
  write_file_atomic(folder.path() / "a", "one");
  const auto before = file_stamp(folder.path() / "a");
  REQUIRE(before);
  CHECK(before->size == 3);
  write_file_atomic(folder.path() / "a", "three");
  CHECK(file_stamp(folder.path() / "a") != before);
}

TEST_CASE("a temporary folder goes with everything in it") {
  fs::path path;
  {
    TempFolder folder("retrovue-test");
    path = folder.path();
    fs::create_directories(path / "a" / "b");
    CHECK(fs::exists(path));
  }
  CHECK(!fs::exists(path));
}
