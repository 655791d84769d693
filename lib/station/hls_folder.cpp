#include "station/hls_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/error.h"
#include "base/text.h"

namespace retrovue::station {

namespace fs = std::filesystem;

HlsFolder::HlsFolder(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) throw base::Error(base::ErrorKind::failed, fmt::format("cannot make '{}': {}", base::printable(folder_.string()), error.message()));
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const auto stem = entry.path().stem().string();
    const bool numbered = !stem.empty() && std::all_of(stem.begin(), stem.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (numbered && entry.path().extension() == ".ts") fs::remove(entry.path(), error);
  }
}

void HlsFolder::segment(std::uint64_t number, const std::vector<std::uint8_t>& bytes) {
  place(fmt::format("{}.ts", number), bytes.data(), bytes.size());
  there_.push_back(number);
  if (there_.size() <= kKept) return;
  std::error_code ignored;
  fs::remove(folder_ / fmt::format("{}.ts", there_.front()), ignored);
  there_.erase(there_.begin());
}

void HlsFolder::playlist(const std::string& text) {
  if (!text.empty()) place("index.m3u8", text.data(), text.size());
}

// No sync: a web server reads through the same cache, and after a power cut the channel starts anew anyway.
void HlsFolder::place(const std::string& name, const void* bytes, std::size_t size) {
  const auto target = folder_ / name, fresh = folder_ / ("." + name + ".new");
  errno = 0;
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
    out.flush();
    if (!out) {
      const int error = errno;
      std::error_code ignored;
      fs::remove(fresh, ignored);
      throw base::Error(base::ErrorKind::failed, fmt::format("cannot write '{}': {}", base::printable(target.string()), error ? std::strerror(error) : "disk error"));
    }
  }
  std::error_code error;
  fs::rename(fresh, target, error);
  if (error) throw base::Error(base::ErrorKind::failed, fmt::format("cannot write '{}': {}", base::printable(target.string()), error.message()));
}

}  // namespace retrovue::station
