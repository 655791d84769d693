#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "model/guid.h"
#include "server_access.h"
#include "station/discover.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::optional<std::string> server, title, guid;
  std::optional<std::int64_t> year;
};

int run(cli::Session& session, const Options& options) {
  station::DiscoverWish wish;
  wish.server = options.server.value_or("");
  wish.title = options.title;
  wish.guid = options.guid;
  if (options.year) wish.year = static_cast<int>(*options.year);
  station::ServerDoor door(session.reader(), door_wish());
  const auto report = station::discover(session.reader(), door, wish);
  base::JsonWriter json;
  json.array();
  for (const auto& one : report.found) {
    station::write_json(json, one);
    session.out().line(fmt::format("{}  ({}/{}){}", base::printable(model::display_name(one.title, one.year, one.guids)), base::printable(one.server),
                                   base::printable(one.library), one.known_id ? fmt::format("  known as {} {}", one.kind, one.known_id) : ""));
  }
  if (session.json()) session.out().document(json.end());
  for (const auto& why : report.unreachable) session.out().warn(why);
  if (report.found.empty() && report.any_reached) session.out().note("nothing was found");
  if (!report.any_reached) return base::exit_code(report.unauthorised ? base::ErrorKind::unauthorised : base::ErrorKind::unreachable);
  if (!report.unreachable.empty()) return base::exit_code(base::ErrorKind::partial);
  return report.found.empty() ? base::exit_code(base::ErrorKind::not_found) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::server_option(d, o->server);
  cli::title_option(d, o->title);
  cli::year_option(d, o->year);
  d.option("--guid", "GUID", o->guid, "an identifier such as tvdb:123, tmdb:603 or imdb:tt0133093");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command discover;
const cli::Command discover{
    .path = "discover",
    .summary = "look for a show or a movie on the media servers",
    .text = "Prints `Title (Year) [TVDB:.. TMDB:..]` for every show and movie of that title, or with that identifier, and whether it is "
            "in the catalog. Nothing is written; `retrovue sync --title` brings one in. Exit code 4: nothing found; 7 and 8 as for "
            "`retrovue server test`.",
    .examples = "$ retrovue discover --title 'Battlestar Galactica' --year 2003\n$ retrovue discover --guid tvdb:73545 --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
