#include "cli/output.h"

#include <doctest/doctest.h>

using namespace retrovue::cli;

TEST_CASE("columns line up, whatever they hold") {
  const std::vector<Column> columns{{"id", true}, {"title"}, {"state"}};
  CHECK(aligned(columns, {{"7", "\xE6\x97\xA5\xE6\x9C\xAC", "normal"}, {"1234", "e\xCC\x81t\xC3\xA9", ""}}, 80) ==
        "  id  title  state\n"
        "   7  \xE6\x97\xA5\xE6\x9C\xAC   normal\n"
        "1234  e\xCC\x81t\xC3\xA9\n");
  CHECK(aligned(columns, {}, 80) == "id  title  state\n");
}

TEST_CASE("the last column is cut where the terminal ends") {
  CHECK(aligned({{"n"}, {"text"}}, {{"1", "abcdefghijklmnop"}}, 13) == "n  text\n1  abcdefghi…\n");
  CHECK(aligned({{"n"}, {"text"}}, {{"1", "abcdefghij"}}, 13) == "n  text\n1  abcdefghij\n");
}

TEST_CASE("text breaks at spaces and keeps its indent") {
  CHECK(wrapped("one two three", 80, 4) == "one two three");
  CHECK(wrapped("one two three", 9, 2) == "one two\n  three");
  CHECK(wrapped("unbreakablelongword x", 5, 0) == "unbreakablelongword\nx");
  CHECK(wrapped("  spaced   out ", 80, 0) == "spaced out");
}
