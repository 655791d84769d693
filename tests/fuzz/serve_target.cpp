#include "base/error.h"
#include "base/text.h"
#include "fuzz.h"
#include "serve/target.h"

using namespace retrovue;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  if (const auto target = serve::parse_target(text)) {
    fuzz::must(target->path.starts_with('/') && base::is_utf8(target->path));
    fuzz::must(("/" + target->path + "/").find("/../") == std::string::npos);
    for (const char c : target->path) fuzz::must(static_cast<unsigned char>(c) >= 0x20);
    const auto found = serve::match(target->path);
    fuzz::must(found.channel >= 0 && found.channel <= 9999);
    for (const auto& [name, value] : target->query) fuzz::must(base::is_utf8(name) && base::is_utf8(value));
  }
  if (serve::valid_host(text)) fuzz::must(text.find_first_of(" /\\\"'<>\r\n@?#") == std::string_view::npos);
  serve::accepts_gzip(text);
  try {
    const auto url = serve::checked_base_url(text);
    fuzz::must(serve::checked_base_url(url) == url && !url.ends_with('/'));
  } catch (const base::Error&) {
  }
  return 0;
}

std::vector<std::string> seeds() {
  return {"/channel/5.ts", "/channel/5/869544197.ts", "/api/channels/5/schedule?from=2026-11-20T00%3A00%3A00Z&events=1", "/xmltv.xml?days=3&channel=5",
          "http://tv.example:8080/lineup.json", "[fe80::1]:8080", "gzip;q=0.5, br;q=1.0, *;q=0", "https://tv.example/station/"};
}
