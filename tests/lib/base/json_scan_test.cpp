#include "base/json_scan.h"

#include <doctest/doctest.h>

#include <string>

using namespace retrovue::base;

namespace {
struct Record : JsonEvents {
  std::string_view text;
  std::string log;
  int stop_after = -1;
  bool note(const std::string& what) {
    log += what;
    return stop_after < 0 || stop_after-- > 0;
  }
  bool begin(bool object, std::size_t offset) override {
    CHECK(text[offset] == (object ? '{' : '['));
    return note(object ? "{" : "[");
  }
  bool end(bool object, std::size_t offset) override {
    CHECK(text[offset - 1] == (object ? '}' : ']'));
    return note(object ? "}" : "]");
  }
  bool key(std::string_view name) override { return note(std::string{name} + ":"); }
  bool scalar(std::string_view value, JsonScalar kind) override {
    return note((kind == JsonScalar::null ? "null" : std::string{value}) + ",");
  }
};

JsonEnd scan(std::string_view text, Record& record) {
  record.text = text;
  return scan_json(text, record);
}
}  // namespace

TEST_CASE("events come in order, numbers as written, offsets right") {
  Record record;
  CHECK(scan(R"( {"a":[1,-2.50e3,"x\u00e9\n",true,null,{}],"b":{"c":12345678901234567890}} )", record) == JsonEnd::whole);
  CHECK(record.log == "{a:[1,-2.50e3,x\xC3\xA9\n,true,null,{}]b:{c:12345678901234567890,}}");
}

TEST_CASE("every cut of a text is told as cut off, and never as whole") {
  const std::string text = R"({"MediaContainer":{"size":2,"Metadata":[{"a":"b\u00e9","n":12.5e3,"t":true},{"z":null}]}})";
  for (std::size_t n = 0; n < text.size(); ++n) {
    Record record;
    CAPTURE(n);
    CHECK(scan(std::string_view{text}.substr(0, n), record) == JsonEnd::cut_off);
  }
}

TEST_CASE("what is no JSON is malformed") {
  for (const char* bad : {"<html>x</html>", "{\"a\":tru x}", "[1,,2]", "{\"a\" 1}", "{} trailing", "nope"}) {
    Record record;
    CAPTURE(bad);
    CHECK(scan(bad, record) == JsonEnd::malformed);
  }
  Record record;
  CHECK(scan(std::string(100, '[') + std::string(100, ']'), record) == JsonEnd::malformed);
  Record nul;
  CHECK(scan(std::string_view{"[1\0,2]", 7}, nul) == JsonEnd::malformed);
}

TEST_CASE("a receiver can stop") {
  Record record;
  record.stop_after = 3;
  CHECK(scan("[1,2,3,4,5]", record) == JsonEnd::stopped);
  CHECK(record.log == "[1,2,3,");
}
