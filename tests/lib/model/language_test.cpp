#include "model/language.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace retrovue;

TEST_CASE("one language is one, however it is written") {
  for (const auto* text : {"de", "DE", "deu", "ger", "de-AT", "ger_CH"}) CHECK(model::language(text) == "de");
  CHECK(model::language("eng") == "en");
  CHECK(model::language("nds") == "nds");  // has no short code
  CHECK(model::language_on_wire("de") == "ger");
  CHECK(model::language_on_wire("nds") == "nds");
  CHECK(model::language_name("fr") == "French");
  CHECK(model::language_name("nds") == "nds");
}

TEST_CASE("what names no language is none") {
  for (const auto* text : {"", "und", "mul", "zxx", "d", "english", "e1", "\xC3\xA9n", "--", "-en"}) CHECK_FALSE(model::language(text));
  CHECK(model::checked_language("fre") == "fr");
  CHECK_THROWS_AS(model::checked_language("klingonish"), base::Error);
}
