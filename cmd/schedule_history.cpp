#include "schedule_acts.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string channel;
  std::optional<std::int64_t> limit;
  bool audit = false;
};

int show_audit(cli::Session& session, catalog::Catalog& catalog, const std::string& subject, const base::Zone& zone, std::int64_t limit) {
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : catalog::audit_rows(catalog, subject, limit)) {
    json.object().field("id", row.id).key("at").time(row.at).field("by", row.actor).field("action", row.action).field("subject", row.subject);
    json.key("detail");
    row.detail.starts_with('{') ? json.raw(row.detail) : row.detail.empty() ? json.null() : json.value(row.detail);
    json.end();
    rows.push_back({base::local_text(row.at, zone), row.actor, row.action, row.subject, row.detail});
  }
  if (session.json()) session.out().document(json.end());
  session.out().table({{"at"}, {"by"}, {"action"}, {"subject"}, {"detail"}}, rows);
  return 0;
}

int run(cli::Session& session, const Options& options) {
  auto& catalog = session.reader();
  const auto limit = options.limit.value_or(50);
  if (options.channel.empty()) {
    if (options.audit) return show_audit(session, catalog, {}, session.zone(), limit);
    throw base::Error(base::ErrorKind::usage, "which channel is meant?", "name one; with --audit all are shown");
  }
  const auto channel = catalog::find_channel(catalog, options.channel);
  const base::Zone zone{channel.zone};
  if (options.audit) return show_audit(session, catalog, fmt::format("channel {}", channel.number), zone, limit);
  base::JsonWriter json;
  json.object().field("channel", channel.number).key("revisions").array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& r : catalog::revisions(catalog, channel.id, limit)) {
    json.object().field("revision", r.number).key("at").time(r.at).field("by", r.actor).field("action", r.action).text_or_null("note", r.note);
    json.key("from").time(r.from).key("to").time(r.to).field("added", r.added).field("removed", r.removed).field("moved", r.moved);
    json.field("changed", r.changed).field("kept", r.kept).end();
    rows.push_back({std::to_string(r.number), base::local_text(r.at, zone), r.actor, r.action, r.note, base::local_text(r.from, zone),
                    base::local_text(r.to, zone), std::to_string(r.added), std::to_string(r.removed), std::to_string(r.moved), std::to_string(r.changed)});
  }
  json.end().key("drafts").array();
  for (const auto& d : catalog::drafts(catalog, channel.id, limit)) {
    json.object().field("draft", d.id).field("status", d.status).key("made_at").time(d.made_at).field("made_by", d.made_by).key("decided_at");
    d.decided_at ? json.time(*d.decided_at) : json.null();
    json.text_or_null("decided_by", d.decided_by).text_or_null("decided_note", d.decided_note).key("submitted_at");
    d.submitted_at ? json.time(*d.submitted_at) : json.null();
    json.text_or_null("submitted_by", d.submitted_by).text_or_null("submitted_note", d.submitted_note).key("from").time(d.from).key("to").time(d.to).end();
    const auto row = [&](base::Millis at, const std::string& by, const std::string& status, const std::string& note) {
      rows.push_back({"", base::local_text(at, zone), by, status, fmt::format("draft {}", d.id) + (note.empty() ? "" : ": " + note),
                      base::local_text(d.from, zone), base::local_text(d.to, zone), "", "", "", ""});
    };
    if (d.decided_at) row(*d.decided_at, d.decided_by, d.status, d.decided_note);
    if (d.submitted_at) row(*d.submitted_at, d.submitted_by, "submitted", d.submitted_note);
    if (!d.decided_at && !d.submitted_at) row(d.made_at, d.made_by, d.status, {});
  }
  if (session.json()) session.out().document(json.end().end());
  session.out().table({{"revision", true}, {"at"}, {"by"}, {"action"}, {"note"}, {"from"}, {"to"}, {"added", true}, {"removed", true},
                       {"moved", true}, {"changed", true}}, rows);
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.optional_argument("CHANNEL", o->channel, "number, name or call sign").names(cli::Complete::channel);
  d.flag("--audit", o->audit, "who did what to channels and plans, with what was before and after");
  cli::limit_option(d, o->limit).by_default("50");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command schedule_history;
const cli::Command schedule_history{
    .path = "schedule history",
    .summary = "list the revisions of a plan, and who made them",
    .text = "Every build, approval, return and edit by hand that changed what is on air, newest first: its number, when, by whom, the "
            "stretch it replaced, and how many slots were added, removed, moved and changed. Drafts follow with what became of them. "
            "With --audit the log of all that was done to the channel and its plan, settings too; without a channel, to anything.",
    .examples = "$ retrovue schedule history 5\n$ retrovue schedule history --audit --limit 20 --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
