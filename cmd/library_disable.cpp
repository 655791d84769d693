#include "library_switch.h"

namespace retrovue::cmd {
namespace {

cli::Action declare(cli::Declaration& d) {
  return [o = LibrarySwitch::declare(d)](cli::Session& session) { return o->run(session, false); };
}
}  // namespace

extern const cli::Command library_disable;
const cli::Command library_disable{
    .path = "library disable",
    .summary = "leave libraries out of syncs",
    .text = "Their items stay as they are and can still air.",
    .examples = "$ retrovue library disable 'TV Shows'\n$ retrovue library disable attic/Movies --dry-run\n$ retrovue library disable --server attic",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
