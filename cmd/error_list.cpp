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
};

int run(cli::Session& session, const Options& options) {
  const auto since = options.since ? std::optional{session.time(*options.since)} : std::nullopt;
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& error : catalog::errors(session.reader(), since, options.error_class.value_or(""), options.limit.value_or(100))) {
    json.object().field("id", error.id).key("at").time(error.at).field("class", error.error_class).text_or_null("source", error.source);
    json.field("item_id", error.item_id).field("item", base::printable(error.subject)).field("message", error.message).field("run_id", error.run_id).end();
    rows.push_back({base::local_text(error.at, session.zone()), error.error_class, error.source, error.item_id ? std::to_string(*error.item_id) : "", error.subject,
                    error.message});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"at"}, {"class"}, {"source"}, {"item", true}, {"subject"}, {"message"}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  cli::since_option(d, o->since);
  d.option("--class", "CLASS", o->error_class, "only of this class").one_of({"network", "auth", "data", "file"});
  cli::limit_option(d, o->limit).by_default("100");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command error_list;
const cli::Command error_list{
    .path = "error list",
    .summary = "list what went wrong with sources and files",
    .text = "Newest first. Syncs and validations write here; the last ten thousand are kept.",
    .examples = "$ retrovue error list\n$ retrovue error list --since -1d --class file --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
