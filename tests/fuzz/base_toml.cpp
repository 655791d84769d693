#include "base/error.h"
#include "base/toml.h"
#include "fuzz.h"

using namespace retrovue::base;
using retrovue::fuzz::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto literal = toml_literal(text);
  must(Toml::parse("key = " + literal + "\n", "t").find("key")->values.front() == text);
  try {
    const auto toml = Toml::parse(text, "t");
    for (const auto& entry : toml.entries()) {
      must(entry.begin <= entry.end && entry.end <= text.size());
      must(entry.line >= 1);
      const auto changed = Toml::parse(toml.with(entry.key, "\"new\""), "t");
      must(changed.entries().size() == toml.entries().size());
      must(changed.find(entry.key)->values.front() == "new");
      const auto fewer = Toml::parse(toml.without(entry.key), "t");
      must(fewer.entries().size() + 1 == toml.entries().size());
      must(!fewer.find(entry.key));
    }
    const auto more = Toml::parse(toml.with("fuzz.added", "1"), "t");
    must(more.find("fuzz.added")->values.front() == "1");
  } catch (const Error& error) {
    must(error.kind() == ErrorKind::usage);
    must(error.message().starts_with("t:"));
  }
  return 0;
}

std::vector<std::string> seeds() {
  return {"# c\njson = true\n[sync]\njobs = 4 # x\nlib = [\"a\", 'b',\n \"c\"]\n[profile.small]\nwidth = 320\n",
          "a.b.\"c d\" = \"\"\"x\\\n  y\"\"\"\nd = 2026-11-20T18:00:00Z\nf = -1_000.5\n",
          "s = '''a\nb'''\r\nt = \"\\u00e9\\U0001F600\"\r\n[x]\r\n"};
}
