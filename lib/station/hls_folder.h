#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace retrovue::station {

// A folder that any web server can hand out: index.m3u8 and numbered segments, with MP4 the one they begin with. Files are renamed into place, the
// playlist after the segments it names; a segment stays for a while after it left the playlist.
class HlsFolder {
 public:
  static constexpr std::size_t kKept = 24;  // segments; a playlist lists at most ten

  // Makes the folder; removes segments that an earlier run left. Throws Error(failed).
  explicit HlsFolder(std::filesystem::path folder);
  // What MP4 segments begin with; placed once for as long as its name stays.
  void init(const std::string& name, const std::vector<std::uint8_t>& bytes);
  void segment(std::uint64_t number, const std::string& suffix, const std::vector<std::uint8_t>& bytes);
  void playlist(const std::string& text);

 private:
  void place(const std::string& name, const void* bytes, std::size_t size);
  std::filesystem::path folder_;
  std::string init_;
  std::vector<std::string> there_;
};

}  // namespace retrovue::station
