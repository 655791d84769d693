#include "base/json_scan.h"

#include <rapidjson/reader.h>

namespace retrovue::base {
namespace {
constexpr int kDepth = 64;

// Ends with NUL as RapidJSON expects; a NUL inside the text is a malformed byte like any other.
struct Source {
  using Ch = char;
  const char* begin;
  const char* at;
  const char* end;
  char Peek() const { return at < end ? *at : '\0'; }
  char Take() { return at < end ? *at++ : '\0'; }
  std::size_t Tell() const { return static_cast<std::size_t>(at - begin); }
  // Only streams that are written need these.
  char* PutBegin() { return nullptr; }
  void Put(char) {}
  void Flush() {}
  std::size_t PutEnd(char*) { return 0; }
};

// The iterative parser tells of a bracket before it takes it.
struct Handler {
  JsonEvents& events;
  const Source& source;
  int depth = 0;
  bool too_deep = false;

  bool open(bool object) {
    too_deep = ++depth > kDepth;
    return !too_deep && events.begin(object, source.Tell());
  }
  bool close(bool object) {
    --depth;
    return events.end(object, source.Tell() + 1);
  }
  bool Null() { return events.scalar({}, JsonScalar::null); }
  bool Bool(bool yes) { return events.scalar(yes ? "true" : "false", JsonScalar::boolean); }
  bool Int(int) { return false; }  // numbers come as RawNumber
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return events.scalar({text, size}, JsonScalar::number); }
  bool String(const char* text, rapidjson::SizeType size, bool) { return events.scalar({text, size}, JsonScalar::text); }
  bool StartObject() { return open(true); }
  bool Key(const char* text, rapidjson::SizeType size, bool) { return events.key({text, size}); }
  bool EndObject(rapidjson::SizeType) { return close(true); }
  bool StartArray() { return open(false); }
  bool EndArray(rapidjson::SizeType) { return close(false); }
};
}  // namespace

JsonEnd scan_json(std::string_view text, JsonEvents& events) {
  Source source{text.data(), text.data(), text.data() + text.size()};
  Handler handler{events, source};
  rapidjson::Reader reader;
  const auto result = reader.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag>(source, handler);
  if (!result.IsError()) return JsonEnd::whole;
  if (handler.too_deep) return JsonEnd::malformed;
  if (result.Code() == rapidjson::kParseErrorTermination) return JsonEnd::stopped;
  return source.at == source.end ? JsonEnd::cut_off : JsonEnd::malformed;
}

}  // namespace retrovue::base
