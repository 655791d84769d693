#include "base/error.h"
#include "base/json.h"
#include "base/json_scan.h"
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

// Counts what the other reader tells, and that its brackets fit.
class Counter final : public JsonEvents {
 public:
  bool begin(bool, std::size_t offset) override {
    must(offset < size_ && ++depth_ <= 64);
    return true;
  }
  bool end(bool, std::size_t offset) override {
    must(offset <= size_ && depth_-- > 0);
    return true;
  }
  bool key(std::string_view) override { return true; }
  bool scalar(std::string_view, JsonScalar) override { return ++scalars_ < limit_; }
  explicit Counter(std::size_t size, std::size_t limit = SIZE_MAX) : size_(size), limit_(limit) {}
  int depth() const { return depth_; }
  std::size_t scalars() const { return scalars_; }

 private:
  std::size_t size_, limit_, scalars_ = 0;
  int depth_ = 0;
};

// Both readers take the same texts for JSON, but for a byte order mark, which only one of them skips.
void scan(std::string_view text, bool sound) {
  if (!text.empty() && (text.front() == '\xEF' || text.front() == '\xBB' || text.front() == '\xBF')) return;
  Counter all{text.size()};
  const auto end = scan_json(text, all);
  must(end != JsonEnd::stopped);
  if (sound) must(end == JsonEnd::whole);
  if (end == JsonEnd::whole) must(all.depth() == 0);
  if (all.scalars() > 1) {
    Counter some{text.size(), all.scalars() / 2 + 1};
    must(scan_json(text, some) == JsonEnd::stopped);
  }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  bool sound = false;
  try {
    const auto json = Json::parse(text);
    sound = true;
    walk(json, 0);
    const auto again = json.dump();
    const auto read = Json::parse(again);  // numbers may differ in their last digit
    must(read.size() == json.size() && read.members().size() == json.members().size());
    if (json.is_string()) must(read.text() == json.text());
  } catch (const Error& error) {
    must(error.kind() == ErrorKind::failed);
  }
  scan(text, sound);
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
