#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "guide/listing.h"

// The guide as others read it. All append to a text, channel by channel, so that a caller can send what it has.
namespace retrovue::guide {

// XMLTV (xmltv.dtd 0.5): head, then the programmes of every channel, then tail. Times are cut to the second and carry
// the channel's local offset. base_url has no slash at its end; icons are left out when it is empty.
void xmltv_head(std::string& out, const std::vector<model::Channel>& channels, const std::string& base_url);
void xmltv_programmes(std::string& out, const model::Channel& channel, const std::vector<Listing>& listings);
void xmltv_tail(std::string& out);

// Extended M3U with the tvg- attributes that Plex proxies, Jellyfin, Kodi and VLC read.
std::string m3u(const std::vector<model::Channel>& channels, const std::string& base_url);

// One entry as a flat object: channel, channel_id, start, end, title, subtitle, ...
void json_entry(base::JsonWriter& json, const model::Channel& channel, const Listing& listing);

// What is wrong with a channel's entries, in words; empty when all is well. Checks order, gaps, overlaps, titles.
std::vector<std::string> faults(const std::vector<Listing>& listings);

}  // namespace retrovue::guide
