#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "model/channel.h"
#include "model/plan.h"
#include "model/profile.h"
#include "model/sheet.h"
#include "schedule/check.h"
#include "schedule/plan.h"
#include "station/station_file.h"

// The acts of programming: a station file into the catalog and back, plans built, read and checked.
namespace retrovue::station {

using model::Millis;

struct AppliedChannel {
  int number = 0;
  std::string name;
  std::string action;  // added, changed, unchanged
  std::size_t blocks = 0, dayparts = 0;
  std::vector<std::string> warnings;
};
// Upserts every channel of the text with its whole programming, in one transaction. Errors: usage (the text), not_found
// (a show, item or profile that is not there), failed (an item that cannot be played), each with the place. The audit log
// is written when now is given.
std::vector<AppliedChannel> apply_station(catalog::Catalog& catalog, std::string_view text, std::string_view name,
                                          const std::vector<model::Profile>& profiles, bool dry_run, Millis now = 0);
// The file that gives the channel as it is now.
std::string dump_station(catalog::Catalog& catalog, const model::Channel& channel);

// Every item that the documents name exists and can be played; warnings for rules that match nothing yet.
std::vector<std::string> check_references(const std::vector<model::Item>& items, const std::map<std::string, std::string>& queries,
                                          const StationDocument& document, std::string_view name);

struct BuildOptions {
  std::optional<std::string> from, to;  // times; local ones are the channel's own; to beats days
  std::int64_t days = 14;          // broadcast days from the first one
  std::uint64_t seed = 1;
  std::int64_t jobs = 1;           // channels planned at the same time
  int optimize = 0;                // exchanges of programmes to try for each slot; 0: none
  Millis now = 0;
  std::optional<Millis> lock;      // what starts before now + lock stays as it is; empty: as the channel says
  std::string author;              // empty: who runs the program
  bool dry_run = false;
};
struct BuiltChannel {
  int number = 0;
  int revision = 0;                // on air; 0: nothing differed, or it waits as a draft
  model::Id draft = 0;             // waits for approval; 0: none
  Millis from = 0, to = 0;         // of the new slots; equal when there was nothing to plan
  std::size_t slots = 0, events = 0, hard_violations = 0;
  std::vector<std::string> warnings;
  std::vector<schedule::SoftViolation> soft;
  std::vector<schedule::Overlap> overlaps;
  Millis unfilled_ms = 0, longest_unfilled_ms = 0;  // in all breaks, in one at most
  std::size_t breaks = 0;
  schedule::Merit made, improved;  // when it was optimised
  double seconds = 0;
};
// Replaces the plans outside the lock window in one transaction: all channels or none. Plans of channels that are not
// marked auto-approve, or whose drafts must be submitted, become drafts.
std::vector<BuiltChannel> build_plans(catalog::Catalog& catalog, const std::vector<model::Channel>& channels,
                                      const std::vector<model::Profile>& profiles, const BuildOptions& options);

// Findings about the stored plan that meets [from, to).
struct CheckedChannel {
  int number = 0;
  std::size_t slots = 0, events = 0;
  std::vector<schedule::Finding> findings;
};
CheckedChannel check_plan(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& channel,
                          const base::Rate& rate, Millis from, Millis to);

// What the stored plan says about one instant.
struct OnAir {
  std::optional<model::Slot> slot, next;
  std::optional<model::Event> event;
  Millis position_ms = 0;   // in the item of the event
  Millis remaining_ms = 0;  // of the slot
};
OnAir on_air(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, Millis at);

// Why the slot at an instant was planned: its start is planned again from what the catalog holds now.
struct Explained {
  model::Slot stored, again;
  std::string block, order;                    // empty: no block has the say
  std::optional<model::Mirror> mirror;         // the channel has no say: it airs what another one airs
  std::vector<std::string> overruled;
  std::size_t candidates = 0, allowed = 0;
  struct Refused {
    std::string why;
    std::size_t items = 0;
    std::vector<std::string> examples;         // titles, at most three
  };
  std::vector<Refused> refused;
};
// Throws Error(not_found) when nothing is planned then.
// With a draft that reaches over the instant, what it says instead of what is on air.
Explained explain_slot(catalog::Catalog& catalog, const model::Channel& channel, const base::Rate& rate, Millis at, std::uint64_t seed,
                       const model::Sheet* draft = nullptr);

enum class Markers { with, without };
schedule::Library read_library(catalog::Catalog& catalog, Markers markers = Markers::with);  // without: no breaks can be placed
// The programming, and what was planned before in.from, of in.channel.
void read_past(catalog::Catalog& catalog, schedule::Input& in);

}  // namespace retrovue::station
