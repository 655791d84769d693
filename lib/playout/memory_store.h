#pragma once
#include <list>
#include <unordered_map>

#include "playout/chunk.h"

namespace retrovue::playout {

// Keeps the chunks used last, up to so many bytes.
class MemoryStore final : public ChunkStore {
 public:
  explicit MemoryStore(std::size_t max_bytes) : max_bytes_(max_bytes) {}
  ChunkPtr find(const ChunkKey& key) override;
  bool has(const ChunkKey& key) const override;
  void put(const ChunkKey& key, ChunkPtr chunk) override;
  std::size_t bytes() const { return bytes_; }
  std::size_t count() const { return entries_.size(); }

 private:
  struct Entry {
    ChunkKey key;
    ChunkPtr chunk;
    std::size_t bytes = 0;
  };
  std::size_t max_bytes_, bytes_ = 0;
  std::list<Entry> order_;  // most recently used first
  std::unordered_map<ChunkKey, std::list<Entry>::iterator, ChunkKeyHash> entries_;
};

}  // namespace retrovue::playout
