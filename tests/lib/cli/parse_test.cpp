#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"
#include "cli/parse.h"
#include "cli/select.h"
#include "cli/settings.h"
#include "fixture.h"

using namespace retrovue;
using Words = std::vector<std::string>;

namespace {
cli::Globals parsed(const Words& args, const std::string& settings = {}) {
  given() = {};
  cli::Globals globals;
  cli::Declaration global, own;
  cli::declare_globals(global, globals);
  const auto selection = cli::select_command(args);
  REQUIRE(selection.command);
  const auto action = selection.command->declare(own);
  const auto toml = base::Toml::parse(settings, "c.toml");
  cli::parse(*selection.command, global, own, selection.rest, &toml);
  return globals;
}

std::string fault(const Words& args, const std::string& settings = {}) {
  try {
    parsed(args, settings);
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::usage);
    return error.message();
  }
  return "no fault";
}

struct Variable {
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  const char* name_;
};
}  // namespace

TEST_CASE("command words are found between global options") {
  CHECK(cli::select_command({"--db", "folder", "folder", "--json", "add", "x"}).words == "folder add");
  CHECK(cli::select_command({"--db", "folder", "folder", "--json", "add", "x"}).rest == Words{"--db", "folder", "--json", "x"});
  CHECK(cli::select_command({"sync", "history"}).words == "sync history");
  CHECK(cli::select_command({"sync", "-q", "history"}).words == "sync history");
  CHECK(cli::select_command({"sync", "--full", "history"}).words == "sync");
  CHECK(cli::select_command({"sync", "--", "history"}).words == "sync");
  CHECK(cli::select_command({"folder"}).command == nullptr);
  CHECK(cli::select_command({"folder", "ad"}).stray == "ad");
  CHECK(cli::unknown_command("folder ad").hint() == "did you mean 'folder add'?");
  CHECK(cli::unknown_command("floder x").hint() == "did you mean 'folder'?");
}

TEST_CASE("options stand anywhere, values keep every byte") {
  auto globals = parsed({"-nq", "folder", "--db=/x y", "add", "--name", "-odd", "--tag", "a:b", "[z]", "--tag=c:[d]", "--json"});
  CHECK(globals.dry_run);
  CHECK(globals.quiet);
  CHECK(globals.json);
  CHECK(globals.db == "/x y");
  CHECK(given().name == "-odd");
  CHECK(given().dir == "[z]");
  CHECK(given().tags == Words{"a:b", "c:[d]"});
  parsed({"folder", "add", "--name=", "--", "--dir"});
  CHECK(given().name.empty());
  CHECK(given().dir == "--dir");
  parsed({"tag", "add", "1", "2", "3", "x:y"});
  CHECK(given().items == Words{"1", "2", "3"});
  CHECK(given().name == "x:y");
  CHECK(parsed({"--db-path", "p", "sync", "-j4"}).db == "p");
  CHECK(given().jobs == 4);
}

TEST_CASE("faults say which word is wrong") {
  CHECK(fault({"sync", "--jobs", "x"}) == "--jobs: 'x' is not a whole number");
  CHECK(fault({"sync", "--jobs", "65"}) == "--jobs: 65 is not between 1 and 64");
  CHECK(fault({"sync", "--jobs", "1", "-j2"}) == "--jobs: one value is expected");
  CHECK(fault({"sync", "--jobs"}) == "--jobs needs a value");
  CHECK(fault({"sync", "--job", "1"}) == "unknown option '--job'");
  CHECK(fault({"sync", "--every", "90"}) == "--every: '90' is not a duration");
  CHECK(fault({"sync", "x"}) == "'x' is one argument too many");
  CHECK(fault({"folder", "add"}) == "DIR is missing");
  CHECK(fault({"tag", "add", "1"}) == "NS:KEY is missing");
  CHECK(fault({"sync", "--full=perhaps"}) == "--full: 'perhaps' is not true or false");
}

TEST_CASE("a flag beats the environment, which beats the settings file") {
  const std::string file = "quiet = true\n[sync]\njobs = 3\nfull = true\n[folder.add]\ntag = [\"a:b\", \"c:d\"]\n";
  CHECK(parsed({"sync"}, file).quiet);
  CHECK(given().jobs == 3);
  CHECK(given().full);
  parsed({"folder", "add", "x"}, file);
  CHECK(given().tags == Words{"a:b", "c:d"});
  {
    Variable other("TEST_JOBS", "9");
    parsed({"sync"}, file);
    CHECK(given().jobs == 9);
    Variable own("RETROVUE_SYNC_JOBS", "5"), full("RETROVUE_SYNC_FULL", "no");
    parsed({"sync"}, file);
    CHECK(given().jobs == 5);
    CHECK(!given().full);
    parsed({"sync", "--jobs", "7", "--full"}, file);
    CHECK(given().jobs == 7);
    CHECK(given().full);
  }
  Variable bad("RETROVUE_SYNC_JOBS", "many");
  CHECK(fault({"sync"}) == "RETROVUE_SYNC_JOBS: 'many' is not a whole number");
  CHECK(fault({"sync", "--jobs", "1"}) == "no fault");
}

TEST_CASE("a wrong settings file is named with line and key") {
  CHECK(fault({"sync"}, "\n[sync]\njobs = 99\n") == "c.toml:3: sync.jobs: 99 is not between 1 and 64");
  const auto check = [](const std::string& text) {
    try {
      cli::check_settings(base::Toml::parse(text, "c.toml"));
    } catch (const base::Error& error) {
      return error.message() + " | " + error.hint();
    }
    return std::string{"no fault"};
  };
  CHECK(check("[sync]\njob = 1\n") == "c.toml:2: sync.job: unknown key | did you mean sync.jobs?");
  CHECK(check("[folder.add]\nname = \"x\"\n") == "no fault");
  CHECK(check("no-color = true\n") == "no fault");
  CHECK(check("json = 3\n").starts_with("c.toml:1: json: '3' is not true or false"));
  CHECK(check("[profile.mine]\nwidth = 641\n").starts_with("c.toml:2: profile.mine.width: 641 is odd"));
  CHECK(check("[profile.mine]\nwdth = 640\n").starts_with("c.toml:2: profile.mine.wdth: unknown key"));
}
