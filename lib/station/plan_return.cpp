#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "station/mirrors.h"
#include "station/plan_book.h"
#include "station/program_text.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {
constexpr Millis kForever = INT64_MAX / 4, kDay = 86'400'000;

struct Place {
  catalog::Catalog& catalog;
  const schedule::Library& library;
  const model::Channel& channel;
  const base::Rate& rate;
  model::Programming programming;
  base::Zone zone;

  Place(catalog::Catalog& c, const schedule::Library& l, const model::Channel& ch, const base::Rate& r)
      : catalog(c), library(l), channel(ch), rate(r),
        programming(read_programming_json(catalog::programming_document(c, ch.id), ch)), zone(ch.zone) {}

  std::vector<schedule::Finding> check(const schedule::Pieces& pieces) const {
    auto sheet = schedule::sheet(pieces);
    return schedule::check(library, {channel, rate, programming, std::move(sheet.slots), std::move(sheet.events)});
  }
  Refill gap(Millis from, Millis to) const {
    Refill wanted;
    wanted.channel = channel;
    wanted.rate = rate;
    wanted.from = from;
    wanted.to = to;
    return wanted;
  }
};

// Nothing is cut: what begins before the edge stays behind, and the time up to the first one that is left is planned anew.
void begin_at(const Place& place, schedule::Pieces& pieces, Millis edge, bool locked, std::vector<std::string>& warnings) {
  std::erase_if(pieces, [&](const auto& piece) { return locked ? piece.slot.start < edge : piece.slot.end <= edge; });
  if (!locked || pieces.empty() || pieces.front().slot.start == edge) return;
  auto before = refill(place.catalog, place.library, place.gap(edge, pieces.front().slot.start), warnings);
  pieces.insert(pieces.begin(), std::make_move_iterator(before.begin()), std::make_move_iterator(before.end()));
}

// Slots that may not air, or whose breaks hold what may not, are planned anew; a programme that may air stays.
void mend(const Place& place, schedule::Pieces& pieces, std::vector<std::string>& warnings) {
  std::set<Millis> bad;      // starts of slots
  for (const auto& finding : place.check(pieces)) {
    if (!finding.hard) continue;
    const auto after = std::find_if(pieces.begin(), pieces.end(), [&](const auto& piece) { return piece.slot.end > finding.at; });
    if (after == pieces.end() || !bad.insert(after->slot.start).second) continue;
    warnings.push_back(fmt::format("{}: {}", finding.rule, finding.text));
  }
  schedule::Pieces made;
  for (std::size_t i = 0; i < pieces.size();) {
    if (!bad.contains(pieces[i].slot.start)) {
      made.push_back(std::move(pieces[i++]));
      continue;
    }
    auto wanted = place.gap(pieces[i].slot.start, 0);
    for (; i < pieces.size() && bad.contains(pieces[i].slot.start); ++i) {
      wanted.to = pieces[i].slot.end;
      if (pieces[i].slot.item_id && place.library.find(pieces[i].slot.item_id)) wanted.fixed.push_back(pieces[i].slot);
    }
    auto again = refill(place.catalog, place.library, wanted, warnings);
    made.insert(made.end(), std::make_move_iterator(again.begin()), std::make_move_iterator(again.end()));
  }
  pieces = std::move(made);
}
}  // namespace

Proposal propose(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate, Millis now) {
  const auto build_again = fmt::format("run 'retrovue schedule build {}'", channel.number);
  Proposal found;
  const auto draft = catalog::open_draft(catalog, channel.id);
  if (!draft) throw Error(ErrorKind::not_found, fmt::format("channel {} has no draft", channel.number), build_again);
  refuse_mirror(channel, read_programming_json(catalog::programming_document(catalog, channel.id), channel));
  found.draft = *draft;
  if (draft->base != catalog::latest_revision(catalog, channel.id))
    throw Error(ErrorKind::failed, fmt::format("the plan of channel {} was changed after draft {} was built", channel.number, draft->id), build_again);
  const Place place(catalog, library, channel, rate);
  found.pieces = schedule::pieces(catalog::draft_sheet(catalog, draft->id));
  for (const auto& piece : found.pieces)
    if (piece.events.empty() || piece.events.front().start_frame != model::frame_at(rate, piece.slot.start))
      throw Error(ErrorKind::failed, fmt::format("draft {} of channel {} was built for another frame rate", draft->id, channel.number), build_again);
  const auto locked = locked_slots(catalog, channel, rate, now, channel.lock_ms);
  const bool held = !locked.slots.empty();
  const auto edge = locked.edge(now);
  const auto before = found.pieces.size();
  begin_at(place, found.pieces, std::max(edge, held ? draft->from : edge), held, found.warnings);
  if (found.pieces.empty())
    throw Error(ErrorKind::failed, fmt::format("all of draft {} of channel {} is locked or past", draft->id, channel.number), build_again);
  found.from = found.pieces.front().slot.start;
  if (held && edge > draft->from && before > 0)
    found.warnings.push_back(fmt::format("what starts before {} is locked and stays as it is", base::local_text(found.from, place.zone)));
  found.to = std::max(draft->to, found.pieces.back().slot.end);
  found.findings = place.check(found.pieces);
  found.changes = schedule::diff(schedule::pieces(catalog::planned_sheet(catalog, channel.id, found.from, found.to)), found.pieces);
  return found;
}

Reverted revert_plan(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel, const base::Rate& rate,
                     std::optional<int> revision, const Author& author, bool dry_run) {
  Reverted done;
  catalog.transaction(dry_run, [&] {
    const int latest = catalog::latest_revision(catalog, channel.id);
    done.to_revision = revision.value_or(latest - 1);
    if (latest == 0 || done.to_revision < 0 || done.to_revision >= latest)
      throw Error(ErrorKind::not_found, latest == 0 ? fmt::format("the plan of channel {} has no revisions", channel.number)
                                                    : fmt::format("revision {} is not one before {}, the last of channel {}", done.to_revision, latest, channel.number),
                  fmt::format("'retrovue schedule history {}' lists them", channel.number));
    const Place place(catalog, library, channel, rate);
    refuse_mirror(channel, place.programming);
    const auto locked = locked_slots(catalog, channel, rate, author.now, channel.lock_ms);
    const bool held = !locked.slots.empty();
    const auto edge = locked.edge(author.now);
    auto pieces = schedule::pieces(catalog::planned_sheet(catalog, channel.id, edge - 2 * kDay, kForever));
    for (const auto& one : catalog::revisions(catalog, channel.id, latest - done.to_revision)) {
      if (!one.kept)
        throw Error(ErrorKind::not_found, fmt::format("what was planned before revision {} is not kept any more", one.number));
      pieces = schedule::replaced(pieces, one.from, one.to, schedule::pieces(catalog::replaced_by(catalog, one.id)));
    }
    begin_at(place, pieces, edge, held, done.warnings);
    if (pieces.empty())
      throw Error(ErrorKind::failed, fmt::format("nothing of revision {} lies after the lock window", done.to_revision),
                  fmt::format("run 'retrovue schedule build {}'", channel.number));
    mend(place, pieces, done.warnings);
    auto act = author;
    act.note = fmt::format("to revision {}", done.to_revision);
    const auto from = pieces.front().slot.start;
    done.change = put_on_air(catalog, channel, from, kForever, schedule::sheet(std::move(pieces)), act);
    if (done.change.revision) follow(catalog, library, channel, rate, done.change.from, act, done.warnings);
    if (held)
      done.warnings.push_back(fmt::format("what starts before {} is locked and stays as it is", base::local_text(edge, place.zone)));
  });
  return done;
}

}  // namespace retrovue::station
