#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace retrovue::base {

std::string lower_ascii(std::string_view text);
std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);  // keeps empty parts
std::string join(const std::vector<std::string>& parts, std::string_view between);
bool is_utf8(std::string_view bytes);
// Printable UTF-8 for terminals, JSON and XML: invalid bytes become U+FFFD, control characters \xNN.
std::string printable(std::string_view bytes);
// A word as a shell takes it back byte for byte: plain, 'quoted', or $'\xNN' for what a terminal cannot show.
std::string shell_word(std::string_view bytes);
// Keys for comparing and sorting titles: ASCII lower case, leading article moved away, punctuation folded.
std::string sort_key(std::string_view title);
std::size_t edit_distance(std::string_view a, std::string_view b);
// The candidate a person most likely meant; empty when none is near (distance above a third of the length).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
std::size_t display_width(std::string_view utf8);  // terminal columns; wide East Asian and emoji count 2
// At most width terminal columns; a cut is shown by an ellipsis, and no character is torn. A width of 0 cuts nothing.
std::string cut_to_width(std::string_view utf8, std::size_t width);

}  // namespace retrovue::base
