#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"

// The letters of media names: separators, brackets, years, quality words. Input may be any bytes.
namespace retrovue::sources {

// A name without its bracket groups and with what they said.
struct Unbracketed {
  std::string text;            // groups cut out; "(1999)" leaves no trace either
  std::optional<int> year;     // of the last "(YYYY)"
  std::size_t year_at = std::string::npos;  // where it stood in text
  std::vector<model::Guid> guids;
};
Unbracketed take_brackets(std::string_view name);

// Dots and underscores become spaces where they stand for spaces; quality words and what follows are cut.
// A bare year before a quality word or at the end of a dotted name is taken out too, unless keep_year.
struct Plain {
  std::string text;
  std::optional<int> year;
};
Plain plain_title(std::string_view text, bool keep_year = false);

// Trims spaces and the dashes, dots and commas people put between parts; printable UTF-8.
std::string tidy(std::string_view text);
// Letters and digits only, lower case: for comparing titles.
std::string fold(std::string_view text);

bool is_digit(char c);
bool is_word(char c);  // letter, digit or a byte above 127
// Digits at a place: value and length; length 0 when there are none or more than most.
struct Digits {
  int value = 0;
  std::size_t length = 0;
};
Digits digits_at(std::string_view text, std::size_t at, std::size_t most = 4);

}  // namespace retrovue::sources
