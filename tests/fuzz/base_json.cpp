#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "fuzz.h"

using namespace retrovue::base;
using retrovue::fuzz::must;

namespace {
void walk(const Json& json, int depth) {
  must(depth <= 64);
  (void)json.text();
  (void)json.integer();
  (void)json.number();
  (void)json.boolean();
  for (std::size_t i = 0; i < json.size(); ++i) walk(json.at(i), depth + 1);
  for (const auto& [name, value] : json.members()) {
    must(is_utf8(name));
    must(json[name].exists());
    walk(value, depth + 1);
  }
  must(!json.at(json.size()).exists());
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    const auto json = Json::parse(text);
    walk(json, 0);
    const auto again = json.dump();
    const auto read = Json::parse(again);  // numbers may differ in their last digit
    must(read.size() == json.size() && read.members().size() == json.members().size());
    if (json.is_string()) must(read.text() == json.text());
  } catch (const Error& error) {
    must(error.kind() == ErrorKind::failed);
  }
  // Whatever the bytes, what is written can be read.
  JsonWriter out(size % 2);
  out.object().field("any", text).key("list").array().value(text).null().end().end();
  const auto read = Json::parse(out.take());
  must(read["any"].text() && is_utf8(*read["any"].text()));
  if (is_utf8(text)) must(*read["any"].text() == text);
  return 0;
}

std::vector<std::string> seeds() {
  return {R"({"a":1,"b":[true,null,"x\u00e9\ud83d\ude00"],"c":{"d":-1.5e10}})", "[[[[[[[[]]]]]]]]", R"("\\\"\/\b")",
          "123456789012345678901234567890", "[1,2,3", R"({"error":{"kind":"usage","message":"x","hint":null}})",
          R"({"size":"12","ok":"true","n":1e308})"};
}
