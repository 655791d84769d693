#include "import.h"

namespace {
const std::string kSound = R"({"content": [{"show": "Show", "key": "a", "order": "shuffle", "guids": [{"source": "tvdb", "value": "1"}]}, {"search": "type:movie AND title:Film", "key": "b"},
{"marathon": null, "key": "c", "searches": ["type:movie"]}], "sequence": [{"key": "s", "items": [{"count": 2, "content": "a"}, {"duration": "30 minutes", "content": "b"}, {"sequence": "s"}]}],
"playout": [{"wait_until": "6:00 AM"}, {"sequence": "s", "repeat": 3}, {"pad_until": "18:30", "content": "a", "tomorrow": true}, {"all": null, "content": "c"},
{"pad_to_next": 30, "content": "b", "filler_kind": "postroll"}, {"wait_until": "20:00", "tomorrow": "true"}, {"repeat": true}]})";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  retrovue::fuzz::import({reinterpret_cast<const char*>(data), size}, retrovue::station::ForeignFormat::ersatztv, kSound);
  return 0;
}

std::vector<std::string> seeds() {
  return {kSound, R"(content:
  - {show: Show, key: a, order: shuffle}
  - {search: null, key: b, query: "type:movie AND title:Film"}
sequence:
  - {key: s, items: [{count: 2, content: a}, {duration: 30 minutes, content: b}]}
playout:
  - {wait_until: "6:00 AM"}
  - {sequence: s, repeat: 3}
  - {pad_until: "18:30", content: a, tomorrow: true}
  - {pad_to_next: 30, content: b, filler_kind: postroll}
  - {repeat: true})", "playout: [{count: 1, content: x}]\n"};
}
