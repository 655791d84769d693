#include "base/json.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace retrovue::base;

TEST_CASE("what is written reads back") {
  JsonWriter out;
  out.object().field("text", "a\"b\n").field("number", std::int64_t{-9'007'199'254'740'993}).field("yes", true);
  out.text_or_null("none", "").field("half", 0.5).key("at").time(1'763'683'200'007);
  out.field("list", std::vector<std::string>{"x", "y"}).field("maybe", std::optional<std::int64_t>{}).end();
  const auto text = out.take();
  CHECK(text == R"({"text":"a\"b\n","number":-9007199254740993,"yes":true,"none":null,"half":0.5,)"
                R"("at":"2025-11-21T00:00:00.007Z","list":["x","y"],"maybe":null})");
  const auto json = Json::parse(text);
  CHECK(json["text"].text() == "a\"b\n");
  CHECK(json["number"].integer() == -9'007'199'254'740'993);
  CHECK(json["list"].at(1).text() == "y");
  CHECK(json["list"].size() == 2);
  CHECK(!json["absent"]["deeper"].exists());
}

TEST_CASE("bytes that are no UTF-8 become replacement characters") {
  JsonWriter out;
  const auto json = Json::parse(out.array().value("caf\xE9 \xF0\x9F").end().take());
  CHECK(json.at(0).text() == "caf\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("numbers and booleans may come as text") {
  const auto json = Json::parse(R"({"a":"12","b":12.0,"c":"true","d":1,"e":"x","f":1.5})");
  CHECK(json["a"].integer() == 12);
  CHECK(json["b"].integer() == 12);
  CHECK(json["c"].boolean() == true);
  CHECK(json["d"].boolean() == true);
  CHECK(!json["e"].integer());
  CHECK(!json["e"].boolean());
  CHECK(!json["f"].integer());
  CHECK(json["f"].number() == 1.5);
}

TEST_CASE("hostile text is refused") {
  for (const std::string& bad : {std::string{"{"}, std::string{"[1,]"}, std::string{"\"\xFF\""}, std::string(100'000, '['), std::string{}})
    CHECK_THROWS_AS(Json::parse(bad), Error);
  CHECK_THROWS_AS(Json::parse("[1,2,3]", 4), Error);
  CHECK(Json::parse(std::string(60, '[') + std::string(60, ']')).is_array());
  CHECK(Json::parse("\"" + std::string(200, '[') + "\"").is_string());
}
