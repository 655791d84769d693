#pragma once
#include "cli/output.h"

namespace retrovue::cli {

// Makes the terminal empty, so that what is written next stands at its top. For views that are drawn anew.
void begin_screen(Output& out);

}  // namespace retrovue::cli
