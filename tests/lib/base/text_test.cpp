#include "base/text.h"

#include <doctest/doctest.h>

using namespace retrovue::base;

TEST_CASE("UTF-8 is held to RFC 3629") {
  for (const char* sound : {"", "a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"})
    CHECK(is_utf8(sound));
  for (const char* broken : {"\xC3", "\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xE2\x82"})
    CHECK(!is_utf8(broken));
}

TEST_CASE("what a terminal gets cannot move its cursor or turn its text around") {
  CHECK(printable("a\tb\nc\x1b[31m") == "a\\x09b\\x0ac\\x1b[31m");
  CHECK(printable("\xC2\x9B") == "\\x9b");
  CHECK(printable("\xE2\x80\xAE" "abc") == "\\u202eabc");
  CHECK(printable("caf\xE9") == "caf\xEF\xBF\xBD");
  CHECK(printable("\xE6\x97\xA5\xE6\x9C\xAC") == "\xE6\x97\xA5\xE6\x9C\xAC");
}

TEST_CASE("a shell takes a word back as it was") {
  CHECK(shell_word("/mnt/tv-2") == "/mnt/tv-2");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("it's a $HOME") == "'it'\\''s a $HOME'");
  CHECK(shell_word("D:\\tv") == "'D:\\tv'");
  CHECK(shell_word("a\xFF'\\\nb") == "$'a\\xff\\'\\\\\\x0ab'");
}

TEST_CASE("width counts columns") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("\xC3\xA9t\xC3\xA9") == 3);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(display_width("\xE6\x97\xA5\xE6\x9C\xAC") == 4);
  CHECK(display_width("\xF0\x9F\x98\x80") == 2);
}

TEST_CASE("splitting keeps empty parts and joining undoes it") {
  CHECK(split("a,,b,", ',') == std::vector<std::string>{"a", "", "b", ""});
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(join(split("a,,b,", ','), ",") == "a,,b,");
  CHECK(trim(" \t x y\r\n") == "x y");
  CHECK(trim(" \n").empty());
}

TEST_CASE("titles sort without their article") {
  CHECK(sort_key("The Simpsons") == "simpsons");
  CHECK(sort_key("A Bug's Life") == "bugs life");
  CHECK(sort_key("An") == "an");
  CHECK(sort_key("M*A*S*H") == sort_key("m a s h"));
}

TEST_CASE("the nearest word is near") {
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(nearest("chanel", {"channel", "schedule"}) == "channel");
  CHECK(nearest("SYNC", {"sync"}) == "sync");
  CHECK(nearest("zzzzzz", {"channel", "schedule"}).empty());
  CHECK(nearest("x", {}).empty());
}
