#include "station/live_clips.h"

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "catalog/channels.h"
#include "catalog/live_inputs.h"
#include "catalog/plan.h"
#include "schedule/filter.h"
#include "station/live_inputs.h"
#include "station/program.h"
#include "station/queries.h"

namespace retrovue::station {

void LiveClips::fill(playout::AirEvent& event) {
  event.clips.clear();
  const auto input = catalog::live_input(catalog_, event.event.item_id);
  if (!input) {
    event.lost = "it is no live input any more";
    return;
  }
  auto& known = known_[event.event.item_id];
  try {
    if (!known.list || known.sealed != input->sealed) {
      if (!box_) box_ = std::make_unique<base::SecretBox>();
      known = {input->sealed, std::make_shared<const base::MemoryFile>(live_list(open_live_url(*box_, event.event.item_id, *input)))};
    }
  } catch (const base::Error& error) {
    base::log(base::LogLevel::error, "air", "live input {}: {}", event.event.item_id, error.message());
    event.lost = "its address cannot be opened";
    return;
  }
  playout::Clip clip;
  clip.path = known.list->path();
  clip.signature = "live";
  clip.video_stream = clip.audio_stream = 0;
  clip.live = known.list;
  event.clips.push_back(std::move(clip));
}

const std::vector<model::Item>& LiveClips::stand_ins(const model::Event& event) {
  if (slot_ == event.slot_id) return stand_ins_;
  slot_ = event.slot_id;
  stand_ins_.clear();
  model::Channel channel;
  channel.id = channel_;
  const auto programming = read_programming_json(catalog::programming_document(catalog_, channel_), channel);
  const auto slot = catalog::slot_by_id(catalog_, event.slot_id);
  std::vector<model::Selector> wanted;
  for (const auto& block : programming.blocks)
    if (slot && block.name == slot->block) wanted = block.fallback;
  schedule::Filters filters(saved_queries(catalog_));
  const auto library = read_library(catalog_, Markers::without);
  const auto take = [&](const std::vector<model::Selector>& some) {
    for (const auto& item : library.items())
      if (std::any_of(some.begin(), some.end(), [&](const auto& selector) { return filters.may(selector, item); })) stand_ins_.push_back(item);
  };
  take(wanted);
  if (stand_ins_.empty() && programming.pools.fillers) take(*programming.pools.fillers);
  return stand_ins_;
}

}  // namespace retrovue::station
