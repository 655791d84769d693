#include "model/programming.h"

#include <doctest/doctest.h>

using namespace retrovue::model;

TEST_CASE("day sets are written shortly and read back") {
  CHECK(days_words(kDaily) == std::vector<std::string>{"daily"});
  CHECK(days_words(kWeekdays) == std::vector<std::string>{"weekdays"});
  CHECK(days_words(Days{2 | 8 | 1}) == std::vector<std::string>{"mon", "wed", "sun"});
  for (int bits = 1; bits < 128; ++bits) {
    Days sum = 0;
    for (const auto& word : days_words(static_cast<Days>(bits))) sum = static_cast<Days>(sum | *days_of_word(word));
    CHECK(sum == bits);
  }
  CHECK_FALSE(days_of_word("monday"));
}

TEST_CASE("break material is no programme and programmes are never cut") {
  for (const auto& word : Words<ItemKind>::all)
    if (word.value != ItemKind::music) CHECK_FALSE((is_programme(word.value) && may_be_cut(word.value)));
  CHECK_FALSE(is_programme(ItemKind::commercial));
  CHECK_FALSE(is_programme(ItemKind::bumper));
  CHECK(is_programme(ItemKind::episode));
}
