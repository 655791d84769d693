#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/generate.h"

namespace retrovue::cmd {
namespace {

struct Options {
  station::GenerateWish wish;
  std::optional<std::int64_t> jobs;
};

void show(cli::Session& session, std::size_t done, std::size_t of, const std::string& item) {
  if (!session.json()) return session.out().progress(fmt::format("looking for breaks ({}/{})  {}", done, of, base::printable(item)));
  if (!session.globals().progress) return;
  base::JsonWriter json;
  session.out().progress_json(json.object().field("done", done).field("of", of).text_or_null("item", item).end());
}

int run(cli::Session& session, const Options& options) {
  auto wish = options.wish;
  wish.dry_run = session.dry_run();
  wish.jobs = static_cast<int>(options.jobs.value_or(0));
  wish.progress = [&](std::size_t done, std::size_t of, const std::string& item) { show(session, done, of, item); };
  const auto report = station::generate_markers(session.catalog(), session.clock(), wish);
  auto& out = session.out();
  out.progress_done();
  base::JsonWriter json;
  station::write_json(json, report);
  if (session.json()) out.document(json);
  for (const auto& item : report.found) {
    for (const auto& marker : item.markers)
      out.line(fmt::format("{}  {}  {} to {}  {:.1f} %", item.item_id, base::printable(item.title), base::clock_text(marker.start_ms),
                           base::clock_text(*marker.end_ms), *marker.confidence / 10.0));
    if (!item.problem.empty()) out.line(fmt::format("{}  {}  failed: {}", item.item_id, base::printable(item.title), item.problem));
  }
  out.line(fmt::format("{} of {} items searched: {} added, {} kept, {} removed, {} rejected before; {} sure", report.searched, report.items, report.added,
                       report.kept, report.removed, report.rejected, report.sure));
  return report.failed > 0 ? base::exit_code(base::ErrorKind::partial) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::item_arguments(d, o->wish.items, false);
  d.option("--query", "QUERY", o->wish.query, "only what this means: a condition as in retrovue-query(7), or the name of a saved one");
  d.flag("--force", o->wish.force, "search again what was searched and has not changed");
  d.flag("--quick", o->wish.quick, "decode pictures only where the sound is silent");
  cli::jobs_option(d, o->jobs).by_default("the number of processors");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command marker_generate;
const cli::Command marker_generate{
    .path = "marker generate",
    .summary = "find breaks where the picture is black and the sound silent",
    .text = "Searches the items that are named, else every movie and episode that can air. The sound is read first, then the pictures, made small; "
            "media files are never changed. A gap is two pictures or more of which 98 % or more is black; it begins with the first black picture and ends "
            "with the next one that is not, and what is black at the start or end of a file is none.\n\n"
            "Each gap becomes a proposed ad_break with a confidence: 40 % for black alone, up to 10 % more for its length (a second is all), up to 50 % more "
            "for the part of it that is silent (below -50 dB). In files without sound, or silent for more than half of their length, silence tells nothing.\n\n"
            "From 70 % on a gap is sure: schedules use it without being asked, where an item has neither ad breaks nor chapters. Others need `retrovue marker "
            "approve`; an approved one counts as an ad break set by hand. One that was rejected or removed does not come back. Programmes pause in the "
            "middle of a gap.\n\n"
            "An item whose file has not changed since it was searched is passed over, so a stopped run goes on where it was. With --quick pictures are "
            "decoded only around silences of 150 ms and more: the sure ones are found many times as fast, black under music is not.\n\n"
            "Exit code 3: some items could not be searched; 4: the query means nothing; 7: ffmpeg is missing.",
    .examples = "$ retrovue marker generate\n$ retrovue marker generate 17 'Alien' --force\n$ retrovue marker generate --query 'type:movie added < 7d' --quick --jobs 2\n"
                "$ retrovue marker generate --dry-run --json",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
