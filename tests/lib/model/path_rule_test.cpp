#include "model/path_rule.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace retrovue::model;

namespace {
PathRule rule(std::string from, std::string to, bool ignore_case = false, Id id = 0) {
  return checked_rule({id, 1, std::move(from), std::move(to), ignore_case});
}
std::string mapped(std::string_view path, const std::vector<PathRule>& rules) {
  const auto resolved = resolve_path(path, rules);
  return resolved.rule ? resolved.path : "unmapped " + resolved.path;
}
}  // namespace

TEST_CASE("whole segments, the longest wins") {
  const std::vector<PathRule> rules{rule("/media", "/srv"), rule("/media/tv/", "/mnt/tv//")};
  CHECK(mapped("/media/movies/A.mkv", rules) == "/srv/movies/A.mkv");
  CHECK(mapped("/media/tv/x.mkv", rules) == "/mnt/tv/x.mkv");
  CHECK(mapped("/media/tvshows/x.mkv", rules) == "/srv/tvshows/x.mkv");
  CHECK(mapped("/media/tv", rules) == "/mnt/tv");
  CHECK(mapped("/mediax/tv", rules) == "unmapped /mediax/tv");
  CHECK(mapped("/Media/tv/x", rules) == "unmapped /Media/tv/x");
  CHECK(mapped("media/tv/x", rules) == "unmapped media/tv/x");
  CHECK(mapped("", rules) == "unmapped ");
  CHECK(mapped("/media/tv/a\xFF\n%b", rules) == "/mnt/tv/a\xFF\n%b");
  CHECK(mapped("/x", {}) == "unmapped /x");
  CHECK(mapped("/a/b", {rule("/", "/r")}) == "/r/a/b");
  CHECK(mapped("/a/b", {rule("/a", "/")}) == "/b");
}

TEST_CASE("case is a choice of the rule; the exact rule goes first") {
  CHECK(mapped("/Media/TV/x", {rule("/media/tv", "/t", true)}) == "/t/x");
  CHECK(mapped("/m/x", {rule("/M", "/loose", true, 1), rule("/m", "/exact", false, 2)}) == "/exact/x");
  CHECK(mapped("/m/x", {rule("/m", "/b", false, 2), rule("/m", "/a", false, 1)}) == "/a/x");
}

TEST_CASE("Windows both ways") {
  CHECK(mapped("D:\\TV\\Show\\e.mkv", {rule("d:\\tv", "/mnt/tv")}) == "/mnt/tv/Show/e.mkv");
  CHECK(mapped("D:/TV/Show/e.mkv", {rule("D:\\TV\\", "/mnt/tv")}) == "/mnt/tv/Show/e.mkv");
  CHECK(mapped("\\\\NAS\\tv\\a\\b.mkv", {rule("\\\\nas\\TV", "/nas")}) == "/nas/a/b.mkv");
  CHECK(mapped("//nas/tv/a.mkv", {rule("\\\\nas\\tv", "/nas")}) == "/nas/a.mkv");
  CHECK(mapped("/media/movies/a.mkv", {rule("/media/movies", "R:\\movies")}) == "R:\\movies\\a.mkv");
  CHECK(mapped("/media/tv/s/a.mkv", {rule("/media/tv", "\\\\server\\share\\tv")}) == "\\\\server\\share\\tv\\s\\a.mkv");
  CHECK(mapped("C:\\a.mkv", {rule("C:\\", "/c")}) == "/c/a.mkv");
  CHECK(mapped("C:\\a\\b.mkv", {rule("C:\\a", "D:\\")}) == "D:\\b.mkv");
  CHECK(mapped("D:\\TVX\\e.mkv", {rule("D:\\TV", "/t")}) == "unmapped D:\\TVX\\e.mkv");
  CHECK(mapped("/d:/tv/e", {rule("D:\\TV", "/t")}) == "unmapped /d:/tv/e");
  CHECK(mapped("/m/back\\slash.mkv", {rule("/m", "/n")}) == "/n/back\\slash.mkv");
  CHECK(mapped("/server/share/x", {rule("\\\\server\\share", "/n")}) == "unmapped /server/share/x");
}

TEST_CASE("rules are checked and compared") {
  for (const char* bad : {"", "media", "./x", "D", "\\\\", "\\\\/"}) CHECK_THROWS_AS(rule(bad, "/x"), retrovue::base::Error);
  CHECK_THROWS_AS(rule("/x", "relative"), retrovue::base::Error);
  CHECK(same_source(rule("/a/b/", "/x"), rule("/a//b", "/y")));
  CHECK(same_source(rule("D:\\TV", "/x"), rule("d:/tv/", "/y")));
  CHECK_FALSE(same_source(rule("/a/B", "/x"), rule("/a/b", "/x")));
  CHECK_FALSE(same_source(rule("/a", "/x"), rule("/a/b", "/x")));
}

TEST_CASE("suggestions come from common ends and leave out what is ambiguous") {
  const std::vector<std::string> server{"/data/tv/Show/S01/Show - S01E01.mkv", "/data/tv/Show/S01/Show - S01E02.mkv",
                                        "/data/films/A (1999)/A.mkv",          "/data/films/B (2000)/B.mkv",
                                        "/elsewhere/x/trailer.mkv"};
  const std::vector<std::string> local{"/mnt/tv/Show/S01/Show - S01E01.mkv", "/mnt/tv/Show/S01/Show - S01E02.mkv",
                                       "/srv/movies/A (1999)/A.mkv",         "/srv/movies/B (2000)/B.mkv",
                                       "/mnt/1/trailer.mkv",                 "/mnt/2/trailer.mkv"};
  const auto found = suggest_rules(server, local);
  REQUIRE(found.size() == 2);
  CHECK(found[0].matched == 2);
  CHECK(found[1].matched == 2);
  std::vector<PathRule> rules{found[0].rule, found[1].rule};
  CHECK(mapped(server[0], rules) == local[0]);
  CHECK(mapped(server[3], rules) == local[3]);
  CHECK(mapped(server[4], rules) == "unmapped " + server[4]);
  const auto win = suggest_rules({"D:\\TV\\Show\\a.mkv"}, {"/mnt/win/tv/Show/a.mkv"});
  REQUIRE(win.size() == 1);
  CHECK(win[0].rule.from == "D:\\TV");
  CHECK(win[0].rule.to == "/mnt/win/tv");
  CHECK(suggest_rules({"/same/a.mkv"}, {"/same/a.mkv"}).empty());
  CHECK(suggest_rules({std::string{"/d\0/x/a.mkv", 12}, "x/a.mkv", ""}, {"/mnt/x/a.mkv"}).empty());
}

TEST_CASE("random paths and rules keep the promises") {
  std::uint32_t state = 4711;
  auto next = [&](unsigned n) { return state = state * 1664525u + 1013904223u, (state >> 8) % n; };
  auto word = [&] { return std::string(1, "abAB"[next(4)]); };
  for (int round = 0; round < 30'000; ++round) {
    std::vector<PathRule> rules;
    for (unsigned n = next(4); n > 0; --n) {
      std::string from = next(3) ? "" : next(2) ? "C:" : "\\\\h";
      const char separator = from.empty() ? '/' : "/\\"[next(2)];
      for (unsigned s = next(3) + 1; s > 0; --s) from += separator + word();
      rules.push_back(rule(from, next(2) ? "/t/" + word() : "Z:\\" + word(), next(2) == 0, static_cast<Id>(rules.size()) + 1));
    }
    std::string path = next(3) ? "" : next(2) ? "C:" : "\\\\h";
    const char separator = path.empty() ? '/' : "/\\"[next(2)];
    for (unsigned s = next(5); s > 0; --s) path += separator + word();
    if (next(8) == 0) path += static_cast<char>(next(256));
    const auto resolved = resolve_path(path, rules);
    if (!resolved.rule) {
      REQUIRE(resolved.path == path);
      continue;
    }
    REQUIRE(resolved.path.starts_with(resolved.rule->to));
    // The order of the rules does not matter, and the winner alone gives the same.
    auto reversed = rules;
    std::reverse(reversed.begin(), reversed.end());
    REQUIRE(resolve_path(path, reversed).path == resolved.path);
    REQUIRE(resolve_path(path, {*resolved.rule}).path == resolved.path);
  }
}
