#include "import.h"

namespace {
const std::string kSound = R"({"number": 5, "name": "Five", "programs": {"a": {"subtype": "episode", "title": "Part", "seasonNumber": 1, "episodeNumber": 1,
"grandparent": {"id": "s", "title": "Show", "externalIds": [{"source": "tvdb", "id": "1"}]}}, "b": {"program": {"type": "movie", "title": "Film", "year": 1986}}},
"lineup": [{"type": "content", "id": "a"}, {"type": "custom", "id": "b", "customShowId": "c"}],
"schedule": {"type": "time", "period": "week", "padMs": 1, "slots": [{"type": "show", "showId": "s", "startTime": 1000, "order": "next"},
{"type": "custom-show", "customShowId": "c", "startTime": 100000000}]}})";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  retrovue::fuzz::import({reinterpret_cast<const char*>(data), size}, retrovue::station::ForeignFormat::tunarr, kSound);
  return 0;
}

std::vector<std::string> seeds() {
  return {kSound, R"({"programs": {}, "lineup": []})"};
}
