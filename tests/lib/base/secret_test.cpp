#include "base/secret.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <set>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/file.h"

using namespace retrovue::base;

TEST_CASE("a sealed secret opens with the same key and purpose only") {
  TempFolder folder;
  const auto file = folder.path() / "deep" / "secret.key";
  const SecretBox box{file};
  struct stat st {};
  REQUIRE(::stat(file.c_str(), &st) == 0);
  CHECK((st.st_mode & 0777) == 0600);
  REQUIRE(::stat(file.parent_path().c_str(), &st) == 0);
  CHECK((st.st_mode & 0777) == 0700);
  for (const auto& secret : {std::string{}, std::string{"token"}, std::string(5000, '\0')}) {
    const auto sealed = box.seal(secret, "server 1");
    CHECK(box.open(sealed, "server 1") == secret);
    CHECK(SecretBox{file}.open(sealed, "server 1") == secret);
    CHECK_THROWS_AS(box.open(sealed, "server 2"), Error);
    if (!secret.empty()) CHECK(sealed.find(secret) == std::string::npos);
    CHECK(box.seal(secret, "server 1") != sealed);
    for (std::size_t i = 0; i < std::min<std::size_t>(sealed.size(), 60); ++i) {
      auto broken = sealed;
      broken[i] = static_cast<char>(broken[i] ^ 0x10);
      CHECK_THROWS_AS(box.open(broken, "server 1"), Error);
      CHECK_THROWS_AS(box.open(sealed.substr(0, i), "server 1"), Error);
    }
  }
  const SecretBox other{folder.path() / "other.key"};
  CHECK_THROWS_AS(other.open(box.seal("token", "p"), "p"), Error);
}

TEST_CASE("a key file that others can read, or that is damaged, is refused and left alone") {
  TempFolder folder;
  const auto file = folder.path() / "secret.key";
  { const SecretBox box{file}; }
  ::chmod(file.c_str(), 0640);
  CHECK_THROWS_WITH_AS(SecretBox{file}, doctest::Contains("can be read by others"), Error);
  write_file_atomic(file, "zz", 0600);
  CHECK_THROWS_WITH_AS(SecretBox{file}, doctest::Contains("is damaged"), Error);
  CHECK(read_file(file, 100) == "zz");
}

TEST_CASE("processes that start at once agree on one key") {
  TempFolder folder;
  const auto file = folder.path() / "secret.key";
  std::vector<std::string> sealed(16);
  std::vector<std::thread> threads;
  for (auto& one : sealed) threads.emplace_back([&] { one = SecretBox{file}.seal("t", "p"); });
  for (auto& thread : threads) thread.join();
  const SecretBox box{file};
  for (const auto& one : sealed) CHECK(box.open(one, "p") == "t");
  CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 1);
}

TEST_CASE("uuids are well formed and differ") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto uuid = random_uuid();
    REQUIRE(uuid.size() == 36);
    CHECK(uuid[14] == '4');
    CHECK(std::string{"89ab"}.find(uuid[19]) != std::string::npos);
    seen.insert(uuid);
  }
  CHECK(seen.size() == 1000);
}
