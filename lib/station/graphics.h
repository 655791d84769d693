#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/memory_file.h"
#include "catalog/catalog.h"
#include "model/channel.h"
#include "model/channel_rules.h"
#include "model/graphics.h"
#include "model/item.h"
#include "playout/bug.h"

namespace retrovue::station {

// Why a picture cannot be a bug; empty when it can: a PNG of at most 4 MB and 4096 pixels a side that is whole, every part
// with its checksum right.
std::string png_fault(std::string_view bytes);

// What a channel's stored programming has drawn over its programmes, and its bug ready to be drawn. Lives where the channel's plan lives.
class ChannelGraphics {
 public:
  // catalog must outlive it.
  ChannelGraphics(catalog::Catalog& catalog, model::Id channel, const model::Profile& profile)
      : catalog_(catalog), channel_(channel), profile_(profile) {}
  // Null without one, and when its file cannot be shown, which is logged once.
  std::shared_ptr<const playout::BugMark> bug();
  // All of it, and the channel as it was read with it.
  const model::Graphics& all();
  // What is seen off air where nothing is to play.
  model::Pattern off_air();
  const model::Channel& channel() const { return seen_; }
  // Reads anew. True when bug() or off_air() gives something else than before.
  bool changed();

 private:
  struct Shown {
    base::MemoryFile file;  // what airs is what was looked at, and nothing on a busy disk holds it up
    playout::BugMark mark;
  };
  void load();
  void read();
  std::shared_ptr<const Shown> show(const model::Bug& bug) const;
  catalog::Catalog& catalog_;
  model::Id channel_;
  model::Profile profile_;
  bool known_ = false, looked_ = false;  // its programming was read, its file was looked at
  model::Channel seen_;
  std::string document_;  // the programming as it was read last
  model::Graphics wanted_;
  model::Pattern off_air_ = model::Pattern::slate;
  std::optional<base::FileStamp> stamp_;  // of its file
  std::shared_ptr<const Shown> shown_;
};

}  // namespace retrovue::station
