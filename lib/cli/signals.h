#pragma once

namespace retrovue::cli {

// SIGINT ends the program with 130 (what was committed stays), SIGTERM as by default, a closed pipe is an error of
// the write and not the end. Commands that stay on air set their own handlers over these.
void set_signals();

}  // namespace retrovue::cli
