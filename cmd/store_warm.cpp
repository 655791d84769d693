#include "station/warm.h"

#include <fmt/format.h>

#include <csignal>
#include <charconv>
#include <memory>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/settings.h"
#include "station/profiles.h"

namespace retrovue::cmd {
namespace {

constexpr base::Millis kDay = 86'400'000;

struct Options {
  std::vector<std::string> channels;
  std::optional<std::string> from, to, until, shard;
  std::optional<std::int64_t> jobs;
};

std::pair<std::int64_t, std::int64_t> shard_of(const std::string& text) {
  std::int64_t k = 0, n = 0;
  const auto* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, k);
  const bool parted = first.ec == std::errc{} && first.ptr != end && *first.ptr == '/';
  const auto second = parted ? std::from_chars(first.ptr + 1, end, n) : std::from_chars_result{end, std::errc::invalid_argument};
  if (second.ec != std::errc{} || second.ptr != end || n < 1 || n > 10'000 || k < 1 || k > n)
    throw base::Error(base::ErrorKind::usage, fmt::format("'{}' is not a shard", base::printable(text)), "the second of four is 2/4");
  return {k, n};
}

// Hours of work are not in vain because the catalog is busy.
void record(cli::Session& session, const station::WarmWish& wish, const station::WarmReport& report) {
  try {
    if (const auto disk = station::open_store(wish.store)) station::record_warmed(session.catalog(), *disk, report.whole, session.clock().now());
  } catch (const base::Error& error) {
    session.out().warn(fmt::format("what was encoded is there, but not written down: {}", error.message()));
  }
}

int run(cli::Session& session, const Options& options) {
  station::WarmWish wish;
  auto& catalog = session.reader();
  for (const auto& which : options.channels) wish.channels.push_back(catalog::find_channel(catalog, which));
  if (options.channels.empty())
    for (const auto& channel : catalog::channels(catalog))
      if (channel.enabled) wish.channels.push_back(channel);
  wish.profiles = station::profiles(session.settings());
  wish.store = cli::store_wish(session.settings());
  wish.clock = &session.clock();
  wish.from = options.from ? session.time(*options.from) : session.clock().now();
  wish.to = options.to ? session.time(*options.to) : wish.from + kDay;
  if (wish.to <= wish.from) throw base::Error(base::ErrorKind::usage, "--to must lie after --from");
  if (options.until) wish.until = session.time(*options.until);
  wish.jobs = static_cast<int>(options.jobs.value_or(std::max(1u, std::thread::hardware_concurrency())));
  if (options.shard) std::tie(wish.shard, wish.shards) = shard_of(*options.shard);
  wish.dry_run = session.dry_run();
  wish.progress = [&](std::int64_t done, std::int64_t of, const std::string& title) {
    session.out().progress(fmt::format("encoding events ({}/{})  {}", done, of, base::printable(title)));
  };
  const auto report = station::warm(catalog, wish);
  auto& out = session.out();
  out.progress_done();
  if (!wish.dry_run) record(session, wish, report);
  base::JsonWriter json;
  json.object().field("events", report.events).field("kept", report.kept).field("chunks", report.chunks).field("encoded", report.encoded);
  json.field("left", report.left).key("faults").array();
  for (const auto& fault : report.faults) json.object().field("title", base::printable(fault.title)).field("text", fault.text).end();
  if (session.json()) out.document(json.end().end());
  out.line(fmt::format("{} events, {} kept already; {} of {} chunks encoded{}", report.events, report.kept, report.encoded, report.chunks,
                       report.left > 0 ? fmt::format(", {} events left", report.left) : ""));
  if (!session.json())
    for (const auto& fault : report.faults) out.warn(fmt::format("'{}': {}", base::printable(fault.title), fault.text));
  if (report.signal == SIGINT) return 130;
  return report.faults.empty() ? 0 : base::exit_code(base::ErrorKind::partial);
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channels_option(d, o->channels);
  cli::from_option(d, o->from);
  cli::to_option(d, o->to);
  d.option("--until", "TIME", o->until, "stop encoding then; what is left is for the next run");
  d.option("--shard", "K/N", o->shard, "only the K-th of N shares of the events");
  cli::jobs_option(d, o->jobs);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command store_warm;
const cli::Command store_warm{
    .path = "store warm",
    .summary = "encode ahead of time what is planned",
    .text = "Goes through the stored plans from --from (now) to --to (a day later) and encodes every event that is not in the chunk store "
            "yet, each once however often it airs, and once for each rendition of the channel's profile. On air it then costs almost nothing. Subtitles that the channels have are read out of "
            "the files before that.\n\n"
            "A run that was stopped, by --until, Ctrl-C or anything else, goes on where it was: chunks that are there are not encoded again. "
            "With --shard machines that share the folder divide the work, without talking to each other. --jobs says how many encoders run "
            "at once; the default is one for each processor. What is there then is written down: see `retrovue store status --events`. Exit "
            "code 3 when some files could not be encoded.",
    .examples = "$ retrovue store warm --to +7d\n"
                "By cron, off-peak, for five hours:\n$ nice retrovue -q store warm --to +2d --until +5h\n"
                "The second of four machines:\n$ retrovue store warm --shard 2/4",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
