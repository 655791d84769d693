#include "cli/signals.h"

#include <csignal>
#include <unistd.h>

namespace retrovue::cli {

void set_signals() {
  struct sigaction act {};
  act.sa_handler = [](int) { ::_exit(130); };
  ::sigaction(SIGINT, &act, nullptr);
  act.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &act, nullptr);
}

}  // namespace retrovue::cli
