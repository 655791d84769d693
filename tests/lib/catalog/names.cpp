#include "catalog/names.h"

#include <doctest/doctest.h>

#include "catalog/channels.h"
#include "scratch.h"

using namespace retrovue;
using namespace retrovue::catalog;
using test::Scratch;

namespace {
std::vector<std::string> words(Catalog& catalog, Named what, std::string_view prefix, int most = 10) {
  std::vector<std::string> found;
  for (const auto& name : names(catalog, what, prefix, most)) found.push_back(name.word);
  return found;
}
using Words = std::vector<std::string>;
}  // namespace

TEST_CASE("channels are offered by number, or by the beginning of their name") {
  Scratch scratch;
  for (const auto& [number, name] : {std::pair{5, "Retro"}, {51, "Retro Kids"}, {7, "Films 100%"}}) {
    model::Channel channel;
    channel.number = number;
    channel.name = name;
    save_channel(scratch.catalog, channel);
  }
  CHECK(words(scratch.catalog, Named::channel, "") == Words{"5", "7", "51"});
  CHECK(words(scratch.catalog, Named::channel, "5") == Words{"5", "51"});
  CHECK(words(scratch.catalog, Named::channel, "Retro") == Words{"Retro", "Retro Kids"});
  CHECK(words(scratch.catalog, Named::channel, "Retro ") == Words{"Retro Kids"});
  CHECK(words(scratch.catalog, Named::channel, "%").empty());
  CHECK(names(scratch.catalog, Named::channel, "7", 1).front().remark == "Films 100%");
}

TEST_CASE("items are offered by id, or by the beginning of their title, sources and libraries by name") {
  Scratch scratch;
  const auto first = scratch.item("movie", "Caf\xC3\xA9 \xF0\x9F\x98\x80");
  const auto second = scratch.item("movie", "Cafeteria");
  CHECK(words(scratch.catalog, Named::item, "Caf") == Words{"Cafeteria", "Caf\xC3\xA9 \xF0\x9F\x98\x80"});
  CHECK(words(scratch.catalog, Named::item, "Caf\xC3\xA9") == Words{"Caf\xC3\xA9 \xF0\x9F\x98\x80"});
  CHECK(words(scratch.catalog, Named::item, "") == Words{std::to_string(first), std::to_string(second)});
  CHECK(words(scratch.catalog, Named::item, "", 1).size() == 1);
  CHECK(words(scratch.catalog, Named::item, std::to_string(second)) == Words{std::to_string(second)});
  for (int i = 3; i <= 120; ++i) scratch.item("movie", "M" + std::to_string(i));
  CHECK(words(scratch.catalog, Named::item, "11") == Words{"11", "110", "111", "112", "113", "114", "115", "116", "117", "118"});
  CHECK(words(scratch.catalog, Named::item, "12") == Words{"12", "120"});
  CHECK(words(scratch.catalog, Named::item, "0").empty());
  CHECK(words(scratch.catalog, Named::item, "99999999999999999999").empty());
  CHECK(words(scratch.catalog, Named::library, "di") == Words{"disk"});
  CHECK(words(scratch.catalog, Named::server, "").empty());
  execute(scratch.catalog, "INSERT INTO folders (source_id, path) VALUES (1, '/media')");
  CHECK(words(scratch.catalog, Named::folder, "d") == Words{"disk"});
  CHECK(words(scratch.catalog, Named::folder, "x").empty());
}
