#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "base/file.h"
#include "playout/chunk.h"

namespace retrovue::playout {

// The chunks of one event on disk, for several processes at once:
//   <address>.chunks  packed chunks, one after another
//   <address>.index   a record of 32 bytes for each: number, offset, size, checksum of the record
// A chunk is there when its record and its bytes are whole; what a crash leaves half-written is passed over and later
// overwritten. Writers hold a lock on the data; nothing is synced, since every read is checked. One thread at a time.
class EventFiles {
 public:
  // Opens nothing yet. folder must exist when put() is called.
  EventFiles(std::filesystem::path folder, std::string address) : folder_(std::move(folder)), address_(std::move(address)) {}

  // The numbers of the chunks that are there now, read again when the index has grown or was replaced.
  std::map<std::int64_t, std::int64_t> sizes();  // bytes by number
  enum class Damage { none, found };
  // Nothing when it is not there, or damaged (told in *damage; it then counts as not there).
  std::optional<Chunk> find(std::int64_t number, Damage* damage = nullptr);
  // Bytes written; 0 when it was there already. Throws Error(failed) on a full disk and the like, with nothing written.
  std::int64_t put(std::int64_t number, std::span<const std::uint8_t> packed);

  // Removes both files unless another process is writing; true when they are gone.
  static bool remove(const std::filesystem::path& folder, const std::string& address);
  static constexpr const char* kIndex = ".index";
  static constexpr const char* kChunks = ".chunks";

 private:
  struct Place {
    std::uint64_t offset = 0, size = 0;
  };
  bool open_to_read();
  void open_to_write();
  void read_index();
  bool still_there() const;

  std::filesystem::path folder_;
  std::string address_;
  base::Fd data_, index_;
  bool writable_ = false;
  std::uint64_t index_bytes_ = 0;
  std::map<std::int64_t, Place> places_;
  std::set<std::pair<std::int64_t, std::uint64_t>> damaged_;  // number, offset
};

}  // namespace retrovue::playout
