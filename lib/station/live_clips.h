#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/memory_file.h"
#include "base/secret.h"
#include "catalog/catalog.h"
#include "model/plan.h"
#include "playout/playlog.h"

namespace retrovue::station {

// What the air needs to show live inputs, for one channel.
class LiveClips {
 public:
  // catalog must outlive it.
  LiveClips(catalog::Catalog& catalog, model::Id channel) : catalog_(catalog), channel_(channel) {}
  // The clip of a planned event of kind live; none, and why in `lost`, when its address cannot be had.
  void fill(playout::AirEvent& event);
  // What is to stand in for a live event: what its block names as fallback, else the channel's fillers where it names
  // some. Empty: nothing in particular.
  const std::vector<model::Item>& stand_ins(const model::Event& event);

 private:
  struct Known {
    std::string sealed;
    std::shared_ptr<const base::MemoryFile> list;
  };
  catalog::Catalog& catalog_;
  model::Id channel_;
  std::unique_ptr<base::SecretBox> box_;
  std::map<model::Id, Known> known_;  // by item
  std::optional<model::Id> slot_;     // stand_ins_ are for
  std::vector<model::Item> stand_ins_;
};

}  // namespace retrovue::station
