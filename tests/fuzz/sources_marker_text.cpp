#include "base/error.h"
#include "fuzz.h"
#include "sources/marker_text.h"

using namespace retrovue;
using retrovue::fuzz::must;
using sources::MarkerFormat;

// Lists of markers from anywhere: a refusal with its place, or markers that are sound and come back the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::optional<base::Rate> rate = size % 3 == 0 ? std::nullopt : std::optional<base::Rate>{base::Rate{30000, 1001}};
  for (const auto as : {sources::marker_format(text), MarkerFormat::edl, MarkerFormat::comskip, MarkerFormat::csv, MarkerFormat::json}) {
    try {
      const auto all = sources::read_markers(text, "t", as, rate);
      must(all.size() <= sources::kMostMarkers);
      for (const auto& one : all) {
        must(one.start_ms >= 0 && (!one.end_ms || *one.end_ms > one.start_ms));
        must(!one.confidence || (*one.confidence >= 0 && *one.confidence <= 1000));
        must(one.origin == model::MarkerOrigin::detected || one.status == model::MarkerStatus::approved);
      }
      for (const auto own : {MarkerFormat::csv, MarkerFormat::json}) {
        const auto written = sources::write_markers(all, own);
        must(sources::marker_format(written) == own);
        must(sources::write_markers(sources::read_markers(written, "t", own, rate), own) == written);
      }
    } catch (const base::Error& error) {
      must(error.kind() == base::ErrorKind::usage);
      must(error.message().starts_with("t:"));
    }
  }
  return 0;
}

std::vector<std::string> seeds() {
  return {"## x\n12.5 20.0 3\n1:00 01:01:01.5 0\n#300 #450 1\n99.9996 99.9996 2\n", "FILE PROCESSING COMPLETE  53945 FRAMES AT  2997\n-------------------\n300\t1800\n9000 10800\n",
          "type,at_ms,until_ms,title,origin,status,confidence\nad_break,450000,,\"a \"\"b\"\", c\",manual,approved,\nad_break,1000,1480,,detected,proposed,948\r\n",
          "[{\"type\":\"intro\",\"at_ms\":1,\"until_ms\":60001,\"title\":\"x\"},{\"type\":\"ad_break\",\"at_ms\":\"7\",\"origin\":\"detected\",\"status\":\"rejected\",\"confidence\":5}]"};
}
