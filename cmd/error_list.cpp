#include <memory>

#include "base/text.h"
#include "base/time_text.h"
#include "catalog/history.h"
#include "cli/command.h"
#include "cli/options.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::optional<std::string> since, error_class;
  std::optional<std::int64_t> limit;
  bool all = false;
};

int run(cli::Session& session, const Options& options) {
  const auto since = options.since ? std::optional{session.time(*options.since)} : std::nullopt;
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& error : catalog::errors(session.reader(), {since, options.error_class.value_or(""), options.all, options.limit.value_or(100)})) {
    json.object().field("id", error.id).key("at").time(error.at).field("class", error.error_class).text_or_null("source", error.source);
    json.field("item_id", error.item_id).field("item", base::printable(error.subject)).field("message", error.message).field("run_id", error.run_id);
    json.field("operation", error.operation).field("retries", error.retries).key("last_at").time(error.last_at).key("resolved_at");
    if (error.resolved_at) json.time(*error.resolved_at);
    else json.null();
    json.key("context").raw(error.context).end();
    const auto state = error.resolved_at ? "resolved " + base::local_text(*error.resolved_at, session.zone()) : std::string{"open"};
    rows.push_back({base::local_text(error.last_at, session.zone()), error.operation, error.error_class, error.source, error.item_id ? std::to_string(*error.item_id) : "",
                    std::to_string(error.retries), state, error.subject, error.message});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"last"}, {"during"}, {"class"}, {"source"}, {"item", true}, {"retries", true}, {"state"}, {"subject"}, {"message"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::since_option(d, o->since);
  d.option("--class", "CLASS", o->error_class, "only of this class").one_of({"network", "auth", "data", "file"});
  cli::limit_option(d, o->limit).by_default("100");
  cli::all_option(d, o->all, "with those that are over");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command error_list;
const cli::Command error_list{
    .path = "error list",
    .summary = "list what went wrong with sources and files",
    .text = "What came last is first; those that are over are shown with --all. Syncs and validations write here; the last ten thousand are kept.\n\n"
            "An error that comes again counts a retry. It is resolved when the file can be played, or when a sync of its whole source did not meet it "
            "again; that a server cannot be reached or refuses its token, by any sync that reached it. A value that could not be read, of an item that was taken "
            "all the same, is resolved by `retrovue sync --full`, because other syncs do not read the item again.\n\n"
            "With --json each has its operation, the time it came first (at) and last (last_at), the time it was resolved, and a context of what was being done.",
    .examples = "$ retrovue error list\n$ retrovue error list --since -1d --class file --json\n$ retrovue error list --all",
    .declare = declare,
};

}  // namespace retrovue::cmd
