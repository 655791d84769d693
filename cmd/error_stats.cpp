#include <memory>

#include "catalog/history.h"
#include "cli/command.h"
#include "cli/options.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session, const std::optional<std::string>& since) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& count : catalog::error_counts(session.reader(), since ? std::optional{session.time(*since)} : std::nullopt)) {
    json.object().field("day", count.day).field("class", count.error_class).text_or_null("source", count.source).field("errors", count.errors).end();
    rows.push_back({count.day, count.error_class, count.source, std::to_string(count.errors)});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"day"}, {"class"}, {"source"}, {"errors", true}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto since = std::make_shared<std::optional<std::string>>();
  cli::since_option(d, *since);
  return [since](cli::Session& session) { return run(session, *since); };
}
}  // namespace

extern const cli::Command error_stats;
const cli::Command error_stats{
    .path = "error stats",
    .summary = "count what went wrong by day, class and source",
    .text = "Newest day first; days are those of UTC on which an error came last, and each of its retries counts. Classes are network, auth, data and file.",
    .examples = "$ retrovue error stats\n$ retrovue error stats --since -7d --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
