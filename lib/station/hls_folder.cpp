#include "station/hls_folder.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/error.h"
#include "base/text.h"

namespace retrovue::station {

namespace fs = std::filesystem;

namespace {

// "817263.ts", "817263.m4s", "init-0123456789abcdef.mp4"
bool ours(const fs::path& file) {
  const auto stem = file.stem().string();
  const auto all = [](std::string_view text, std::string_view of) { return !text.empty() && text.find_first_not_of(of) == text.npos; };
  if (file.extension() == ".mp4") return stem.size() == 21 && stem.starts_with("init-") && all(std::string_view(stem).substr(5), "0123456789abcdef");
  return (file.extension() == ".ts" || file.extension() == ".m4s") && all(stem, "0123456789");
}

}  // namespace

HlsFolder::HlsFolder(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) throw base::Error(base::ErrorKind::failed, fmt::format("cannot make '{}': {}", base::printable(folder_.string()), error.message()));
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (ours(entry.path())) fs::remove(entry.path(), error);
  }
}

void HlsFolder::init(const std::string& name, const std::vector<std::uint8_t>& bytes) {
  if (name == init_) return;
  place(name, bytes.data(), bytes.size());
  init_ = name;
}

void HlsFolder::segment(std::uint64_t number, const std::string& suffix, const std::vector<std::uint8_t>& bytes) {
  const auto name = fmt::format("{}{}", number, suffix);
  place(name, bytes.data(), bytes.size());
  there_.push_back(name);
  if (there_.size() <= kKept) return;
  std::error_code ignored;
  fs::remove(folder_ / there_.front(), ignored);
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
