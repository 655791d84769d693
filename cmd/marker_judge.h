#pragma once
#include <memory>

#include "base/error.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/markers.h"

// What `marker approve` and `marker reject` share.
namespace retrovue::cmd {

struct Judged {
  std::vector<std::string> ids, items;
  std::optional<std::int64_t> bound;  // percent
};

inline int judge(cli::Session& session, const Judged& which, bool approve) {
  station::JudgeWish wish;
  wish.approve = approve;
  for (const auto& word : which.ids) wish.ids.push_back(cli::parse_integer(word));
  wish.items = which.items;
  if (wish.ids.empty() && wish.items.empty()) throw base::Error(base::ErrorKind::usage, "no marker and no item is named");
  if (which.bound) (approve ? wish.from : wish.below) = static_cast<int>(*which.bound) * 10;
  const auto markers = station::judge_markers(session.catalog(), session.clock(), wish, session.dry_run());
  base::JsonWriter json;
  json.array();
  for (const auto& marker : markers) {
    station::write_json(json, marker);
    session.out().line((approve ? "approved " : "rejected ") + station::text_of(marker));
  }
  if (session.json()) session.out().document(json.end());
  return markers.empty() ? base::exit_code(base::ErrorKind::not_found) : 0;
}

inline cli::Action declare_judge(cli::Declaration& d, bool approve) {
  auto which = std::make_shared<Judged>();
  d.arguments("MARKER", which->ids, "the ids of the markers, as `retrovue marker list` shows them", false);
  d.option("--item", "ITEM", which->items, "every proposed marker of this item; repeatable").names(cli::Complete::item);
  d.option(approve ? "--from" : "--below", "PERCENT", which->bound, approve ? "with --item: only from this confidence on" : "with --item: only below this confidence").between(0, 100);
  return [which, approve](cli::Session& session) { return judge(session, *which, approve); };
}

}  // namespace retrovue::cmd
