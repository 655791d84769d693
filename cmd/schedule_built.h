#pragma once
#include <string_view>

#include "base/json.h"
#include "station/program.h"

// What a build says of a channel, as JSON.
namespace retrovue::cmd {

// How good the programmes stand, before or after they were exchanged; null when that was not asked for.
inline void merit_json(base::JsonWriter& json, std::string_view name, const station::BuiltChannel& one) {
  const auto& merit = name == "made" ? one.made : one.improved;
  json.key(name);
  if (one.made.total() == 0) {
    json.null();
    return;
  }
  json.object().field("repeats", merit.repeats).field("sameness", merit.sameness).field("affinity", merit.affinity);
  json.field("unfilled", merit.unfilled).field("total", merit.total()).end();
}

inline void report_json(base::JsonWriter& json, const station::BuiltChannel& one) {
  json.object().field("channel", one.number).field("revision", one.revision ? std::optional{one.revision} : std::nullopt);
  json.field("draft", one.draft ? std::optional{one.draft} : std::nullopt).key("from").time(one.from).key("to").time(one.to);
  json.field("slots", one.slots).field("events", one.events).field("warnings", one.warnings);
  json.field("hard_violations", one.hard_violations).key("soft_violations").array();
  for (const auto& soft : one.soft)
    json.object().field("rule", soft.rule).field("where", soft.where).field("times", soft.times).key("first").time(soft.first).end();
  json.end().key("overlaps").array();
  for (const auto& overlap : one.overlaps)
    json.object().field("winner", overlap.winner).field("loser", overlap.loser).field("tie", overlap.tie).field("times", overlap.times).end();
  json.end().field("unfilled_ms", one.unfilled_ms).field("breaks", one.breaks).field("longest_unfilled_ms", one.longest_unfilled_ms);
  json.field("seconds", one.seconds);
  merit_json(json, "made", one);
  merit_json(json, "improved", one);
  json.end();
}

}  // namespace retrovue::cmd
