#pragma once
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "station/hls_place.h"

namespace retrovue::station {

// A folder that any web server can hand out. Files are renamed into place, the playlist after the segments it names. A
// segment goes when kKept newer ones are there, also one that an earlier run left: who still plays that gets to its end.
class HlsFolder final : public HlsPlace {
 public:
  // Makes the folder; removes what an earlier run left half written. Throws Error(failed), as all of it.
  explicit HlsFolder(std::filesystem::path folder);
  HlsPast past() const override { return past_; }
  void init(const std::string& name, const playout::Bytes& bytes) override;
  void segment(const std::string& name, const playout::Bytes& bytes) override;
  void playlist(const std::string& text) override;
  bool listed() const override { return listed_; }
  void finish(std::function<void()> done) override { done(); }

 private:
  void place(const std::string& name, const void* bytes, std::size_t size);
  void remove(const std::string& name);
  std::filesystem::path folder_;
  HlsPast past_;
  std::string init_;
  bool listed_ = false;
  std::deque<std::string> there_;       // segments, oldest first
  std::size_t old_ = 0;                 // how many of them are an earlier run's
  std::vector<std::string> old_inits_;  // go with those
};

}  // namespace retrovue::station
