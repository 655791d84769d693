#include "fixture.h"

#include "cli/options.h"

using namespace retrovue::cli;

Given& given() {
  static Given one;
  return one;
}

namespace {
Action folder_add(Declaration& d) {
  d.argument("DIR", given().dir, "a directory");
  d.option("--name", "NAME", given().name, "its name");
  d.option("--tag", "NS:KEY", given().tags, "a tag");
  return [](Session&) { return 0; };
}
Action sync(Declaration& d) {
  d.option("-j,--jobs", "N", given().jobs, "how many").between(1, 64).from_env("TEST_JOBS");
  d.flag("--full", given().full, "everything");
  d.duration("--every", given().every, "how often");
  d.option("--mode", "WORD", given().name, "how").one_of({"fast", "full", "slow"});
  channel_option(d, given().channel);
  profile_option(d, given().channel);
  zone_option(d, given().channel);
  return [](Session&) { return 0; };
}
Action tag_add(Declaration& d) {
  d.arguments("ITEM", given().items, "items", true);
  d.argument("NS:KEY", given().name, "the tag");
  return [](Session&) { return 0; };
}
Action nothing(Declaration&) {
  return [](Session&) { return 0; };
}
const Command kFolderAdd{.path = "folder add", .summary = "add", .declare = folder_add};
const Command kFolderList{.path = "folder list", .summary = "list", .declare = nothing};
const Command kSync{.path = "sync", .summary = "sync", .declare = sync};
const Command kSyncHistory{.path = "sync history", .summary = "history", .declare = nothing};
const Command kTagAdd{.path = "tag add", .summary = "tag", .declare = tag_add};
}  // namespace

namespace retrovue::cli {
const std::vector<const Command*>& commands() {
  static const std::vector<const Command*> all{&kFolderAdd, &kFolderList, &kSync, &kSyncHistory, &kTagAdd};
  return all;
}
}  // namespace retrovue::cli
