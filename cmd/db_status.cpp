#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "catalog/upkeep.h"
#include "cli/command.h"

namespace retrovue::cmd {
namespace {

std::string state_of(const catalog::FileStatus& status) {
  if (!status.exists) return "missing";
  if (!status.ours) return "not a catalog";
  return status.version == status.newest ? "current" : status.version > status.newest ? "newer than this program" : "needs 'retrovue db upgrade'";
}

int run(cli::Session& session) {
  const auto path = std::filesystem::absolute(session.globals().db);
  const auto status = catalog::file_status(path);
  base::JsonWriter json;
  json.object().field("path", base::printable(path.native())).field("state", state_of(status)).field("version", status.version).field("newest", status.newest);
  json.field("bytes", status.bytes).field("log_bytes", status.log_bytes).field("pages", status.pages).field("free_pages", status.free_pages);
  json.field("items", status.items).field("files", status.files).field("channels", status.channels).field("slots", status.slots);
  json.field("events", status.events).field("as_run", status.as_run).end();
  auto& out = session.out();
  if (session.json()) out.document(json);
  out.line(base::printable(path.native()));
  out.line(fmt::format("{}, version {} of {}", state_of(status), status.version, status.newest));
  if (status.exists) {
    out.line(fmt::format("{} bytes, {} in the log, {} of {} pages free", status.bytes, status.log_bytes, status.free_pages, status.pages));
    out.line(fmt::format("{} items, {} files, {} channels, {} slots, {} events, {} as-run rows", status.items, status.files, status.channels, status.slots, status.events,
                         status.as_run));
  }
  return status.ours && status.version == status.newest ? 0 : base::exit_code(base::ErrorKind::catalog);
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command db_status;
const cli::Command db_status{
    .path = "db status",
    .summary = "show where the catalog is, its version and size",
    .text = "Works with missing, older, newer and foreign files too. Exit code 5 unless the catalog is there and current.",
    .examples = "$ retrovue db status\n$ retrovue db status --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
