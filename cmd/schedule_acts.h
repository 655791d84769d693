#pragma once
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/plan_book.h"
#include "station/profiles.h"
#include "station/program_text.h"

// What commands that change a plan share.
namespace retrovue::cmd {

inline cli::Parameter& as_option(cli::Declaration& d, std::string& target) {
  return d.option("--as", "NAME", target, "who does it, for the history").by_default("who runs the program");
}

inline cli::Parameter& note_option(cli::Declaration& d, std::string& target) {
  return d.option("--note", "TEXT", target, "words for the history");
}

// A channel with what its plan needs.
struct Planned {
  model::Channel channel;
  base::Rate rate;
  Planned(cli::Session& session, catalog::Catalog& catalog, const std::string& which)
      : channel(catalog::find_channel(catalog, which)),
        rate(station::find_profile(station::profiles(session.settings()), channel.profile).rate) {}
};

inline void piece_json(base::JsonWriter& json, std::string_view name, const std::optional<schedule::Piece>& piece) {
  json.key(name);
  if (!piece) {
    json.null();
    return;
  }
  const auto& slot = piece->slot;
  json.object().key("start").time(slot.start).key("end").time(slot.end).field("title", slot.title);
  json.field("item_id", slot.item_id ? std::optional{slot.item_id} : std::nullopt).text_or_null("show", slot.show).field("season", slot.season);
  json.field("episode", slot.episode).text_or_null("block", slot.block).field("status", slot.status).field("type", slot.fixed ? "fixed" : "block").end();
}

inline void changes_json(base::JsonWriter& json, const std::vector<schedule::SlotChange>& changes) {
  json.key("changes").array();
  for (const auto& change : changes) {
    json.object().field("change", std::string{schedule::word(change.what)});
    piece_json(json, "before", change.before);
    piece_json(json, "after", change.after);
    json.key("aspects").array();
    for (const auto aspect : change.aspects) json.value(aspect);
    json.end().end();
  }
  json.end();
}

inline std::vector<std::vector<std::string>> change_rows(const model::Channel& channel, const std::vector<schedule::SlotChange>& changes) {
  const base::Zone zone{channel.zone};
  std::vector<std::vector<std::string>> rows;
  for (const auto& change : changes) {
    const auto start = [&](const auto& piece) { return piece ? base::local_text(piece->slot.start, zone) : std::string{}; };
    const auto name = [&](const auto& piece) { return piece ? station::slot_name(piece->slot) : std::string{}; };
    std::string aspects;
    for (const auto aspect : change.aspects) aspects += (aspects.empty() ? "" : ", ") + std::string{aspect};
    rows.push_back({std::string{schedule::word(change.what)}, start(change.before), name(change.before), start(change.after), name(change.after), aspects});
  }
  return rows;
}

inline void show_changes(cli::Session& session, const model::Channel& channel, const std::vector<schedule::SlotChange>& changes) {
  session.out().table({{"change"}, {"was at"}, {"was"}, {"is at"}, {"is"}, {"what"}}, change_rows(channel, changes));
}

// The report of an act that changed what is on air.
inline int report_act(cli::Session& session, const model::Channel& channel, const station::OnAirChange& change,
                      const std::vector<std::string>& warnings) {
  if (session.json()) {
    base::JsonWriter json;
    json.object().field("channel", channel.number).field("revision", change.revision ? std::optional{change.revision} : std::nullopt);
    json.key("from").time(change.from).key("to").time(change.to).field("added", change.counts.added).field("removed", change.counts.removed);
    json.field("moved", change.counts.moved).field("changed", change.counts.changed).field("warnings", warnings);
    changes_json(json, change.changes);
    session.out().document(json.end());
    return 0;
  }
  for (const auto& warning : warnings) session.out().warn(fmt::format("channel {}: {}", channel.number, warning));
  if (change.revision == 0) session.out().note(fmt::format("the plan of channel {} stays as it is", channel.number));
  else session.out().note(fmt::format("revision {} of channel {}", change.revision, channel.number));
  if (change.revision) show_changes(session, channel, change.changes);
  return 0;
}

}  // namespace retrovue::cmd
