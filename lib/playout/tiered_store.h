#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "playout/disk_store.h"
#include "playout/memory_store.h"

namespace retrovue::playout {

// Memory in front, a folder behind. The folder is read and written by a thread of its own, so that no disk, however
// slow, holds up the air: what does not come in kPatience is encoded instead, and the folder is left alone for a while.
class TieredStore final : public ChunkStore {
 public:
  static constexpr base::Millis kPatience = 400;

  // disk may be null: memory alone.
  TieredStore(boost::asio::io_context& loop, std::size_t memory_bytes, std::unique_ptr<DiskStore> disk);
  ~TieredStore() override;  // finishes writing, for at most three seconds
  TieredStore(const TieredStore&) = delete;
  TieredStore& operator=(const TieredStore&) = delete;

  ChunkPtr find(const ChunkKey& key) override { return memory_.find(key); }
  bool has(const ChunkKey& key) const override;
  void put(const ChunkKey& key, ChunkPtr chunk) override;
  bool fetch(const ChunkKey& key, std::function<void()> ready) override;
  std::uint64_t damaged() const { return damaged_; }
  struct State {
    bool disk = false;                             // there is a folder
    base::Millis reads_rest = 0, writes_rest = 0;  // it is left alone for so long yet; 0: it is used
  };
  State state() const;

 private:
  struct Worker;
  struct Event {
    std::set<std::int64_t> chunks;  // on disk, as far as known
    base::Millis asked = 0;
  };
  using Waiting = std::unordered_map<ChunkKey, std::vector<std::function<void()>>, ChunkKeyHash>;

  void arrived(const ChunkKey& key, Event event, ChunkPtr chunk, bool damaged);
  void give_up_waiting(const ChunkKey& key);
  void written(const ChunkKey& key, const std::string& failure);
  Event& event(const std::string& address);

  static constexpr std::size_t kEvents = 4'096;  // known at once
  boost::asio::io_context& loop_;
  MemoryStore memory_;
  std::shared_ptr<Worker> worker_;
  std::unordered_map<std::string, Event> events_;
  Waiting waiting_;
  base::Millis reads_from_ = 0, writes_from_ = 0;  // steady time before which the folder is left alone
  std::uint64_t damaged_ = 0;
  std::shared_ptr<bool> alive_;
};

}  // namespace retrovue::playout
