#pragma once
#include <cstdint>
#include <filesystem>
#include <list>
#include <optional>
#include <string>

#include "playout/event_files.h"

namespace retrovue::playout {

struct StoreContent {
  std::int64_t bytes = 0, events = 0, chunks = 0;
};

// Chunks in a folder, `ab/` + address below it, shared by every process that names the folder. Holds at most max_bytes:
// the events used longest ago go first, whole. One thread at a time.
class DiskStore {
 public:
  // Makes the folder. Throws Error(failed).
  DiskStore(std::filesystem::path folder, std::int64_t max_bytes);

  // Which chunks of an event are there, by number, with their bytes.
  std::map<std::int64_t, std::int64_t> chunks_of(const std::string& event) { return files(event).sizes(); }
  std::optional<Chunk> find(const ChunkKey& key, EventFiles::Damage* damage = nullptr) { return files(key.event).find(key.index, damage); }
  // Throws Error(failed) when it cannot be written; what was there stays.
  void put(const ChunkKey& key, const Chunk& chunk);

  StoreContent content() const;  // walks the folder
  // Removes what was used longest ago until at most `bytes` are left; returns the bytes removed. An event that another
  // process is writing stays.
  std::int64_t trim(std::int64_t bytes);

 private:
  EventFiles& files(const std::string& event);

  static constexpr std::size_t kOpen = 32;  // events
  std::filesystem::path folder_;
  std::int64_t max_bytes_;
  std::optional<std::int64_t> bytes_;  // known after the first walk; what others write is seen at the next
  std::list<std::pair<std::string, EventFiles>> open_;  // used last first
};

}  // namespace retrovue::playout
