#include "playout/event_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/clock.h"
#include "base/error.h"
#include "base/hash.h"

namespace retrovue::playout {
namespace {

constexpr std::uint64_t kMaxIndex = 64u << 20, kMaxChunk = 256u << 20;
constexpr std::int64_t kUsedEvery = 600;  // seconds between notes of use

struct Record {
  std::int64_t number = 0;
  std::uint64_t offset = 0, size = 0, sum = 0;
  std::uint64_t right_sum() const { return base::hash64({reinterpret_cast<const char*>(this), offsetof(Record, sum)}); }
};
static_assert(sizeof(Record) == 32);

class Lock {
 public:
  Lock(int fd, int how) : fd_(fd) {
    int done = 0;
    do done = ::flock(fd, how);
    while (done != 0 && errno == EINTR);
    held_ = done == 0;
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() {
    if (held_) ::flock(fd_, LOCK_UN);
  }
  bool held() const { return held_; }

 private:
  int fd_;
  bool held_ = false;
};

bool read_at(int fd, void* to, std::size_t size, std::uint64_t offset) {
  for (auto* at = static_cast<char*>(to); size > 0;) {
    const auto got = ::pread(fd, at, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got, size -= static_cast<std::size_t>(got), offset += static_cast<std::uint64_t>(got);
  }
  return true;
}

bool write_at(int fd, const void* from, std::size_t size, std::uint64_t offset) {
  for (const auto* at = static_cast<const char*>(from); size > 0;) {
    const auto put = ::pwrite(fd, at, size, static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    at += put, size -= static_cast<std::size_t>(put), offset += static_cast<std::uint64_t>(put);
  }
  return true;
}

std::uint64_t size_of(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

bool linked(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 && info.st_nlink > 0;
}

// The file's time of change says when the event was last used; what was not used for longest goes first.
void note_use(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0 || ::time(nullptr) - info.st_mtime < kUsedEvery) return;
  const timespec now[2] = {{0, UTIME_OMIT}, {0, UTIME_NOW}};
  ::futimens(fd, now);
}

}  // namespace

bool EventFiles::still_there() const { return data_.valid() && linked(data_.get()); }

bool EventFiles::open_to_read() {
  if (still_there()) return true;
  data_.reset(::open((folder_ / (address_ + kChunks)).c_str(), O_RDONLY | O_CLOEXEC));
  index_.reset();
  writable_ = false;
  index_bytes_ = 0;
  places_.clear();
  if (!data_.valid()) return false;
  // Both are made and removed under the lock, so they belong together.
  const Lock lock(data_.get(), LOCK_SH);
  if (!lock.held() || !linked(data_.get())) return data_.reset(), false;
  index_.reset(::open((folder_ / (address_ + kIndex)).c_str(), O_RDONLY | O_CLOEXEC));
  if (!index_.valid()) return data_.reset(), false;
  return true;
}

void EventFiles::open_to_write() {
  if (writable_ && still_there()) return;
  const auto failed = [&](const std::filesystem::path& path) {
    return base::Error(base::ErrorKind::failed, fmt::format("cannot write '{}': {}", path.string(), std::strerror(errno)));
  };
  const auto data = folder_ / (address_ + kChunks), index = folder_ / (address_ + kIndex);
  data_.reset(::open(data.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!data_.valid()) throw failed(data);
  index_.reset();
  places_.clear();
  index_bytes_ = 0;
  writable_ = true;
}

void EventFiles::read_index() {
  const auto bytes = size_of(index_.get()) / sizeof(Record) * sizeof(Record);
  if (bytes <= index_bytes_ || bytes > kMaxIndex) return;
  std::vector<Record> records((bytes - index_bytes_) / sizeof(Record));
  if (!read_at(index_.get(), records.data(), records.size() * sizeof(Record), index_bytes_)) return;
  index_bytes_ = bytes;
  for (const auto& record : records)
    if (record.sum == record.right_sum() && record.size <= kMaxChunk && !damaged_.contains({record.number, record.offset}))
      places_[record.number] = {record.offset, record.size};
}

std::map<std::int64_t, std::int64_t> EventFiles::sizes() {
  std::map<std::int64_t, std::int64_t> made;
  if (!open_to_read()) return made;
  read_index();
  for (const auto& [number, place] : places_) made.emplace_hint(made.end(), number, static_cast<std::int64_t>(place.size));
  return made;
}

std::optional<Chunk> EventFiles::find(std::int64_t number, Damage* damage) {
  if (!open_to_read()) return std::nullopt;
  if (!places_.contains(number)) read_index();
  const auto place = places_.find(number);
  if (place == places_.end()) return std::nullopt;
  std::optional<Chunk> chunk;
  // Before memory is taken for it: an index can name more than there is.
  if (place->second.offset + place->second.size <= size_of(data_.get())) {
    std::vector<std::uint8_t> bytes(place->second.size);
    if (read_at(data_.get(), bytes.data(), bytes.size(), place->second.offset)) chunk = unpack(bytes);
  }
  if (!chunk) {
    damaged_.emplace(number, place->second.offset);
    places_.erase(place);
    if (damage) *damage = Damage::found;
    return std::nullopt;
  }
  note_use(index_.get());
  return chunk;
}

std::int64_t EventFiles::put(std::int64_t number, std::span<const std::uint8_t> packed) {
  for (int tries = 0; tries < 5; ++tries) {
    open_to_write();
    const Lock lock(data_.get(), LOCK_EX);
    if (!lock.held()) break;
    if (!linked(data_.get())) continue;  // removed between opening and locking
    if (!index_.valid()) index_.reset(::open((folder_ / (address_ + kIndex)).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!index_.valid()) break;
    read_index();
    if (places_.contains(number)) return 0;
    const auto end = size_of(data_.get()), at = size_of(index_.get()) / sizeof(Record) * sizeof(Record);
    Record record{number, end, packed.size(), 0};
    record.sum = record.right_sum();
    if (write_at(data_.get(), packed.data(), packed.size(), end) && write_at(index_.get(), &record, sizeof record, at)) {
      read_index();
      return static_cast<std::int64_t>(packed.size() + sizeof record);
    }
    const int why = errno;
    static_cast<void>(::ftruncate(index_.get(), static_cast<off_t>(at)) + ::ftruncate(data_.get(), static_cast<off_t>(end)));
    errno = why;
    break;
  }
  throw base::Error(base::ErrorKind::failed, fmt::format("cannot write into '{}': {}", folder_.string(), std::strerror(errno)));
}

bool EventFiles::remove(const std::filesystem::path& folder, const std::string& address) {
  const auto data = folder / (address + kChunks), index = folder / (address + kIndex);
  const base::Fd fd(::open(data.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return ::unlink(index.c_str()) == 0 || errno == ENOENT;
  const Lock lock(fd.get(), LOCK_EX | LOCK_NB);
  if (!lock.held() || !linked(fd.get())) return false;
  const bool gone = ::unlink(index.c_str()) == 0 || errno == ENOENT;
  return ::unlink(data.c_str()) == 0 && gone;
}

}  // namespace retrovue::playout
