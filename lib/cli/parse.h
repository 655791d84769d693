#pragma once
#include <string>
#include <vector>

#include "base/toml.h"
#include "cli/command.h"

namespace retrovue::cli {

// Gives every parameter its value: argument, else environment, else settings file. args hold no command words.
// settings may be null. Throws Error(usage): unknown option (with the nearest), bad or missing value or argument.
void parse(const Command& command, const Declaration& globals, const Declaration& own, std::vector<std::string> args,
           const base::Toml* settings);

}  // namespace retrovue::cli
