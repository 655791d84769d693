#include "import.h"

namespace {
const std::string kSound = R"({"station_conf": {"network_name": "Five", "channel_number": 5, "schedule_increment": 30, "day_templates": {"d": {"7": {"tags": "show"},
"8": {"tags": ["show", "x"], "sequence": "q"}, "9": {"event": "signoff"}}}, "monday": "d", "sunday": {"0": {"overrides": "o"}},
"slot_overrides": {"o": {"tags": "show"}}, "date_overrides": {"December 25": "d"}, "fallback_tag": "show"}})";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  retrovue::fuzz::import({reinterpret_cast<const char*>(data), size}, retrovue::station::ForeignFormat::fieldstation42, kSound);
  return 0;
}

std::vector<std::string> seeds() {
  return {kSound,
R"({"station_conf": {"network_type": "loop", "content_dir": "a/Show"}})"};
}
