#include <doctest/doctest.h>

#include "base/error.h"
#include "base/toml.h"

using namespace retrovue::base;

TEST_CASE("a settings file reads as keys with their tables, values and lines") {
  const auto toml = Toml::parse(
      "# first\n"
      "json = true\n"
      "db = \"/tmp/a \\\"b\\\" \\u00e9.db\"  # where\n"
      "\n"
      "[sync]\n"
      "jobs = 1_000\n"
      "library = [ 'TV', \"Films\", # both\n  \"More\" ]\n"
      "[folder.add]\r\n"
      "\"name\" = '''\na\nb'''\r\n",
      "c.toml");
  REQUIRE(toml.entries().size() == 5);
  CHECK(toml.find("json")->values == std::vector<std::string>{"true"});
  CHECK(toml.find("db")->values.front() == "/tmp/a \"b\" \xC3\xA9.db");
  CHECK(toml.find("sync.jobs")->values.front() == "1000");
  CHECK(toml.find("sync.jobs")->line == 6);
  CHECK(toml.find("sync.library")->values == std::vector<std::string>{"TV", "Films", "More"});
  CHECK(toml.find("folder.add.name")->values.front() == "a\nb");
  CHECK(toml.find("nothing") == nullptr);
}

TEST_CASE("a fault names file, line and problem") {
  const auto fault = [](const char* text) {
    try {
      Toml::parse(text, "c.toml");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
      return error.message();
    }
    return std::string{"no fault"};
  };
  CHECK(fault("a = 1\nb\n") == "c.toml:2: '=' is missing after 'b'");
  CHECK(fault("a = \"x\n") == "c.toml:1: the string has no end");
  CHECK(fault("\na = words\n") == "c.toml:2: the text words needs quotes");
  CHECK(fault("a = 1\na = 2\n") == "c.toml:2: 'a' is given a second time");
  CHECK(fault("[a]\n[a]\n") == "c.toml:2: the table [a] stands here a second time");
  CHECK(fault("a = 1 2 = 3\nb = 2") == "no fault");
  CHECK(fault("a = \"x\" b = 2\n") == "c.toml:1: one value a line");
  CHECK(fault("a = [1, 2\n") == "c.toml:2: ',' or ']' is missing in the array");
  CHECK(fault("a = { b = 1 }\n") == "c.toml:1: inline tables are not used here; write a [table]");
  CHECK(fault("a = \"\\ud800\"\n") == "c.toml:1: an escape names no character");
}

TEST_CASE("editing keeps every other byte") {
  const std::string text = "# top\njson = true # yes\n\n[sync]\n# many\njobs = 4\n\n# air\n[serve]\nport = 8080";
  const auto toml = Toml::parse(text, "c.toml");
  CHECK(toml.with("sync.jobs", "8") == "# top\njson = true # yes\n\n[sync]\n# many\njobs = 8\n\n# air\n[serve]\nport = 8080");
  CHECK(toml.with("sync.full", "true") == "# top\njson = true # yes\n\n[sync]\n# many\njobs = 4\nfull = true\n\n# air\n[serve]\nport = 8080");
  CHECK(toml.with("serve.bind", "\"::1\"") == text + "\nbind = \"::1\"\n");
  CHECK(toml.with("db", "\"x\"") == "# top\njson = true # yes\ndb = \"x\"\n\n[sync]\n# many\njobs = 4\n\n# air\n[serve]\nport = 8080");
  CHECK(toml.with("play.item.in", "\"3s\"") == text + "\n\n[play.item]\nin = \"3s\"\n");
  CHECK(toml.without("json") == "# top\n\n[sync]\n# many\njobs = 4\n\n# air\n[serve]\nport = 8080");
  CHECK(toml.without("serve.port") == "# top\njson = true # yes\n\n[sync]\n# many\njobs = 4\n\n# air\n[serve]\n");
  CHECK(toml.without("absent") == text);
  CHECK(Toml{}.with("sync.jobs", "2") == "[sync]\njobs = 2\n");
}

TEST_CASE("values become literals that read back as they were") {
  CHECK(toml_literal("true") == "true");
  CHECK(toml_literal("-12") == "-12");
  CHECK(toml_literal("007") == "\"007\"");
  CHECK(toml_literal("a\"b\\c\n") == "\"a\\\"b\\\\c\\u000a\"");
  for (const char* value : {"", "x", "0", "-", "1.5", "a = b", "tab\there", "'", "\x7f"})
    CHECK(Toml::parse(Toml{}.with("key", toml_literal(value)), "t").find("key")->values.front() == value);
}
