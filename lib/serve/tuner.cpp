#include "serve/tuner.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/json.h"
#include "guide/text.h"

namespace retrovue::serve {
namespace {
constexpr std::string_view kVersion = "20240101";
constexpr std::string_view kModel = "HDTC-2US";

std::uint32_t checksum(std::uint32_t id) {
  // Every other nibble goes through this permutation.
  static constexpr std::uint8_t kSwap[16] = {0xA, 0x5, 0xF, 0x6, 0x7, 0xC, 0x1, 0xB, 0x9, 0x2, 0x8, 0xD, 0x4, 0x3, 0xE, 0x0};
  std::uint32_t sum = 0;
  for (int shift = 28; shift >= 0; shift -= 8) sum ^= kSwap[(id >> shift) & 0xF] ^ ((id >> (shift - 4)) & 0xF);
  return sum;
}
}  // namespace

bool valid_device_id(std::uint32_t id) { return checksum(id) == 0; }

std::string device_id(std::string_view seed) {
  // Real devices begin with 10; the last nibble is free to settle the sum.
  const auto body = 0x10000000U | ((static_cast<std::uint32_t>(base::hash64(seed)) & 0xFFFFFU) << 4);
  return fmt::format("{:08X}", body | checksum(body));
}

std::string discover_json(const Tuner& t) {
  base::JsonWriter json;
  json.object().field("FriendlyName", t.name).field("Manufacturer", "RetroVue").field("ModelNumber", kModel);
  json.field("FirmwareName", "hdhomeruntc_atsc").field("FirmwareVersion", kVersion);
  json.field("DeviceID", t.device_id).field("DeviceAuth", "retrovue").field("TunerCount", t.tuners);
  json.field("BaseURL", t.base_url).field("LineupURL", t.base_url + "/lineup.json");
  return json.end().take();
}

std::string lineup_json(const Tuner& t, const std::vector<model::Channel>& channels) {
  base::JsonWriter json;
  json.array();
  for (const auto& channel : channels) {
    std::string name;
    guide::append_m3u(name, channel.name);
    json.object().field("GuideNumber", std::to_string(channel.number)).field("GuideName", name);
    json.field("VideoCodec", "H264").field("AudioCodec", "AAC");
    json.field("URL", fmt::format("{}/channel/{}.ts", t.base_url, channel.number)).end();
  }
  return json.end().take();
}

std::string lineup_status_json() {
  return R"({"ScanInProgress":0,"ScanPossible":1,"Source":"Cable","SourceList":["Cable"]})";
}

std::string device_xml(const Tuner& t) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<root xmlns=\"urn:schemas-upnp-org:device-1-0\">\n"
      "  <specVersion><major>1</major><minor>0</minor></specVersion>\n  <URLBase>";
  guide::append_xml(out, t.base_url);
  out += "</URLBase>\n  <device>\n    <deviceType>urn:schemas-upnp-org:device:MediaServer:1</deviceType>\n    <friendlyName>";
  guide::append_xml(out, t.name);
  out += fmt::format(
      "</friendlyName>\n    <manufacturer>RetroVue</manufacturer>\n    <modelName>{0}</modelName>\n    <modelNumber>{0}</modelNumber>\n"
      "    <serialNumber>{1}</serialNumber>\n    <UDN>uuid:72657472-6f76-7565-0000-0000{1}</UDN>\n  </device>\n</root>\n",
      kModel, t.device_id);
  return out;
}

}  // namespace retrovue::serve
