#include "station/station_file.h"

#include "base/error.h"
#include "fuzz.h"

using namespace retrovue;
using retrovue::fuzz::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    for (const auto& document : station::read_station(text, "t")) {
      const auto written = station::write_station(document.channel, document.programming);
      const auto again = station::read_station(written, "t");
      must(again.size() == 1);
      must(again[0].programming == document.programming);
      must(station::write_station(again[0].channel, again[0].programming) == written);
      const auto json = station::programming_json(document.programming);
      must(station::read_programming_json(json, document.channel) == document.programming);
    }
  } catch (const base::Error& error) {
    must(error.kind() == base::ErrorKind::usage);
    must(error.message().starts_with("t:"));
  }
  return 0;
}

std::vector<std::string> seeds() {
  return {"channel: {number: 5, name: Five, zone: America/New_York, grid: 30m, day_start: \"06:00\"}\n"
          "dayparts:\n  - {name: late, days: [fri, sat], from: 23:00, to: 6:00, rating: TV-14, avoid: tone:dark}\n"
          "blocks:\n  - name: a\n    days: weekdays\n    from: 17:00\n    to: 19:00\n    play: [{show: Cheers, year: 1982}, {item: 7}]\n"
          "    order: shuffle\n    rest: 7d\n    start: soft\n    delay: 00:10:00\n"
          "breaks: {at: thirds, pod: [spots, promo], longest: 2m30s, after: false}\n"
          "pools: {spots: [{type: commercial, company: Acme}], fillers: []}\n",
          "---\nchannel: &c {number: 1, name: \"a \\u00e9\\n\"}\n---\nchannel: {number: 2, name: 'it''s'}\n",
          "{\"channel\": {\"number\": 7, \"name\": \"J\"}, \"blocks\": [{\"name\": \"x\", \"from\": \"5:30\", \"to\": \"24:00\", "
          "\"play\": {\"items\": [1, \"b\"]}}]}"};
}
