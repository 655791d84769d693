#include "station/guide.h"

#include <algorithm>

#include "catalog/channels.h"
#include "catalog/plan.h"
#include "guide/formats.h"

namespace retrovue::station {
namespace {
constexpr Millis kDay = 86'400'000;
}

std::vector<model::Channel> guide_channels(catalog::Catalog& catalog, const std::vector<std::string>& which) {
  if (which.empty()) {
    auto all = catalog::channels(catalog);
    std::erase_if(all, [](const model::Channel& c) { return !c.enabled; });
    return all;
  }
  std::vector<model::Channel> found;
  for (const auto& name : which) {
    auto channel = catalog::find_channel(catalog, name);
    const auto same = [&](const model::Channel& c) { return c.id == channel.id; };
    if (std::none_of(found.begin(), found.end(), same)) found.push_back(std::move(channel));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return found;
}

std::vector<guide::Listing> guide_listings(catalog::Catalog& catalog, const model::Channel& channel, Millis from, Millis to) {
  guide::ListingOptions options;
  options.from = from;
  options.to = to;
  // A day on either side settles how filler at the edges melds, whatever window is asked for.
  const auto slots = catalog::slots(catalog, channel.id, from - kDay, to + kDay);
  if (slots.empty()) return {};
  guide::LastAirings last;
  for (const auto& airing : catalog::last_airings(catalog, channel.id, slots.front().start)) last[airing.item_id] = airing.at;
  return guide::listings(slots, options, last);
}

bool GuideWriter::next(catalog::Catalog& catalog, std::string& out) {
  const auto& channels = request_.channels;
  const auto step = step_++;
  if (request_.format == GuideFormat::m3u) {
    if (step == 0) out += guide::m3u(channels, request_.base_url);
    return step == 0;
  }
  const bool xml = request_.format == GuideFormat::xmltv;
  if (step == 0) {
    if (xml) guide::xmltv_head(out, channels, request_.base_url);
    else out += '[';
  } else if (step <= channels.size()) {
    const auto& channel = channels[step - 1];
    const auto entries = guide_listings(catalog, channel, request_.from, request_.to);
    if (xml) {
      guide::xmltv_programmes(out, channel, entries);
    } else {
      for (const auto& entry : entries) {
        base::JsonWriter json;
        guide::json_entry(json, channel, entry);
        out += first_entry_ ? "\n" : ",\n";
        out += json.take();
        first_entry_ = false;
      }
    }
  } else if (step == channels.size() + 1) {
    if (xml) guide::xmltv_tail(out);
    else out += "\n]\n";
  } else {
    return false;
  }
  return true;
}

std::string whole_guide(catalog::Catalog& catalog, const GuideRequest& request) {
  GuideWriter writer{request};
  std::string out;
  while (writer.next(catalog, out)) {
  }
  return out;
}

}  // namespace retrovue::station
