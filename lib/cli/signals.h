#pragma once

namespace retrovue::cli {

// SIGINT ends the program with 130, SIGTERM and SIGHUP as by default, each with all its children; what was committed
// stays. A closed pipe is an error of the write and not the end. Commands that stay on air set their own handlers.
void set_signals();

}  // namespace retrovue::cli
