#include <algorithm>
#include <memory>
#include <unordered_set>

#include "base/time_text.h"
#include "catalog/items.h"
#include "cli/command.h"
#include "cli/options.h"
#include "model/item.h"
#include "station/items.h"
#include "station/queries.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::optional<std::string> source, library, kind, rating, daypart, season, company, state, show, sort, query, demographic;
  std::vector<std::string> tags;
  std::optional<std::int64_t> limit;
};

bool is_number(const std::string& text) { return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }); }

int run(cli::Session& session, const Options& o) {
  catalog::ItemFilter filter;
  if (o.kind) filter.kind = model::from_text<model::ItemKind>(*o.kind);
  const auto take = [](std::string& field, const std::optional<std::string>& value) {
    if (value) field = *value;
  };
  take(filter.source, o.source);
  take(filter.library, o.library);
  take(filter.show, o.show);
  take(filter.company, o.company);
  take(filter.state, o.state);
  take(filter.rating, o.rating);
  take(filter.daypart, o.daypart);
  take(filter.demographic, o.demographic);
  if (o.season && is_number(*o.season)) filter.season = std::stoi(o.season->substr(0, 6));
  else take(filter.season_window, o.season);
  filter.tags.insert(filter.tags.end(), o.tags.begin(), o.tags.end());
  filter.sort = o.sort.value_or("");
  if (!o.query) filter.limit = o.limit;
  auto items = catalog::items(session.reader(), filter);
  if (o.query) {
    std::unordered_set<model::Id> meant;
    for (const auto id : station::query_ids(session.reader(), {*o.query, session.clock().now(), {}, {}})) meant.insert(id);
    std::erase_if(items, [&](const auto& item) { return !meant.contains(item.id); });
    if (o.limit && items.size() > static_cast<std::size_t>(*o.limit)) items.resize(static_cast<std::size_t>(*o.limit));
  }
  if (session.json()) {
    base::JsonWriter json;
    json.array();
    for (const auto& item : items) station::write_json(json, item);
    session.out().document(json.end());
    return 0;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(items.size());
  for (const auto& item : items)
    rows.push_back({std::to_string(item.id), std::string{model::to_text(item.kind)}, item.show, station::number_text(item), item.title,
                    item.year ? std::to_string(*item.year) : "", item.duration_ms > 0 ? base::clock_text(item.duration_ms) : "", item.rating.code,
                    std::string{model::to_text(item.state)}, item.validated ? "yes" : "no", item.source});
  session.out().table({{"id", true}, {"type"}, {"show"}, {"number"}, {"title"}, {"year", true}, {"duration", true}, {"rating"}, {"state"}, {"plays"}, {"source"}},
                      rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.option("--source", "SOURCE", o->source, "only of this folder or server");
  d.option("--library", "LIBRARY", o->library, "only of this library").names(cli::Complete::library);
  d.option("--kind,--type", "TYPE", o->kind, "only of this type").one_of(model::all_words<model::ItemKind>());
  d.option("--rating", "CODE", o->rating, "only with this rating, e.g. TV-PG");
  d.option("--tag", "NS:KEY", o->tags, "only with this tag; several: with all of them");
  d.option("--daypart", "DAYPART", o->daypart, "only with this daypart preference");
  d.option("--season", "SEASON", o->season, "only of this season: a number, or the season of the year an item is for");
  d.option("--company", "COMPANY", o->company, "only commercials of this company");
  d.option("--state", "STATE", o->state, "only in this state").one_of(model::all_words<model::ItemState>());
  d.option("--show", "SHOW", o->show, "only episodes of this show");
  d.option("--demographic", "TEXT", o->demographic, "only for these people");
  d.option("--query", "QUERY", o->query, "only what this means: a condition as in retrovue-query(7), or the name of a saved one");
  d.option("--sort", "FIELD", o->sort, "the order; -FIELD turns it around")
      .one_of({"title", "duration", "kind", "source", "company", "added", "modified", "used", "id", "-title", "-duration", "-kind", "-source", "-company",
               "-added", "-modified", "-used", "-id"})
      .by_default("title");
  cli::limit_option(d, o->limit);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command item_list;
const cli::Command item_list{
    .path = "item list",
    .summary = "list items of the library",
    .text = "All restrictions hold together. A query (retrovue-query(7)) can say more: \"title ~ snow rating < PG\". The order used is by the time of the last airing. Plays says whether the file was checked and can be played; only such items in the "
            "state normal are scheduled. Durations are hours, minutes, seconds and hundredths. Names are compared without regard "
            "to the case of ASCII letters.",
    .examples = "$ retrovue item list --type commercial --sort -duration\n$ retrovue item list --show 'The Harbour' --season 2\n"
                "$ retrovue item list --tag holiday:christmas --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
