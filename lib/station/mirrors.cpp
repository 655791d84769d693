#include "station/mirrors.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"
#include "catalog/channels.h"
#include "catalog/plan.h"
#include "schedule/mirror.h"
#include "station/profiles.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {
constexpr Millis kForever = INT64_MAX / 4;
constexpr int kMostInARow = 8;

model::Programming programming_of(catalog::Catalog& catalog, const model::Channel& channel) {
  return read_programming_json(catalog::programming_document(catalog, channel.id), channel);
}

// The number of each mirror's source.
std::map<int, int> sources(catalog::Catalog& catalog) {
  std::map<int, int> all;
  for (const auto& [mirror, source] : catalog::mirrors(catalog)) all.emplace(mirror, source);
  return all;
}

// The first instant that a mirror may still change: after what is on air.
Millis edge_of(catalog::Catalog& catalog, const model::Channel& mirror, const base::Rate& rate, Millis now) {
  const schedule::Calendar calendar{mirror};
  return locked_slots(catalog, mirror, rate, now, 0).edge(calendar.line_before(now, calendar.grid()));
}

bool slot_ends_at(catalog::Catalog& catalog, model::Id channel, Millis at) {
  const auto before = catalog::slots(catalog, channel, at - 1, at);
  return !before.empty() && before.back().end == at;
}
}  // namespace

int mirror_depth(catalog::Catalog& catalog, int number) {
  const auto all = sources(catalog);
  int depth = 0;
  for (auto at = all.find(number); at != all.end() && depth <= kMostInARow; at = all.find(at->second)) ++depth;
  return depth;
}

void check_mirrors(catalog::Catalog& catalog, const std::vector<model::Profile>& profiles) {
  const auto all = sources(catalog);
  for (const auto& [mirror, source] : all) {
    std::string way = std::to_string(mirror);
    int steps = 0;
    for (auto at = all.find(mirror); at != all.end(); at = all.find(at->second)) {
      way += fmt::format(" -> {}", at->second);
      if (at->second == mirror) throw Error(ErrorKind::usage, fmt::format("mirrors go round in a loop: {}", way), "one of these channels needs blocks of its own");
      if (++steps > kMostInARow)
        throw Error(ErrorKind::usage, fmt::format("more than {} channels mirror each other in a row: {}", kMostInARow, way), "mirror the first one");
    }
    const auto own = catalog::channel_by_number(catalog, mirror), other = catalog::channel_by_number(catalog, source);
    if (!own || !other) continue;
    const auto rate = find_profile(profiles, own->profile).rate, its = find_profile(profiles, other->profile).rate;
    if (rate != its)
      throw Error(ErrorKind::usage, fmt::format("channel {} ({} frames a second) cannot mirror channel {} ({})", mirror, base::to_text(rate), source, base::to_text(its)),
                  "give both a profile of one frame rate");
  }
}

schedule::Pieces mirror_pieces(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& mirror, const base::Rate& rate,
                               Millis from, Millis to, std::vector<std::string>& warnings) {
  const auto programming = programming_of(catalog, mirror);
  if (!programming.mirror) return {};
  const auto& rule = *programming.mirror;
  const auto source = catalog::channel_by_number(catalog, rule.channel);
  schedule::Pieces pieces;
  if (source) {
    // The slot that is on there then counts as missing, not as half a slot.
    pieces = schedule::pieces(catalog::planned_sheet(catalog, source->id, from - rule.shift, kForever));
    if (!pieces.empty() && !pieces.front().events.empty() && pieces.front().events.front().start_frame != model::frame_at(rate, pieces.front().slot.start)) {
      warnings.push_back(fmt::format("channel {}, which it mirrors, has another frame rate: slate airs; give both a profile of one frame rate", rule.channel));
      pieces.clear();
    } else if (pieces.empty()) {
      warnings.push_back(fmt::format("channel {}, which it mirrors, has no plan: slate airs; run 'retrovue schedule build {}'", rule.channel, rule.channel));
    }
  } else {
    warnings.push_back(fmt::format("there is no channel {}, which it mirrors: slate airs; change 'mirror' in its station file", rule.channel));
  }
  if (!pieces.empty()) to = pieces.back().slot.end + rule.shift;
  schedule::Remarks remarks;
  auto made = schedule::mirrored(library, {mirror, programming.dayparts, rate, rule.shift, from, to}, std::move(pieces), remarks);
  if (source)
    for (auto& warning : remarks.warnings(base::Zone{mirror.zone})) warnings.push_back(std::move(warning));
  return made;
}

void follow(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& source, const base::Rate& rate, Millis from,
            const Author& author, std::vector<std::string>& warnings, const std::set<int>& left_out) {
  for (const auto& [number, of] : catalog::mirrors(catalog)) {
    if (of != source.number || left_out.contains(number) || mirror_depth(catalog, number) > kMostInARow) continue;
    const auto mirror = catalog::channel_by_number(catalog, number);
    if (!mirror) continue;
    const auto shift = programming_of(catalog, *mirror).mirror.value_or(model::Mirror{}).shift;
    const auto edge = edge_of(catalog, *mirror, rate, author.now);
    const auto begin = slot_ends_at(catalog, mirror->id, from + shift) ? std::max(from + shift, edge) : edge;
    std::vector<std::string> told;
    auto pieces = mirror_pieces(catalog, library, *mirror, rate, begin, begin, told);
    for (auto& warning : told) warnings.push_back(fmt::format("mirror {}: {}", number, warning));
    if (pieces.empty()) continue;
    auto act = author;
    act.note = fmt::format("as channel {}", of);
    const auto change = put_on_air(catalog, *mirror, begin, kForever, schedule::sheet(std::move(pieces)), act);
    if (change.revision) follow(catalog, library, *mirror, rate, change.from, author, warnings, left_out);
  }
}

std::vector<std::size_t> mirrors_among(catalog::Catalog& catalog, const std::vector<model::Channel>& channels) {
  std::vector<std::pair<int, std::size_t>> found;
  for (std::size_t i = 0; i < channels.size(); ++i)
    if (const auto depth = mirror_depth(catalog, channels[i].number)) found.emplace_back(depth, i);
  std::sort(found.begin(), found.end());
  std::vector<std::size_t> order;
  for (const auto& [depth, i] : found) order.push_back(i);
  return order;
}

BuiltChannel build_mirror(catalog::Catalog& catalog, const schedule::Library& library, const schedule::Input& in, const Author& author,
                          const std::set<int>& left_out) {
  const auto begun = base::steady_ms();
  BuiltChannel report;
  auto pieces = mirror_pieces(catalog, library, in.channel, in.rate, in.from, in.to, report.warnings);
  report.number = in.channel.number;
  report.from = in.from;
  report.to = pieces.empty() ? in.from : pieces.back().slot.end;
  report.slots = pieces.size();
  std::int64_t dark = 0;
  for (const auto& piece : pieces) {
    report.events += piece.events.size();
    for (const auto& event : piece.events)
      if (piece.slot.item_id && event.kind == model::EventKind::slate) dark += event.frames;
  }
  report.unfilled_ms = in.rate.first_ms(dark);
  if (!pieces.empty()) {
    const auto change = put_on_air(catalog, in.channel, in.from, kForever, schedule::sheet(std::move(pieces)), author);
    report.revision = change.revision;
    if (change.revision) follow(catalog, library, in.channel, in.rate, change.from, author, report.warnings, left_out);
    for (const auto& finding : check_plan(catalog, library, in.channel, in.rate, report.from, report.to).findings) {
      if (!finding.hard) continue;
      ++report.hard_violations;
      report.warnings.push_back(finding.rule + ": " + finding.text);
    }
  }
  report.seconds = static_cast<double>(base::steady_ms() - begun) / 1000;
  return report;
}

void refuse_mirror(const model::Channel& channel, const model::Programming& programming) {
  if (!programming.mirror) return;
  throw Error(ErrorKind::usage, fmt::format("channel {} mirrors channel {} and has no plan of its own", channel.number, programming.mirror->channel),
              fmt::format("change the plan of channel {}; this one follows", programming.mirror->channel));
}

model::Programming rules_of(catalog::Catalog& catalog, const model::Channel& channel) {
  auto own = programming_of(catalog, channel);
  auto rules = own;
  for (int step = 0; rules.mirror && step < kMostInARow; ++step) {
    const auto source = catalog::channel_by_number(catalog, rules.mirror->channel);
    if (!source) break;
    rules = programming_of(catalog, *source);
  }
  rules.dayparts = std::move(own.dayparts);
  rules.mirror = own.mirror;
  return rules;
}

}  // namespace retrovue::station
