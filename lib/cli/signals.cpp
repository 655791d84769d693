#include "cli/signals.h"

#include <csignal>
#include <unistd.h>

#include "base/children.h"

namespace retrovue::cli {
namespace {

void interrupted(int) {
  base::kill_children();
  ::_exit(130);
}

// Ends as it would have without a handler, but not before the children.
void told_to_end(int number) {
  base::kill_children();
  ::signal(number, SIG_DFL);
  ::raise(number);
}

void set(int number, void (*act)(int)) {
  struct sigaction action {};
  action.sa_handler = act;
  ::sigaction(number, &action, nullptr);
}
}  // namespace

void set_signals() {
  set(SIGINT, interrupted);
  set(SIGTERM, told_to_end);
  struct sigaction before {};
  ::sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) set(SIGHUP, told_to_end);  // nohup keeps its word
  set(SIGPIPE, SIG_IGN);
  set(SIGXFSZ, SIG_IGN);  // a file that may grow no more is an error of the write
}

}  // namespace retrovue::cli
