#include "library_switch.h"

namespace retrovue::cmd {
namespace {

cli::Action declare(cli::Declaration& d) {
  return [o = LibrarySwitch::declare(d)](cli::Session& session) { return o->run(session, true); };
}
}  // namespace

extern const cli::Command library_enable;
const cli::Command library_enable{
    .path = "library enable",
    .summary = "let libraries take part in syncs",
    .text = "The next `retrovue sync` reads them in. Music and photos cannot be synced, enabled or not.",
    .examples = "$ retrovue library enable 'TV Shows'\n$ retrovue library enable attic/Movies --dry-run\n$ retrovue library enable --server attic",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
