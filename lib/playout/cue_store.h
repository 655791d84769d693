#pragma once
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "playout/cues.h"

namespace retrovue::playout {

// The subtitles of files, one language at a time: read out of them once by ffmpeg, then kept in a folder under the signature of
// the file and in memory. A thread of its own does what takes time, so that no disk and no film, however long, holds up the air.
class CueStore {
 public:
  // first: the language is the channel's first one, so a track that says none is taken for it.
  struct Wish {
    std::shared_ptr<const CueSource> source;
    std::string language;
    bool first = false;
    std::string key() const;
  };

  // folder: made when something is written; empty: nothing is kept on disk.
  CueStore(boost::asio::io_context& loop, std::filesystem::path folder);
  ~CueStore();  // ends what is being read
  CueStore(const CueStore&) = delete;
  CueStore& operator=(const CueStore&) = delete;

  // Null when they have to be fetched. Empty cues: there is no such track, or it cannot be read; asked again after a minute.
  CuesPtr find(const Wish& wish);
  // Calls back later, from the loop, when find() has them. May be left empty. Nothing happens when too much is waiting.
  void fetch(const Wish& wish, std::function<void()> ready);

 private:
  struct Worker;
  struct Entry {
    std::string key;
    CuesPtr cues;
    Millis until = 0;  // steady time; 0: for ever
  };
  void arrived(const std::string& key, CuesPtr cues, bool found);

  static constexpr std::size_t kKept = 64, kWaiting = 256;
  boost::asio::io_context& loop_;
  std::list<Entry> kept_;  // used last first
  std::unordered_map<std::string, std::vector<std::function<void()>>> waiting_;
  std::shared_ptr<Worker> worker_;
  std::shared_ptr<bool> alive_;
};

}  // namespace retrovue::playout
