#pragma once
#include <string>
#include <vector>

#include "cli/command.h"

namespace retrovue::cli {

struct ManualPage {
  std::string name;  // "retrovue-folder-add.1"
  std::string roff;  // man(7) macros
};

// retrovue.1 and a page for each command that is not hidden.
std::vector<ManualPage> manual_pages();

}  // namespace retrovue::cli
