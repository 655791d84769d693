#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "playout/chunk.h"
#include "playout/event_child.h"
#include "playout/unit.h"

namespace retrovue::playout {

// What is on air when nothing else is left: a still picture with silence, made once per profile and held in memory.
class Slate {
 public:
  static constexpr int kStill = 4;  // single IDR pictures, for stretches shorter than a chunk

  Slate(boost::asio::io_context& loop, const model::Profile& profile, ChunkStore& store);
  // Makes it, if it is not there yet; changed is called from the loop when it is (or could not be: asked again then).
  void prepare(std::function<void()> changed);
  bool ready() const { return !stills_.empty(); }
  int children() const { return child_ ? 1 : 0; }
  // Units for the channel frames from `first` on: a chunk's worth when `frames` allows, else that many stills.
  std::vector<Unit> units(std::int64_t first, std::int64_t frames, const std::shared_ptr<Airing>& airing) const;

 private:
  void take(const Chunk& chunk);
  boost::asio::io_context& loop_;
  model::Profile profile_;
  ChunkStore& store_;
  std::unique_ptr<EventChild> child_;
  base::Millis again_at_ = 0;
  std::vector<Frame> stills_, chunk_;
};

}  // namespace retrovue::playout
