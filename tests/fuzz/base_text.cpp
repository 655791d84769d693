#include "base/text.h"
#include "fuzz.h"

using namespace retrovue::base;
using retrovue::fuzz::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto shown = printable(text);
  must(is_utf8(shown));
  must(printable(shown) == shown);
  for (const char c : shown) must(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  must(display_width(shown) <= 2 * shown.size());
  must(join(split(text, ','), ",") == text);
  must(trim(trim(text)) == trim(text));
  must(sort_key(sort_key(text)).size() <= sort_key(text).size());
  if (size > 200) return 0;
  const auto half = text.substr(0, size / 2), rest = text.substr(size / 2);
  must(edit_distance(half, rest) == edit_distance(rest, half));
  must(edit_distance(half, half) == 0);
  must(edit_distance(half, rest) <= half.size() + rest.size());
  const auto near = nearest(half, {"folder add", "folder list", "sync", std::string{rest}});
  must(near.empty() || edit_distance(lower_ascii(half), lower_ascii(near)) <= half.size() / 3 + 1);
  return 0;
}

std::vector<std::string> seeds() {
  return {"The Simpsons, S01E02; \xc3\xa9\xf0\x9f\x98\x80", "\xff\xfe\x1b[31m\xe2\x80\xae x", "folder addfolder ad"};
}
