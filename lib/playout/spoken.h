#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "playout/cue_store.h"
#include "playout/timeline.h"
#include "playout/unit.h"

namespace retrovue::playout {

// Which part of which file was on air when, and so what is said there: the subtitles of a channel, segment by segment. Cues are
// cut at the segment's ends, so none reaches into something else that came on air after all.
class Spoken {
 public:
  // text: a WebVTT segment, empty when there is no such language. final: it will never be another one.
  using Ready = std::function<void(std::string text, bool final)>;
  static constexpr Millis kPatience = 4'000;  // then what was not read yet is left out

  // store may be null: nothing is ever said.
  Spoken(boost::asio::io_context& loop, Timeline timeline, CueStore* store, std::vector<std::string> languages);

  void add(const Unit& unit);  // was given out
  // The channel frames [first, first + frames). Calls back from the loop, while this lives.
  void segment(std::int64_t first, std::int64_t frames, const std::string& language, Ready ready);

 private:
  struct Stretch {
    std::int64_t first = 0, frames = 0, item_frame = 0;
    std::shared_ptr<const CueSource> words;
  };
  struct Call {
    std::int64_t first = 0, end = 0;
    std::string language;
    Ready ready;  // empty once called
  };
  CueStore::Wish wish(const Stretch& stretch, const std::string& language) const;
  void answer(const std::shared_ptr<Call>& call, bool last);
  std::function<void()> guarded(std::function<void()> act);

  static constexpr std::size_t kStretches = 512;
  boost::asio::io_context& loop_;
  Timeline timeline_;
  CueStore* store_;
  std::vector<std::string> languages_;
  std::deque<Stretch> stretches_;
  std::shared_ptr<bool> alive_;
};

}  // namespace retrovue::playout
