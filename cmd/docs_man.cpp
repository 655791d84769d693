#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/manual.h"

namespace retrovue::cmd {
namespace {
namespace fs = std::filesystem;

std::string content_of(const fs::path& file) { return fs::exists(file) ? base::read_file(file, 16 << 20) : std::string{}; }

int run(cli::Session& session, const fs::path& folder) {
  if (!fs::is_directory(folder))
    throw base::Error(base::ErrorKind::not_found, fmt::format("'{}' is not a directory", folder.string()));
  std::vector<std::string> names, written, removed;
  for (const auto& page : cli::manual_pages()) {
    names.push_back(page.name);
    if (content_of(folder / page.name) == page.roff) continue;
    written.push_back(page.name);
    if (!session.dry_run()) base::write_file_atomic(folder / page.name, page.roff);
  }
  for (const auto& file : fs::directory_iterator(folder)) {
    const auto name = file.path().filename().string();
    if (!name.starts_with("retrovue") || !name.ends_with(".1") || std::count(names.begin(), names.end(), name)) continue;
    removed.push_back(name);
    if (!session.dry_run()) fs::remove(file.path());
  }
  auto& out = session.out();
  if (session.json()) {
    base::JsonWriter json;
    out.document(json.object().field("written", written).field("removed", removed).field("pages", names.size()).end());
  }
  for (const auto& name : written) out.line("written " + name);
  for (const auto& name : removed) out.line("removed " + name);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto folder = std::make_shared<std::string>();
  d.argument("DIR", *folder, "the directory to write to").names(cli::Complete::directory);
  return [folder](cli::Session& session) { return run(session, *folder); };
}
}  // namespace

extern const cli::Command docs_man;
const cli::Command docs_man{
    .path = "docs man",
    .summary = "write the manual pages",
    .text = "Writes retrovue.1 and a page for each command, made from what the commands declare. Pages that are right "
            "already stay untouched; pages of commands that are gone are removed.",
    .examples = "$ retrovue docs man man/",
    .effect = cli::Effect::writes,
    .needs = cli::Needs::nothing,
    .declare = declare,
};

}  // namespace retrovue::cmd
