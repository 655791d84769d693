#include "base/file.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

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

TEST_CASE("what cannot be written leaves nothing beside it") {
  TempFolder folder;
  fs::create_directory(folder.path() / "taken");
  std::ofstream(folder.path() / "taken" / "inside") << "x";
  CHECK_THROWS_AS(write_file_atomic(folder.path() / "taken", "new"), Error);
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator{}) == 1);
}

TEST_CASE("links stay links, devices devices, and permissions never widen") {
  TempFolder folder;
  const auto file = folder.path() / "file", link = folder.path() / "link", pipe = folder.path() / "pipe";
  write_file_atomic(file, "old", 0600);
  fs::create_symlink("file", link);
  write_file_atomic(link, "new");
  CHECK(fs::is_symlink(link));
  CHECK(read_file(file, 100) == "new");
  CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  Fd reader{::open(pipe.c_str(), O_RDONLY | O_NONBLOCK)};
  write_file_atomic(pipe, "through");
  char buffer[16] = {};
  CHECK(::read(reader.get(), buffer, sizeof buffer) == 7);
  CHECK(fs::is_fifo(pipe));
  // A stand-in for /dev/full that may come to harm: the same device elsewhere, where we may make one.
  const auto full = folder.path() / "full";
  if (::mknod(full.c_str(), S_IFCHR | 0666, makedev(1, 7)) == 0 && Fd{::open(full.c_str(), O_WRONLY)}.valid()) {
    CHECK_THROWS_AS(write_file_atomic(full, "x"), Error);
    CHECK(fs::is_character_file(full));
  }
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
