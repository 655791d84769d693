#include "marker_judge.h"

namespace retrovue::cmd {
namespace {
cli::Action declare(cli::Declaration& d) { return declare_judge(d, true); }
}  // namespace

extern const cli::Command marker_approve;
const cli::Command marker_approve{
    .path = "marker approve",
    .summary = "say that detected breaks are right",
    .text = "An approved break counts as one that was set by hand: schedules use it before chapters, whatever its confidence. A rejected one can be approved "
            "again by its id (`retrovue marker list --rejected`). All that are named, or none; exit code 4 when an item has nothing proposed.",
    .examples = "$ retrovue marker approve 41 42\n$ retrovue marker approve --item 17 --from 80 --dry-run",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
