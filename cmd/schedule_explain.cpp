#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/revisions.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/profiles.h"
#include "station/program.h"
#include "station/program_text.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel, time;
  std::optional<std::int64_t> seed;
  bool draft = false;
};

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.reader();
  auto& out = session.out();
  const auto channel = catalog::find_channel(catalog, options.channel);
  const base::Zone zone{channel.zone};
  const auto at = base::parse_time(options.time, zone, session.clock().now());
  const auto rate = station::find_profile(station::profiles(session.settings()), channel.profile).rate;
  const auto seed = options.seed.value_or(1);
  std::optional<model::Sheet> draft;
  if (options.draft) {
    const auto open = catalog::open_draft(catalog, channel.id);
    if (!open) throw base::Error(base::ErrorKind::not_found, fmt::format("channel {} has no draft", channel.number));
    draft = catalog::draft_sheet(catalog, open->id);
  }
  const auto found = station::explain_slot(catalog, channel, rate, at, static_cast<std::uint64_t>(seed), draft ? &*draft : nullptr);
  const bool same = found.stored.item_id == found.again.item_id && found.stored.block == found.block;
  if (session.json()) {
    base::JsonWriter json;
    json.object().field("channel", channel.number).field("slot_id", found.stored.id).key("start").time(found.stored.start);
    json.key("end").time(found.stored.end).field("title", found.stored.title).text_or_null("stored_block", found.stored.block);
    json.text_or_null("block", found.block).text_or_null("order", found.order).field("seed", seed).field("overruled", found.overruled);
    json.field("candidates", found.candidates).field("allowed", found.allowed).key("refused").array();
    for (const auto& one : found.refused)
      json.object().field("why", one.why).field("items", one.items).field("examples", one.examples).end();
    json.end().field("type", found.mirror ? "mirror" : found.stored.fixed ? "fixed" : "block").field("same_again", same).text_or_null("again", found.again.title);
    out.document(json.end());
    return 0;
  }
  out.line(fmt::format("{} to {}  {}", base::local_text(found.stored.start, zone), base::local_text(found.stored.end, zone),
                       station::slot_name(found.stored)));
  if (found.mirror) {
    const auto then = base::local_text(found.stored.start - found.mirror->shift, zone);
    out.line(fmt::format("as on channel {} at {}; 'retrovue schedule explain {} \"{}\"' says why", found.mirror->channel, then, found.mirror->channel, then));
    return 0;
  }
  if (found.stored.fixed) {
    out.line("placed by hand; 'retrovue schedule remove' gives the time back to the builds");
    return 0;
  }
  out.line(found.block.empty() ? "no block has the say: off air"
                               : fmt::format("block '{}', {} (seed {})", base::printable(found.block), found.order, seed));
  for (const auto& loser : found.overruled) out.line(fmt::format("  it overrules block '{}'", base::printable(loser)));
  if (!found.block.empty()) out.line(fmt::format("  {} items match its rule, {} may air then", found.candidates, found.allowed));
  for (const auto& one : found.refused)
    out.line(fmt::format("  {} {}: {}{}", one.items, one.why, base::printable(base::join(one.examples, ", ")), one.items > one.examples.size() ? ", ..." : ""));
  if (same) out.line("planned again it would be the same");
  else
    out.line(fmt::format("planned again it would be '{}': library, rules or seed have changed since",
                         found.block.empty() ? "Off air" : station::slot_name(found.again)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_argument(d, o->channel);
  d.argument("TIME", o->time, "a moment of the slot; local times are the channel's own");
  cli::seed_option(d, o->seed).by_default("1");
  d.flag("--draft", o->draft, "a slot of the plan that waits for approval");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_explain;
const cli::Command schedule_explain{
    .path = "schedule explain",
    .summary = "say why a slot was planned as it is",
    .text = "Names the block that has the say at that moment and those it overrules, its order and seed, how many items match its "
            "rule, and how many of them were refused for which reason: rating, daypart, flight, expiry, rest, or length. The slot is "
            "planned again from what the catalog holds now; when the result differs, it says so.",
    .examples = "$ retrovue schedule explain 5 '2026-11-20 20:15'\n$ retrovue schedule explain 5 now --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
