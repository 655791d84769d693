#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "guide/listing.h"

// The guide of the stored plan: the same rows that go on air.
namespace retrovue::station {

using model::Millis;

// Enabled channels by number; those named (number, name or call sign) when there are names.
// Throws Error(not_found) for a name that is none.
std::vector<model::Channel> guide_channels(catalog::Catalog& catalog, const std::vector<std::string>& which = {});

// The entries that overlap [from, to), with premieres and repeats told from the plan and the as-run log.
std::vector<guide::Listing> guide_listings(catalog::Catalog& catalog, const model::Channel& channel, Millis from, Millis to);

enum class GuideFormat { xmltv, m3u, json };

struct GuideRequest {
  GuideFormat format = GuideFormat::xmltv;
  std::vector<model::Channel> channels;
  Millis from = 0, to = 0;
  std::string base_url;  // no slash at the end
};

// A guide piece by piece: begin, then every channel once, then end. Each piece is read when it is asked for.
class GuideWriter {
 public:
  explicit GuideWriter(GuideRequest request) : request_(std::move(request)) {}
  // Appends the next piece, about a channel; false when there was none left.
  bool next(catalog::Catalog& catalog, std::string& out);

 private:
  GuideRequest request_;
  std::size_t step_ = 0;
  bool first_entry_ = true;
};
std::string whole_guide(catalog::Catalog& catalog, const GuideRequest& request);

struct GuideFinding {
  model::Channel channel;
  std::size_t entries = 0, slots = 0, events = 0;
  Millis planned_until = 0;           // 0: nothing planned
  std::vector<std::string> faults;    // what is wrong
  std::vector<std::string> warnings;  // what a guide reader would miss
};
// Entries without gaps and overlaps; every slot's events contiguous and at the frames of the slot; every programme
// on air the one that the guide names; at least a day planned ahead of from.
std::vector<GuideFinding> check_guide(catalog::Catalog& catalog, const std::vector<model::Channel>& channels, Millis from, Millis to);

}  // namespace retrovue::station
