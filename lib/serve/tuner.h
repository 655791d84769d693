#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/channel.h"

// What a HDHomeRun network tuner says over HTTP, as Plex, Jellyfin, Emby and Channels read it.
namespace retrovue::serve {

struct Tuner {
  std::string device_id;  // 8 hex digits with a valid checksum
  std::string name = "RetroVue";
  std::string base_url;   // no slash at the end; must be reachable from the client
  int tuners = 8;
};

// Whether the eight nibbles satisfy the checksum of libhdhomerun.
bool valid_device_id(std::uint32_t id);
// A valid id that depends on the seed only.
std::string device_id(std::string_view seed);

std::string discover_json(const Tuner& tuner);
std::string lineup_json(const Tuner& tuner, const std::vector<model::Channel>& channels);
std::string lineup_status_json();
std::string device_xml(const Tuner& tuner);  // UPnP device description 1.0

}  // namespace retrovue::serve
