#include "station/validate.h"

#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::vector<std::string> items;
  bool all = false, changed = false, deep = false;
  std::optional<std::int64_t> jobs;
};

void show(cli::Session& session, std::size_t done, std::size_t of, const std::string& item) {
  if (!session.json()) return session.out().progress(fmt::format("checking files ({}/{})  {}", done, of, item));
  if (!session.globals().progress) return;
  base::JsonWriter json;
  session.out().progress_json(json.object().field("done", done).field("of", of).text_or_null("item", item).end());
}

int run(cli::Session& session, const Options& options) {
  if (options.all && options.changed) throw base::Error(base::ErrorKind::usage, "--all and --changed cannot both hold");
  station::ValidateWish wish;
  wish.items = options.items;
  wish.all = options.all;
  wish.deep = options.deep;
  wish.dry_run = session.dry_run();
  wish.jobs = static_cast<int>(options.jobs.value_or(0));
  wish.cache = base::cache_home();
  wish.progress = [&](std::size_t done, std::size_t of, const std::string& item) { show(session, done, of, item); };
  const auto report = station::validate(session.catalog(), session.clock(), wish);
  auto& out = session.out();
  out.progress_done();
  base::JsonWriter json;
  station::write_json(json, report);
  if (session.json()) out.document(json);
  out.line(fmt::format("{} of {} files checked: {} playable, {} failed", report.checked, report.files, report.playable, report.failed));
  if (report.cooling > 0) out.line(fmt::format("{} failed before and wait until they are checked again", report.cooling));
  for (const auto& one : report.failures)
    out.line(fmt::format("{}  {}  {}: {} ({})", one.item_id, base::printable(one.title), model::to_text(one.verdict), one.reason, base::printable(one.path)));
  if (!session.json()) {
    for (const auto& one : report.warnings) out.warn(fmt::format("{}: {}", base::printable(one.path), one.reason));
    for (const auto& path : report.unreachable) out.warn(fmt::format("folder '{}' cannot be read; its files were left alone", base::printable(path)));
  }
  return report.failed > 0 || !report.unreachable.empty() ? base::exit_code(base::ErrorKind::partial) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::item_arguments(d, o->items, false);
  cli::all_option(d, o->all, "check every file again");
  d.flag("--changed", o->changed, "check what was never checked, has changed, or failed and is due again; this is the default");
  d.flag("--deep", o->deep, "decode every picture, not only some at the start, middle and end");
  cli::jobs_option(d, o->jobs).by_default("the number of processors");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command validate;
const cli::Command validate{
    .path = "validate",
    .summary = "check that files can be played and measure them",
    .text = "Each file is probed once with ffprobe, read once from start to end and decoded at its start, middle and end. Stored "
            "are container, every stream, key frames, the true length (end of the last picture), loudness and true peak (EBU R 128); "
            "chapters become markers. What can be played makes its item schedulable. Transport and program streams (.ts, .m2ts, "
            ".mpg, .vob) are copied once into Matroska below `$XDG_CACHE_HOME/retrovue/copies`, because they seek badly; the "
            "copy is played. Media files are never changed.\n\n"
            "A file that cannot be played is named with the reason, and its item becomes file_not_found (not there), unavailable "
            "(not readable) or error (damaged or of an unknown codec) until a later check finds it good.\n\n"
            "What failed is checked again at once when the file has changed, when it is named, or with --all. Else a file that was not there or not readable waits a "
            "quarter of an hour, and one of an item in error an hour after its first failure and twice as long after each that follows, a week at most. `retrovue "
            "item show` says how often an item failed, when and why.\n\n"
            "What can be played but is told oddly is a warning: an episode without a number, a rating that is not known, a length far "
            "from what the source says.\n\n"
            "Results are stored file by file, so a stopped run keeps what it did. Exit code 3: some files failed; 7: ffmpeg is missing.",
    .examples = "$ retrovue validate\n$ retrovue validate --all --jobs 4\n$ retrovue validate 17 'Alien' --deep\n$ retrovue validate --json",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
