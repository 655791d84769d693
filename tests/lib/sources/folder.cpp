#include "sources/folder.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "base/file.h"

using namespace retrovue;
using namespace retrovue::sources;
namespace fs = std::filesystem;

namespace {

struct Tree {
  base::TempFolder folder;
  fs::path root = folder.path() / "media";
  Tree() { fs::create_directory(root); }
  void file(const std::string& relative, const std::string& content = "x") {
    fs::create_directories((root / relative).parent_path());
    base::write_file_atomic(root / relative, content);
  }
  FolderRules rules() const { return {root.native(), true, {}, {}, {}}; }
  std::vector<std::string> keys(const FolderRules& with) const {
    std::vector<std::string> found;
    for (const auto& item : scan_folder(with).items) found.push_back(item.key);
    return found;
  }
};

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("video files are found, the rest is left out") {
  Tree tree;
  for (const char* name : {"a.mkv", "sub/b.MP4", "sub/c.txt", ".hidden.mkv", ".hid/d.mkv", "e.mkv.part", "f.srt", "@eaDir/g.mkv", "Sample/h.mkv",
                           "i-sample.mkv", "noext", "j.", "sub/k.mp3", "sub/deep/l.ts", "~$m.mkv"})
    tree.file(name);
  CHECK(tree.keys(tree.rules()) == Keys{"a.mkv", "sub/b.MP4", "sub/deep/l.ts"});
  auto flat = tree.rules();
  flat.recurse = false;
  CHECK(tree.keys(flat) == Keys{"a.mkv"});
  auto music = tree.rules();
  music.kind = model::ItemKind::music;
  CHECK(tree.keys(music).size() == 4);
}

TEST_CASE("names of any bytes keep them") {
  Tree tree;
  const Keys names{"%d 'q' \"x\".mkv", "-rf.mkv", "a:b.mkv", "caf\xE9.mkv", "line\nbreak.mkv"};
  for (const auto& name : names) tree.file(name);
  CHECK(tree.keys(tree.rules()) == names);
  const auto listing = scan_folder(tree.rules());
  CHECK(listing.items[3].files.front().path == tree.root.native() + "/caf\xE9.mkv");
  CHECK(listing.items[3].item.title == "caf\xEF\xBF\xBD");
}

TEST_CASE("links are followed once, loops and broken links do not hang or hide") {
  Tree tree;
  tree.file("real/a.mkv");
  fs::create_directory_symlink(tree.root / "real", tree.root / "alias");
  fs::create_directory_symlink(tree.root, tree.root / "real" / "up");
  fs::create_symlink(tree.root / "real" / "a.mkv", tree.root / "again.mkv");
  fs::create_symlink(tree.root / "nowhere.mkv", tree.root / "broken.mkv");
  fs::create_symlink("loop.mkv", tree.root / "loop.mkv");
  base::TempFolder outside;
  base::write_file_atomic(outside.path() / "o.mkv", "x");
  fs::create_directory_symlink(outside.path(), tree.root / "outside");
  const auto listing = scan_folder(tree.rules());
  CHECK(tree.keys(tree.rules()) == Keys{"outside/o.mkv", "real/a.mkv"});
  REQUIRE(listing.problems.size() == 2);
}

TEST_CASE("a folder that cannot be read is a problem and its content unknown") {
  Tree tree;
  tree.file("open/a.mkv");
  tree.file("shut/b.mkv");
  fs::permissions(tree.root / "shut", fs::perms::none);
  fs::permissions(tree.folder.path(), fs::perms::all);
  const bool root = ::geteuid() == 0;
  if (root) REQUIRE(::seteuid(65534) == 0);
  const auto listing = scan_folder(tree.rules());
  if (root) REQUIRE(::seteuid(0) == 0);
  fs::permissions(tree.root / "shut", fs::perms::all);
  REQUIRE(listing.items.size() == 1);
  REQUIRE(listing.problems.size() == 1);
  CHECK(listing.problems[0].message == "Permission denied");
  CHECK(listing.unknown_below == Keys{"shut/"});
}

TEST_CASE("a missing root is unreachable, never an empty listing") {
  Tree tree;
  auto rules = tree.rules();
  rules.path += "/gone";
  try {
    scan_folder(rules);
    FAIL("not there");
  } catch (const base::Error& error) {
    CHECK(error.kind() == base::ErrorKind::unreachable);
  }
  tree.file("plain.mkv");
  rules.path = tree.root.native() + "/plain.mkv";
  CHECK_THROWS_AS(scan_folder(rules), base::Error);
}

TEST_CASE("versions and parts are files of one item") {
  Tree tree;
  tree.file("Alien (1979)/Alien (1979) - 1080p.mkv");
  tree.file("Alien (1979)/Alien (1979) - 480p.avi");
  tree.file("Long (1999)/Long (1999) cd2.avi");
  tree.file("Long (1999)/Long (1999) cd1.avi");
  tree.file("Kill Part 1.mkv");
  tree.file("Show/Season 1/Show S01E01.mkv");
  tree.file("Show/Season 1/Show S01E01 720p.mkv");
  tree.file("Show/Season 1/Show S01E02.mkv");
  const auto listing = scan_folder(tree.rules());
  REQUIRE(listing.items.size() == 5);
  CHECK(listing.items[0].files.size() == 2);
  CHECK(listing.items[1].item.title == "Kill Part 1");
  CHECK(listing.items[1].files[0].part == 0);
  REQUIRE(listing.items[2].files.size() == 2);
  CHECK(listing.items[2].key == "Long (1999)/Long (1999) cd1.avi");
  CHECK(listing.items[2].files[1].part == 2);
  CHECK(listing.items[3].files.size() == 2);
  CHECK(listing.items[4].item.episode == 2);
}

TEST_CASE("the stamp changes with size, time and name only") {
  Tree tree;
  tree.file("a.mkv", "one");
  const auto stamp = [&] { return scan_folder(tree.rules()).items.at(0).stamp; };
  const auto first = stamp();
  CHECK(stamp() == first);
  const auto time = fs::last_write_time(tree.root / "a.mkv");
  tree.file("a.mkv", "four");
  fs::last_write_time(tree.root / "a.mkv", time);
  const auto second = stamp();
  CHECK(second != first);
  fs::last_write_time(tree.root / "a.mkv", time + std::chrono::seconds(1));
  CHECK(stamp() != second);
}
