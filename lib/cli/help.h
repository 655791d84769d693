#pragma once
#include <string>

#include "base/json.h"
#include "cli/command.h"

namespace retrovue::cli {

// Plain text, at most width columns.
std::string overview_text(int width);                       // what the program is, all commands by noun
std::string group_text(std::string_view noun, int width);   // the verbs of one noun
std::string command_text(const Command& command, int width);
std::string usage_line(const Command& command, const Declaration& own);  // "retrovue folder add [options] DIR"

void command_json(base::JsonWriter& json, const Command& command);


}  // namespace retrovue::cli
