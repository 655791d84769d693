#include "cli/screen.h"

namespace retrovue::cli {

void begin_screen(Output& out) { out.raw("\033[H\033[J"); }

}  // namespace retrovue::cli
