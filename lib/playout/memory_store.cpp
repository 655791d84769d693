#include "playout/memory_store.h"

namespace retrovue::playout {

ChunkPtr MemoryStore::find(const ChunkKey& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  order_.splice(order_.begin(), order_, found->second);
  return found->second->chunk;
}

bool MemoryStore::has(const ChunkKey& key) const { return entries_.contains(key); }

void MemoryStore::put(const ChunkKey& key, ChunkPtr chunk) {
  if (const auto found = entries_.find(key); found != entries_.end()) {
    bytes_ -= found->second->bytes;
    order_.erase(found->second);
    entries_.erase(found);
  }
  const std::size_t size = chunk->bytes() + sizeof(Entry) + key.event.size();
  if (size > max_bytes_) return;
  order_.push_front({key, std::move(chunk), size});
  entries_.emplace(key, order_.begin());
  bytes_ += size;
  while (bytes_ > max_bytes_) {
    bytes_ -= order_.back().bytes;
    entries_.erase(order_.back().key);
    order_.pop_back();
  }
}

}  // namespace retrovue::playout
