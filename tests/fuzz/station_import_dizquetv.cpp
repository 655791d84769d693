#include "import.h"

namespace {
const std::string kSound = R"({"number": 5, "name": "Five", "programs": [{"type": "episode", "showTitle": "Show", "season": 1, "episode": 2},
{"type": "movie", "title": "Film", "year": 1985, "file": "C:\\x\\5.mkv"}, {"isOffline": true}],
"scheduleBackup": {"period": 604800000, "pad": 300000, "lateness": 0, "slots": [{"time": 3600000, "showId": "tv.Show", "order": "next"},
{"time": 90000000, "showId": "movie.", "order": "shuffle"}, {"time": 190000000, "showId": "flex."}]}})";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  retrovue::fuzz::import({reinterpret_cast<const char*>(data), size}, retrovue::station::ForeignFormat::dizquetv, kSound);
  return 0;
}

std::vector<std::string> seeds() {
  return {kSound, R"({"programs": []})"};
}
