#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace retrovue::base {

// An owned file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~Fd() { reset(); }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int release() {
    int fd = fd_;
    fd_ = -1;
    return fd;
  }
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

// Paths are bytes, as the file system has them; never normalised, not always UTF-8.
// Reads at most max_bytes; larger, missing or unreadable files throw Error(failed / not_found).
std::string read_file(const std::filesystem::path& path, std::size_t max_bytes);

// Writes beside the target, syncs and renames, so that a reader sees the old or the new content, never a part.
// A full disk leaves the old file and throws Error(failed). A link stays one and its target is replaced; a device or
// pipe is written to as it is. The permissions are mode, less what a file that is there already does not allow.
void write_file_atomic(const std::filesystem::path& path, std::string_view content, unsigned mode = 0644);

struct FileStamp {
  std::int64_t size = 0;      // bytes
  std::int64_t mtime_ns = 0;  // nanoseconds since 1970
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};
std::optional<FileStamp> file_stamp(const std::filesystem::path& path);  // regular files only

// XDG base directories with /retrovue appended; made on demand by the caller.
std::filesystem::path data_home();
std::filesystem::path config_home();
std::filesystem::path cache_home();

// A fresh folder that is removed with everything in it at the end of its life.
class TempFolder {
 public:
  explicit TempFolder(std::string_view stem = "retrovue");
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace retrovue::base
