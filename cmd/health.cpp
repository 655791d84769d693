#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/http.h"
#include "cli/command.h"
#include "cli/settings.h"
#include "station/health_check.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::optional<std::string>& url) {
  base::Http http;
  const station::HealthWish wish{std::filesystem::absolute(session.globals().db), cli::store_wish(session.settings()), session.clock().now(), session.zone(), url};
  const auto health = station::check_health(wish, http);
  base::JsonWriter json;
  json.object();
  station::write_health(json, health);
  if (session.json()) session.out().document(json.end());
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : health.components)
    rows.push_back({one.name, std::string{one.status()}, one.score ? std::to_string(*one.score) : "", one.text});
  session.out().line(fmt::format("{}  {} of 100", session.out().bold(health.status()), health.score()));
  session.out().table({{"component"}, {"status"}, {"score", true}, {"text"}}, rows);
  if (health.score() == 0) return base::exit_code(base::ErrorKind::failed);
  return health.score() < 100 ? base::exit_code(base::ErrorKind::partial) : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto url = std::make_shared<std::optional<std::string>>();
  d.option("--url", "URL", *url, "where a server is to answer; without it none need run").by_default(station::kServeUrl);
  return [url](cli::Session& session) { return run(session, *url); };
}
}  // namespace

extern const cli::Command health;
const cli::Command health{
    .path = "health",
    .summary = "tell how well the station and its parts are",
    .text = "Looks at each part of the station and gives it marks: 100 is ok, 0 is down, and what lies between is degraded. The whole is as well as "
            "its worst part: its score is the least, its status that of the part which has it.\n\n"
            "Parts: catalog (is there, sound and current), ffmpeg and ffprobe (in PATH), store (the folder can be written and has a gigabyte of "
            "room), each enabled server (its sign-in, its last contact, its last sync: failed, in part, or longer than a week ago), the plan of "
            "each enabled channel (down when nothing is planned now, degraded when it reaches less than 24 hours ahead), and serve.\n\n"
            "A `retrovue serve` that answers tells of its own parts, as it does at /health: serve/catalog (can be read), serve/clock (the "
            "machine's was not set a moment ago), serve/store (the folder answers and takes what is encoded), serve/as_run (what aired gets into the log), and "
            "serve/channel N for each channel on air: degraded when it is behind its clock, was late or had an encoder replaced in the last "
            "minute, or encodes with less effort than its profile says. Without --url none need run: not_running, without marks, counts for nothing. "
            "With --url it is down then.\n\n"
            "Exit code 0 when everything is ok, 3 when something is degraded, 1 when something is down.",
    .examples = "$ retrovue health\n$ retrovue health --url http://attic.lan:8080 --json",
    .needs = cli::Needs::nothing,
    .declare = declare,
};

}  // namespace retrovue::cmd
