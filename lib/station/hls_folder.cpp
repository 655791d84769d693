#include "station/hls_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace retrovue::station {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostIndex = 1u << 20;

bool ours(std::string_view name) { return name == kHlsIndex || segment_number(name) || is_init_name(name); }

// ".817263.ts.new"
bool half_written(std::string_view name) {
  return name.starts_with('.') && name.ends_with(".new") && name.size() > 5 && ours(name.substr(1, name.size() - 5));
}

}  // namespace

HlsFolder::HlsFolder(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) throw base::Error(base::ErrorKind::failed, fmt::format("cannot make '{}': {}", base::printable(folder_.string()), error.message()));
  std::vector<std::pair<std::uint64_t, std::string>> found;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const auto name = entry.path().filename().string();
    if (const auto number = segment_number(name)) found.emplace_back(*number, name);
    else if (is_init_name(name)) old_inits_.push_back(name);
    else if (half_written(name)) remove(name);
  }
  std::sort(found.begin(), found.end());
  for (auto& [number, name] : found) there_.push_back(std::move(name));
  old_ = there_.size();
  if (!found.empty()) past_.next_number = found.back().first + 1;
  const auto index = folder_ / kHlsIndex;
  if (fs::exists(index, error)) past_.discontinuity = discontinuity_sequence(base::read_file(index, kMostIndex)) + 1;
}

void HlsFolder::init(const std::string& name, const playout::Bytes& bytes) {
  if (name == init_) return;
  place(name, bytes->data(), bytes->size());
  init_ = name;
}

void HlsFolder::segment(const std::string& name, const playout::Bytes& bytes) {
  place(name, bytes->data(), bytes->size());
  there_.push_back(name);
  for (; there_.size() > kKept; there_.pop_front()) {
    remove(there_.front());
    if (old_ > 0) --old_;
  }
  if (old_ > 0) return;
  for (const auto& old : old_inits_)
    if (old != init_) remove(old);
  old_inits_.clear();
}

void HlsFolder::playlist(const std::string& text) {
  if (text.empty()) return;
  place(std::string{kHlsIndex}, text.data(), text.size());
  listed_ = true;
}

void HlsFolder::remove(const std::string& name) {
  std::error_code ignored;
  fs::remove(folder_ / name, ignored);
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
