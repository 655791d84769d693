#include "playout/disk_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/log.h"

namespace retrovue::playout {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kAddress = 32, kRecord = 32;

struct Stored {
  std::string address;
  fs::path folder;
  fs::file_time_type used;
  std::int64_t bytes = 0, chunks = 0;
};

bool is_address(std::string_view text) {
  return text.size() == kAddress && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Files that are no events are left alone; what vanishes meanwhile is passed over.
void walk_folder(const fs::path& folder, std::vector<Stored>& into) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const auto& path = at->path();
    if (path.extension() != EventFiles::kChunks || !is_address(path.stem().native())) continue;
    Stored stored{path.stem().native(), folder, {}, 0, 0};
    std::error_code gone;
    const auto data = at->file_size(gone);
    if (gone) continue;
    const auto index = folder / (stored.address + EventFiles::kIndex);
    const auto records = fs::file_size(index, gone);
    stored.used = fs::last_write_time(gone ? path : index, gone);
    stored.chunks = gone ? 0 : static_cast<std::int64_t>(records / kRecord);
    stored.bytes = static_cast<std::int64_t>(data) + stored.chunks * static_cast<std::int64_t>(kRecord);
    into.push_back(std::move(stored));
  }
}

std::vector<Stored> walk(const fs::path& folder) {
  std::vector<Stored> all;
  for (unsigned first = 0; first < 256; ++first) walk_folder(folder / fmt::format("{:02x}", first), all);
  return all;
}

}  // namespace

DiskStore::DiskStore(fs::path folder, std::int64_t max_bytes) : folder_(std::move(folder)), max_bytes_(max_bytes) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) throw base::Error(base::ErrorKind::failed, fmt::format("cannot make the folder '{}': {}", folder_.string(), error.message()));
}

EventFiles& DiskStore::files(const std::string& event) {
  const auto found = std::find_if(open_.begin(), open_.end(), [&](const auto& one) { return one.first == event; });
  if (found != open_.end()) {
    open_.splice(open_.begin(), open_, found);
  } else {
    open_.emplace_front(event, EventFiles(folder_ / event.substr(0, 2), event));
    if (open_.size() > kOpen) open_.pop_back();
  }
  return open_.front().second;
}

void DiskStore::put(const ChunkKey& key, const Chunk& chunk) {
  const auto packed = pack(chunk);
  if (static_cast<std::int64_t>(packed.size()) > max_bytes_) return;
  if (!bytes_) bytes_ = content().bytes;
  std::error_code error;
  fs::create_directories(folder_ / key.event.substr(0, 2), error);  // a failure is told by the write
  *bytes_ += files(key.event).put(key.index, packed);
  // A tenth at once, so that a full store is not walked for every chunk.
  if (*bytes_ > max_bytes_) trim(max_bytes_ - max_bytes_ / 10);
}

StoreContent DiskStore::content() const {
  StoreContent made;
  for (const auto& stored : walk(folder_)) {
    made.bytes += stored.bytes;
    made.chunks += stored.chunks;
    ++made.events;
  }
  return made;
}

std::int64_t DiskStore::trim(std::int64_t bytes) {
  auto all = walk(folder_);
  std::int64_t held = 0, removed = 0;
  for (const auto& stored : all) held += stored.bytes;
  std::sort(all.begin(), all.end(), [](const Stored& a, const Stored& b) { return a.used < b.used; });
  for (const auto& stored : all) {
    if (held <= bytes) break;
    if (!EventFiles::remove(stored.folder, stored.address)) continue;
    held -= stored.bytes;
    removed += stored.bytes;
  }
  bytes_ = held;
  return removed;
}

}  // namespace retrovue::playout
