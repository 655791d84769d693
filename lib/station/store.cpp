#include "station/store.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

namespace retrovue::station {

const std::vector<StoreKey>& store_keys() {
  static const std::vector<StoreKey> all{
      {"folder", "DIR", "$XDG_CACHE_HOME/retrovue/chunks", "where encoded chunks are kept; several machines may share it"},
      {"size", "GIGABYTES", "10", "how much of them is kept; 0: none on disk"},
  };
  return all;
}

std::filesystem::path default_store() { return base::cache_home() / "chunks"; }

std::int64_t store_bytes(const std::string& gigabytes) {
  double value = -1;
  const auto* end = gigabytes.data() + gigabytes.size();
  const auto [stopped, code] = std::from_chars(gigabytes.data(), end, value, std::chars_format::fixed);
  if (code != std::errc{} || stopped != end || !(value >= 0 && value <= 1'000'000))
    throw base::Error(base::ErrorKind::usage, fmt::format("'{}' is not a number of gigabytes from 0 to 1000000", base::printable(gigabytes)));
  return std::llround(value * 1e9);
}

std::filesystem::path cue_folder(const StoreWish& wish) { return wish.max_bytes > 0 ? wish.folder / "cues" : std::filesystem::path{}; }

std::unique_ptr<playout::DiskStore> open_store(const StoreWish& wish) {
  return wish.max_bytes > 0 ? std::make_unique<playout::DiskStore>(wish.folder, wish.max_bytes) : nullptr;
}

std::unique_ptr<playout::DiskStore> open_store_or_none(const StoreWish& wish) {
  try {
    return open_store(wish);
  } catch (const base::Error& error) {
    base::log(base::LogLevel::warning, "store", "encoded chunks are not kept: {}", error.message());
    return nullptr;
  }
}

}  // namespace retrovue::station
