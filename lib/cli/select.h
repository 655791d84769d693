#pragma once
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command.h"

namespace retrovue::cli {

// Which command the arguments name, with the command words taken out.
struct Selection {
  const Command* command = nullptr;
  std::string words;               // the command words found: "folder", "folder add"
  std::string stray;               // the word that names no command; empty when there is none
  std::vector<std::string> rest;   // everything else, in order
};
Selection select_command(const std::vector<std::string>& args);
// Error(usage) with the nearest command, or noun, as the hint.
base::Error unknown_command(const std::string& given);

// The options among args that are known to one of the declarations, values skipped: is `spelling` there?
bool has_flag(const std::vector<std::string>& args, const std::vector<const Declaration*>& known, std::string_view spelling);
// The last value given to an option, by any of its spellings; empty when not given.
std::string value_given(const std::vector<std::string>& args, const std::vector<const Declaration*>& known, std::string_view spelling);

// The words among args that are no options, and the option whose value is to follow the last one.
struct Layout {
  std::vector<std::string> words;
  const Parameter* awaiting = nullptr;
  bool options_over = false;  // "--" has been seen
  std::string unknown;        // the first option that nobody declared
};
Layout lay_out(const std::vector<std::string>& args, const std::vector<const Declaration*>& known);

}  // namespace retrovue::cli
