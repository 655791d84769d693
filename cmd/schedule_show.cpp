#include <fmt/format.h>

#include <memory>
#include <tuple>

#include "base/text.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "cli/command.h"
#include "cli/options.h"
#include "schedule/calendar.h"
#include "schedule_draft.h"
#include "schedule_week.h"
#include "station/profiles.h"
#include "station/program_text.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::vector<std::string> channels;
  std::optional<std::string> from, to, html;
  std::optional<std::int64_t> days;
  bool events = false, week = false, draft = false;
};

// The window asked for, in the channel's own time; without one the broadcast day that holds now.
schedule::Window window(const cli::Session& session, const model::Channel& channel, const Options& options) {
  const schedule::Calendar calendar{channel};
  const auto now = session.clock().now();
  const auto time = [&](const std::string& text) { return base::parse_time(text, calendar.zone(), now); };
  schedule::Window found;
  found.start = options.from ? time(*options.from) : calendar.day_begin(calendar.date_of(now));
  const auto days = static_cast<int>(options.days.value_or(1));
  found.end = options.to ? time(*options.to) : calendar.day_begin(base::add_days(calendar.date_of(found.start), days));
  return found;
}

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.reader();
  auto& out = session.out();
  if (options.week || options.html) {
    if (options.events || options.to || options.draft) throw base::Error(base::ErrorKind::usage, "a week has no --events, no --draft and no --to", "say how long with --days");
    return show_week(session, {options.channels, options.from, options.html, options.days});
  }
  if (options.channels.size() != 1) throw base::Error(base::ErrorKind::usage, "which channel is meant?", "name one, or several with --week");
  const auto channel = catalog::find_channel(catalog, options.channels.front());
  const auto rate = station::find_profile(station::profiles(session.settings()), channel.profile).rate;
  const auto when = window(session, channel, options);
  std::vector<model::Slot> slots;
  std::vector<model::Event> events;
  if (options.draft) std::tie(slots, events) = drafted(catalog, channel, when, !options.from, static_cast<int>(options.days.value_or(1)), options.events);
  else slots = catalog::slots(catalog, channel.id, when.start, when.end);
  if (!options.draft && options.events && !slots.empty())
    events = catalog::events(catalog, channel.id, model::frame_at(rate, slots.front().start), model::frame_at(rate, slots.back().end));
  if (session.json()) {
    base::JsonWriter json;
    if (options.events) station::events_json(json, channel, rate, events, station::break_links(catalog, rate, events));
    else station::slots_json(json, channel, slots);
    out.document(json);
  } else if (out.terminal()) {
    for (const auto& line : station::day_grid(channel, rate, slots, events)) out.line(line.heading ? out.bold(line.text) : line.text);
  } else if (options.events) {
    out.table({{"start"}, {"start_frame", true}, {"frames", true}, {"kind"}, {"item_id", true}, {"title"}, {"in"}, {"out"}, {"slot_id", true}},
              station::event_rows(channel, rate, events));
  } else {
    out.table({{"start"}, {"end"}, {"show"}, {"season", true}, {"episode", true}, {"title"}, {"rating"}, {"block"}, {"status"}, {"item_id", true}},
              station::slot_rows(channel, slots));
  }
  if (slots.empty()) out.note(fmt::format("nothing is planned then; run 'retrovue schedule build {}'", channel.number));
  return slots.empty() ? base::exit_code(base::ErrorKind::not_found) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::channel_arguments(d, o->channels);
  d.flag("--events", o->events, "every piece of every slot, to the frame");
  d.flag("--draft", o->draft, "what waits for approval instead of what is on air");
  d.flag("--week", o->week, "seven broadcast days side by side");
  d.option("--html", "FILE", o->html, "write the week as a page to print; - is stdout").names(cli::Complete::file);
  cli::from_option(d, o->from);
  cli::to_option(d, o->to);
  cli::days_option(d, o->days).by_default("1, of a week 7");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_show;
const cli::Command schedule_show{
    .path = "schedule show",
    .summary = "show the stored plan of a channel",
    .text = "Without times, the broadcast day that is on now. On a terminal a grid of days, piped a table with tabs, with --json one "
            "document; local times are the channel's own. With --events the pieces of each slot: acts of the programme, spots, "
            "bumpers, promos, idents, filler and slate, with their first frame and length; as JSON each piece of a break also says for which programme it pauses (programme_id) and at "
            "which marker (marker_id; null after the programme, at an even part, or when the marker was removed since). Exit code 4 when nothing is planned then. "
            "With --draft the plan that waits for approval.\n\n"
            "With --week seven broadcast days from the one that --from names, or as many as --days says, up to 31: of one channel a "
            "column a day, of several (all that are enabled when none is named) a table a day with a column a channel, in the first "
            "one's time. Rows in which nothing begins are left out.\n\n"
            "With --html a page that stands alone, for the screen, a phone or the wall: a sheet of A4 a channel, lengths to scale, "
            "blocks in colours, days of 23 and 25 hours as they are. It has no script and fetches nothing.",
    .examples = "$ retrovue schedule show 5\n$ retrovue schedule show 5 --from '2026-11-20 18:00' --to '2026-11-20 20:00' --events\n"
                "$ retrovue schedule show 5 6 --week\n$ retrovue schedule show --html week.html --from 2026-11-23",
    .declare = declare,
};

}  // namespace retrovue::cmd
