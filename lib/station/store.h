#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "playout/disk_store.h"

namespace retrovue::station {

// Where encoded chunks are kept between airings. max_bytes 0: in memory alone.
struct StoreWish {
  std::filesystem::path folder;
  std::int64_t max_bytes = 0;
};

struct StoreKey {
  std::string_view name, type, fallback, description;  // name: in the table [store] of the settings
};
const std::vector<StoreKey>& store_keys();
std::filesystem::path default_store();  // $XDG_CACHE_HOME/retrovue/chunks

// Throws Error(usage) for anything but a number of gigabytes (10^9), 0 to 1000000, with a fraction if wanted.
std::int64_t store_bytes(const std::string& gigabytes);

std::filesystem::path cue_folder(const StoreWish& wish);  // of subtitles that were read out of films; empty: they are not kept

// Null when nothing is to be kept. Throws Error(failed) when the folder cannot be made.
std::unique_ptr<playout::DiskStore> open_store(const StoreWish& wish);
// For what goes on air whatever the folder does: null then, with a warning in the log.
std::unique_ptr<playout::DiskStore> open_store_or_none(const StoreWish& wish);

}  // namespace retrovue::station
