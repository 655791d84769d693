#include "cli/complete.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/file.h"
#include "catalog/channels.h"
#include "fixture.h"

using namespace retrovue;

namespace {
std::vector<std::string> offered(std::vector<std::string> words) {
  std::vector<std::string> found;
  for (const auto& one : cli::complete(std::move(words)).candidates) found.push_back(one.word);
  return found;
}
using Words = std::vector<std::string>;
}  // namespace

TEST_CASE("command words, options and values are offered where they may stand") {
  CHECK(offered({""}) == Words{"folder", "sync", "tag"});
  CHECK(offered({"fol"}) == Words{"folder"});
  CHECK(offered({"folder", ""}) == Words{"add", "list"});
  CHECK(offered({"--json", "folder", "l"}) == Words{"list"});
  CHECK(offered({"--db", "folder", "t"}) == Words{"tag"});
  CHECK(offered({"sync", ""}) == Words{"history"});
  CHECK(offered({"sync", "--j"}) == Words{"--jobs", "--json"});
  CHECK(offered({"sync", "--jobs", ""}).empty());
  CHECK(offered({"sync", "--mode", "f"}) == Words{"fast", "full"});
  CHECK(offered({"sync", "--mode=f"}) == Words{"--mode=fast", "--mode=full"});
  CHECK(offered({"sync", "--full", "h"}).empty());
  CHECK(offered({"folder", "add", "--", "--n"}).empty());
  CHECK(offered({"nosuch", ""}).empty());
  CHECK(cli::complete({"sync", "--db", ""}).files);
  CHECK(cli::complete({"sync", "--db="}).files);
  CHECK(offered({}).size() == 3);
}

TEST_CASE("names come from the catalog that the words, the environment or the settings name") {
  base::TempFolder folder;
  const auto db = (folder.path() / "c.db").string();
  {
    catalog::Catalog catalog(db, catalog::Mode::write);
    model::Channel channel;
    channel.number = 5;
    channel.name = "Retro";
    catalog::save_channel(catalog, channel);
  }
  ::unsetenv("RETROVUE_DB");
  CHECK(offered({"--db", db, "sync", "--channel", ""}) == Words{"5"});
  CHECK(offered({"sync", "--channel=R", "--db=" + db}).empty());
  CHECK(offered({"sync", "--db=" + db, "--channel=R"}) == Words{"--channel=Retro"});
  base::write_file_atomic(folder.path() / "c.toml", "db = \"" + db + "\"\n");
  CHECK(offered({"--config", (folder.path() / "c.toml").string(), "sync", "--channel", ""}) == Words{"5"});
  ::setenv("RETROVUE_DB", db.c_str(), 1);
  CHECK(offered({"sync", "--channel", ""}) == Words{"5"});
  ::setenv("RETROVUE_DB", (folder.path() / "absent.db").c_str(), 1);
  CHECK(offered({"sync", "--channel", ""}).empty());
  CHECK(!std::filesystem::exists(folder.path() / "absent.db"));
  ::unsetenv("RETROVUE_DB");
}

TEST_CASE("profiles and zones are offered") {
  CHECK(offered({"sync", "--profile", "hd"}) == Words{"hd", "hd25"});
  CHECK(offered({"sync", "--zone", "Europe/Lond"}) == Words{"Europe/London"});
}
