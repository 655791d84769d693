#include "playout/disk_store.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fstream>

#include "base/error.h"
#include "base/file.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

// Told apart by `seed`, as large as a second of real video.
Chunk chunk_of(unsigned seed, std::size_t bytes = 40'000) {
  Chunk chunk;
  for (std::int64_t i = 0; i < 4; ++i) {
    std::vector<std::uint8_t> picture(bytes / 4);
    for (auto& byte : picture) byte = static_cast<std::uint8_t>((seed = seed * 1'664'525 + 1'013'904'223) >> 24);
    chunk.frames.push_back({std::make_shared<const std::vector<std::uint8_t>>(std::move(picture)), i, i == 0});
  }
  for (int i = 0; i < 4'800; ++i) chunk.pcm.push_back(static_cast<std::int16_t>((seed = seed * 1'664'525 + 1'013'904'223) >> 20));
  return chunk;
}

bool same(const Chunk& a, const Chunk& b) { return pack(a) == pack(b); }

std::string address(unsigned n) {
  auto text = std::to_string(n);
  return std::string(32 - text.size(), static_cast<char>('a' + n % 6)) + text;
}

std::filesystem::path file_of(const std::filesystem::path& top, const std::string& address, const char* kind) {
  return top / address.substr(0, 2) / (address + kind);
}

void set_used(const std::filesystem::path& index, int minutes_ago) {
  std::filesystem::last_write_time(index, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(minutes_ago));
}

constexpr std::int64_t kMuch = 1 << 30;

}  // namespace

TEST_CASE("chunks come back as they were, also to another process's store") {
  base::TempFolder folder;
  DiskStore store(folder.path() / "chunks", kMuch), other(folder.path() / "chunks", kMuch);
  CHECK_FALSE(store.find({address(1), 0}));
  for (const unsigned k : {0u, 1u, 7u}) store.put({address(1), k}, chunk_of(k));
  store.put({address(2), 0}, chunk_of(20));
  for (auto* one : {&store, &other}) {
    for (const unsigned k : {0u, 1u, 7u}) {
      const auto found = one->find({address(1), k});
      REQUIRE(found);
      CHECK(same(*found, chunk_of(k)));
    }
    CHECK_FALSE(one->find({address(1), 2}));
    CHECK(one->chunks_of(address(1)).size() == 3);
    CHECK(one->content().events == 2);
    CHECK(one->content().chunks == 4);
  }
  // What one adds later the other sees, and what is there is not written twice.
  other.put({address(1), 2}, chunk_of(2));
  CHECK(store.find({address(1), 2}).has_value());
  const auto before = store.content().bytes;
  store.put({address(1), 2}, chunk_of(2));
  CHECK(store.content().bytes == before);
  std::int64_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
    if (entry.is_regular_file()) files += static_cast<std::int64_t>(entry.file_size());
  CHECK(files == before);
}

TEST_CASE("any flipped byte, lost tail or torn record is a chunk that is not there, and it can be put again") {
  base::TempFolder folder;
  const auto top = folder.path() / "chunks";
  DiskStore(top, kMuch).put({address(3), 0}, chunk_of(1));
  DiskStore(top, kMuch).put({address(3), 1}, chunk_of(2));
  const auto data = file_of(top, address(3), EventFiles::kChunks), index = file_of(top, address(3), EventFiles::kIndex);
  const auto right_data = base::read_file(data, kMuch), right_index = base::read_file(index, kMuch);
  const auto damage_and_heal = [&](const std::filesystem::path& file, std::string content) {
    base::write_file_atomic(file, content);
    DiskStore store(top, kMuch);
    for (const unsigned k : {0u, 1u}) {
      const auto found = store.find({address(3), k});
      if (found) CHECK(same(*found, chunk_of(k + 1)));
      else store.put({address(3), k}, chunk_of(k + 1));
    }
    for (const unsigned k : {0u, 1u}) {
      const auto found = DiskStore(top, kMuch).find({address(3), k});
      REQUIRE(found);
      CHECK(same(*found, chunk_of(k + 1)));
    }
    base::write_file_atomic(data, right_data);
    base::write_file_atomic(index, right_index);
  };
  for (std::size_t at = 0; at < right_data.size(); at += 997) {
    auto content = right_data;
    content[at] = static_cast<char>(content[at] ^ 0x41);
    damage_and_heal(data, content);
  }
  for (std::size_t at = 0; at < right_index.size(); ++at) {
    auto content = right_index;
    content[at] = static_cast<char>(content[at] ^ 0x80);
    damage_and_heal(index, content);
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{31}, std::size_t{33}, right_index.size() - 1}) damage_and_heal(index, right_index.substr(0, size));
  for (const std::size_t size : {std::size_t{0}, right_data.size() / 3, right_data.size() - 1}) damage_and_heal(data, right_data.substr(0, size));
  damage_and_heal(index, std::string(4'096, '\xff'));
}

TEST_CASE("damage is told once, and the same store heals itself") {
  base::TempFolder folder;
  const auto top = folder.path() / "chunks";
  DiskStore store(top, kMuch);
  store.put({address(4), 0}, chunk_of(1));
  {
    std::fstream file(file_of(top, address(4), EventFiles::kChunks), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(5'000);
    file.put('x');
    file.put('y');
  }
  auto damage = EventFiles::Damage::none;
  CHECK_FALSE(store.find({address(4), 0}, &damage));
  CHECK(damage == EventFiles::Damage::found);
  damage = EventFiles::Damage::none;
  CHECK_FALSE(store.find({address(4), 0}, &damage));
  CHECK(damage == EventFiles::Damage::none);
  store.put({address(4), 0}, chunk_of(1));
  CHECK(store.find({address(4), 0}).has_value());
}

TEST_CASE("what was used longest ago goes first, and the cap holds") {
  base::TempFolder folder;
  const auto top = folder.path() / "chunks";
  const auto size = static_cast<std::int64_t>(pack(chunk_of(0)).size());
  DiskStore store(top, 10 * size);
  for (unsigned n = 0; n < 9; ++n) {
    store.put({address(n), 0}, chunk_of(n));
    set_used(file_of(top, address(n), EventFiles::kIndex), 100 - static_cast<int>(n));
  }
  // Used a moment ago by another process.
  CHECK(DiskStore(top, kMuch).find({address(0), 0}).has_value());
  for (unsigned n = 10; n < 13; ++n) store.put({address(n), 0}, chunk_of(n));
  CHECK(store.content().bytes <= 10 * size);
  CHECK(store.find({address(0), 0}).has_value());
  CHECK_FALSE(store.find({address(1), 0}));
  CHECK(store.find({address(8), 0}).has_value());
  CHECK(store.find({address(12), 0}).has_value());
  // Larger than all of it: not kept, nothing lost for it.
  store.put({address(20), 0}, chunk_of(1, static_cast<std::size_t>(11 * size)));
  CHECK_FALSE(store.find({address(20), 0}));
  CHECK(store.find({address(12), 0}).has_value());
  const auto held = store.content().bytes;
  CHECK(store.trim(0) == held);
  CHECK(store.content().events == 0);
  // After that it takes in again, though it held the files open.
  store.put({address(12), 3}, chunk_of(3));
  CHECK_FALSE(store.find({address(12), 0}));
  CHECK(store.find({address(12), 3}).has_value());
}

TEST_CASE("files that are not the store's are left alone") {
  base::TempFolder folder;
  const auto top = folder.path() / "chunks";
  DiskStore store(top, kMuch);
  store.put({address(1), 0}, chunk_of(1));
  const auto mine = top / address(1).substr(0, 2) / "notes.chunks";
  base::write_file_atomic(mine, "mine");
  CHECK(store.content().events == 1);
  store.trim(0);
  CHECK(std::filesystem::exists(mine));
}

TEST_CASE("a full disk is an error and leaves every chunk whole") {
  base::TempFolder folder;
  const auto top = folder.path() / "chunks";
  DiskStore(top, kMuch).put({address(5), 0}, chunk_of(1));
  const auto before = DiskStore(top, kMuch).content().bytes;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // A limit on the size of a file fails in the middle of a write, as a full disk does.
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{static_cast<rlim_t>(before + 10'000), static_cast<rlim_t>(before + 10'000)};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int code = 9;
    try {
      DiskStore(top, kMuch).put({address(5), 1}, chunk_of(2));
    } catch (const base::Error& error) {
      code = std::string(error.what()).find("too large") != std::string::npos ? 7 : 8;
    }
    ::_exit(code);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 7);
  DiskStore store(top, kMuch);
  CHECK(store.content().bytes == before);
  CHECK(same(*store.find({address(5), 0}), chunk_of(1)));
  CHECK_FALSE(store.find({address(5), 1}));
  store.put({address(5), 1}, chunk_of(2));
  CHECK(same(*store.find({address(5), 1}), chunk_of(2)));
}

TEST_CASE("several processes write, read and trim at once, and nobody ever reads a wrong chunk") {
  base::TempFolder folder;
  const auto top = folder.path() / "chunks";
  constexpr unsigned kEvents = 4, kChunks = 6;
  std::vector<pid_t> children;
  for (unsigned me = 0; me < 4; ++me) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      int code = 0;
      try {
        DiskStore store(top, kMuch);
        unsigned state = me + 1;
        for (int step = 0; step < 400 && code == 0; ++step) {
          state = state * 1'664'525 + 1'013'904'223;
          const unsigned event = (state >> 24) % kEvents, k = (state >> 16) % kChunks, seed = event * 100 + k;
          if (const auto found = store.find({address(event), k})) code = same(*found, chunk_of(seed, 8'000)) ? 0 : 2;
          else store.put({address(event), k}, chunk_of(seed, 8'000));
          if (me == 0 && step % 20 == 0) store.trim(60'000);
        }
      } catch (const base::Error&) {
        code = 3;
      }
      ::_exit(code);
    }
    children.push_back(child);
  }
  for (const auto child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
}
