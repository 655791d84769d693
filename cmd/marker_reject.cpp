#include "marker_judge.h"

namespace retrovue::cmd {
namespace {
cli::Action declare(cli::Declaration& d) { return declare_judge(d, false); }
}  // namespace

extern const cli::Command marker_reject;
const cli::Command marker_reject{
    .path = "marker reject",
    .summary = "say that detected breaks are wrong",
    .text = "A rejected break is not used, and `retrovue marker generate` does not bring it back. All that are named, or none; exit code 4 when an item has "
            "nothing proposed.",
    .examples = "$ retrovue marker reject 41\n$ retrovue marker reject --item 17 --below 60 --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
