#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"

// A small command tree in place of the program's own, with what the last run of each was given.
struct Given {
  std::string path, name, dir;
  std::vector<std::string> tags, items;
  std::optional<std::string> channel;
  std::optional<std::int64_t> jobs;
  std::optional<retrovue::base::Millis> every;
  bool full = false;
};
Given& given();
