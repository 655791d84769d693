#include "playout/tiered_store.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <functional>

#include "base/file.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

constexpr std::int64_t kMuch = 1 << 30;
constexpr std::size_t kMemory = 1 << 20;
const std::string kEvent(32, 'e');

ChunkPtr chunk_of(int seed, std::size_t bytes = 10'000) {
  Chunk chunk;
  for (std::int64_t i = 0; i < 3; ++i)
    chunk.frames.push_back({std::make_shared<const std::vector<std::uint8_t>>(bytes / 3, static_cast<std::uint8_t>(seed)), i, i == 0});
  chunk.pcm.assign(960, static_cast<std::int16_t>(seed));
  return std::make_shared<const Chunk>(std::move(chunk));
}

struct Rig {
  base::TempFolder folder;
  boost::asio::io_context loop{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> working{loop.get_executor()};
  std::filesystem::path top() const { return folder.path() / "chunks"; }
  std::filesystem::path data() const { return top() / kEvent.substr(0, 2) / (kEvent + EventFiles::kChunks); }
  std::unique_ptr<DiskStore> disk() { return std::make_unique<DiskStore>(top(), kMuch); }
  // What the store says when asked to bring it: the chunk, or null where it is to be encoded.
  ChunkPtr bring(TieredStore& store, std::int64_t k) {
    bool ready = false;
    while (!store.find({kEvent, k})) {
      ready = false;
      if (!store.fetch({kEvent, k}, [&] { ready = true; })) return nullptr;
      while (!ready) loop.run_one();
    }
    return store.find({kEvent, k});
  }
};

}  // namespace

TEST_CASE("what one store was given the next one brings from the disk") {
  Rig rig;
  {
    TieredStore store(rig.loop, kMemory, rig.disk());
    CHECK_FALSE(rig.bring(store, 0));
    for (int k = 0; k < 5; ++k) store.put({kEvent, k}, chunk_of(k));
    CHECK(store.has({kEvent, 4}));
  }  // writes to the end
  TieredStore store(rig.loop, kMemory, rig.disk());
  CHECK_FALSE(store.has({kEvent, 1}));  // not looked at yet
  const auto found = rig.bring(store, 0);
  REQUIRE(found);
  CHECK(pack(*found) == pack(*chunk_of(0)));
  for (int k = 1; k < 5; ++k) CHECK(store.has({kEvent, k}));
  CHECK_FALSE(store.has({kEvent, 5}));
  CHECK_FALSE(store.fetch({kEvent, 5}, [] {}));  // known not to be there
  CHECK(rig.bring(store, 3));
}

TEST_CASE("a chunk that memory let go comes back from the disk") {
  Rig rig;
  {
    TieredStore store(rig.loop, 60'000, rig.disk());
    for (int k = 0; k < 30; ++k) store.put({kEvent, k}, chunk_of(k));
    CHECK_FALSE(store.find({kEvent, 0}));
    CHECK(store.has({kEvent, 0}));
  }  // writes to the end
  TieredStore store(rig.loop, 60'000, rig.disk());
  for (int round = 0; round < 2; ++round) {
    for (int k = 0; k < 30; ++k) {
      CHECK_FALSE(store.find({kEvent, k}));
      const auto found = rig.bring(store, k);
      REQUIRE(found);
      CHECK(pack(*found) == pack(*chunk_of(k)));
    }
  }
}

TEST_CASE("a damaged chunk is no chunk, and the one put in its place is") {
  Rig rig;
  { TieredStore(rig.loop, kMemory, rig.disk()).put({kEvent, 0}, chunk_of(1)); }
  auto content = base::read_file(rig.data(), kMuch);
  content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
  base::write_file_atomic(rig.data(), content);
  {
    TieredStore store(rig.loop, kMemory, rig.disk());
    CHECK_FALSE(rig.bring(store, 0));
    CHECK(store.damaged() == 1);
    CHECK_FALSE(store.has({kEvent, 0}));
    store.put({kEvent, 0}, chunk_of(1));
  }
  TieredStore store(rig.loop, kMemory, rig.disk());
  CHECK(rig.bring(store, 0));
}

TEST_CASE("a disk that does not answer is left alone, and nobody waits for it") {
  Rig rig;
  std::filesystem::create_directories(rig.data().parent_path());
  REQUIRE(::mkfifo(rig.data().c_str(), 0600) == 0);  // opening it for reading waits for a writer
  TieredStore store(rig.loop, kMemory, rig.disk());
  CHECK_FALSE(rig.bring(store, 0));
  CHECK_FALSE(store.fetch({std::string(32, 'f'), 0}, [] {}));  // nor anything else now
  store.put({kEvent, 0}, chunk_of(1));
  CHECK(store.find({kEvent, 0}));
  const base::Fd awake(::open(rig.data().c_str(), O_WRONLY | O_NONBLOCK));  // the thread can end
  CHECK(awake.valid());
}

TEST_CASE("a disk that takes nothing costs nothing but what it would have kept") {
  Rig rig;
  auto disk = rig.disk();
  // A file stands where the folder of the event would be.
  base::write_file_atomic(rig.top() / kEvent.substr(0, 2), "in the way");
  TieredStore store(rig.loop, kMemory, std::move(disk));
  store.put({kEvent, 0}, chunk_of(1));
  rig.loop.run_one();  // the failure is told
  CHECK(store.find({kEvent, 0}));  // memory has it
  store.put({kEvent, 1}, chunk_of(2));
  CHECK(store.find({kEvent, 1}));
}

TEST_CASE("without a disk it is memory alone") {
  Rig rig;
  TieredStore store(rig.loop, kMemory, nullptr);
  CHECK_FALSE(store.fetch({kEvent, 0}, [] {}));
  store.put({kEvent, 0}, chunk_of(1));
  CHECK(rig.bring(store, 0));
}
