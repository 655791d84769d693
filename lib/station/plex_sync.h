#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/server_groups.h"
#include "catalog/server_items.h"
#include "model/server.h"
#include "sources/plex_details.h"
#include "sources/plex_values.h"
#include "station/plex_state.h"
#include "station/server_apply.h"
#include "station/server_match.h"
#include "station/sync.h"

namespace retrovue::station {

// Brings the catalog in line with one Plex server:
//   list     every wanted library flat, by pages, with a stamp per item; nothing is written
//   match    stamps against the catalog's: unchanged, changed, new, gone (pure)
//   details  of what is changed or new, by comma lists, a transaction per answer
//   remove   what is gone, from libraries whose listing was complete, behind the mass-removal guard
//   places   files that came or went on this machine
// Killed anywhere, the next run finds the stamps of what was written and goes on with the rest.
class PlexSync {
 public:
  PlexSync(catalog::Catalog& catalog, sources::Plex& plex, const model::Server& server, const SyncWish& wish, model::Id run, base::Millis now);

  static bool wants(const model::Library& library, const SyncWish& wish);  // is it one to sync, by its kind and its name?
  // Two requests. Saves new libraries and gives those to sync. Throws ServerError, also when another server answers.
  const std::vector<model::Library>& prepare();
  // number: of the first library in the whole sync, of how many. Throws ServerError; what was committed stays.
  void run(std::size_t number, std::size_t of);

  struct LibraryOutcome {
    model::Id library = 0;
    LibraryReport report;
    std::optional<Guard> guard;
    bool reached = false;
  };
  std::vector<LibraryOutcome> outcomes;  // one per wanted library, also after run() threw
  std::vector<SyncError> errors, oddities;  // oddities: values that could not be read; nothing failed for them
  std::vector<ItemChange> changes;
  std::vector<Verdict> verdicts;  // of the detector that was wished for

 private:
  using Listing = LibraryState;
  struct BatchResult;  // what became of the items of some answers
  void list_library(std::size_t index);
  void list_items(std::size_t index, int type, Listing& listing);
  void list_shows(std::size_t index, Listing& listing);
  void list_seasons(std::size_t index, Listing& listing);
  void list_one_title(std::size_t index, Listing& listing);
  void take(const sources::Element& element, std::size_t index, std::vector<ServerEntry>& into);
  void finish_stamps();
  void guard();
  void read_shows();
  void write_seasons(std::size_t index);
  using ListGroups = std::function<sources::PlexListing(const std::function<void()>& on_restart,
                                                        const std::function<void(const sources::Element&, std::string_view)>& on_item)>;
  void read_collections(std::size_t index);
  void read_playlists();
  void read_groups(catalog::GroupKind kind, model::Id owner, const std::unordered_set<std::string_view>& there, bool rekeyed, const ListGroups& list);
  bool is_rekeyed(std::size_t entry) const;
  void read_items(std::size_t index);
  void write_batch(std::size_t index, sources::PlexDetails::Batch& asked);
  void put_batch(std::size_t index, sources::PlexDetails::Batch& asked, bool one_by_one);
  void put_item(std::size_t index, sources::PlexRead<model::Origin>& one, std::size_t at, BatchResult& batch);
  void accept(std::size_t index, BatchResult& batch);
  model::Id lead_of(const ServerEntry& entry, const BatchResult& batch) const;
  bool leaves(std::size_t at);
  bool is_read(std::size_t entry) const;
  static std::string listed_text(const ShowState* show, const std::string& title);
  void find_mates();
  void detect();
  void detect_shows();
  void detect_items(bool by_file);
  void see(std::size_t index, std::string key, model::Id item, std::string title, std::string_view verdict, std::string why);
  void see_fields(std::size_t index, const std::string& key, model::Id item, const std::string& title, const std::string& before, const std::string& after);
  void remove_gone();
  void look_at_places();
  void finish(std::size_t index);
  void count_asked();
  std::vector<model::Id> due_for_reading();
  void fail(std::size_t index, std::string_view error_class, const std::string& item, const std::string& message);
  void note(std::string_view error_class, const std::string& item, const std::string& message);
  void changed(std::string_view what, std::size_t index, ItemChange change, base::Millis written = base::steady_ms());
  void changed(std::string_view what, std::size_t index, model::Id item, ChangeClasses classes);
  void progress(const ShowState* show, const std::string& title);

  catalog::Catalog& catalog_;
  sources::Plex& plex_;
  const model::Server& server_;
  const SyncWish& wish_;
  model::Id run_;
  base::Millis now_;
  std::vector<model::Library> libraries_;
  std::vector<std::optional<model::ItemKind>> kinds_;
  std::vector<Listing> listings_;
  std::vector<model::PathRule> rules_;
  std::vector<ServerEntry> entries_;
  std::unordered_map<std::string, ShowState> shows_;
  std::vector<SeasonState> seasons_;
  std::vector<catalog::OriginMark> marks_;
  ServerMatch match_;
  std::unordered_map<std::string, std::size_t> entry_of_;   // by key, of what is read in detail
  std::unordered_map<std::size_t, model::Id> item_of_;      // by entry, of leads written in this run
  std::unordered_multimap<model::Id, std::size_t> mates_of_;  // marks of items that have several
  std::vector<std::ptrdiff_t> entry_of_mark_;                 // -1 = not listed in this sync
  std::unordered_set<model::Id> written_, contested_, joint_;
  std::optional<ServerApply> apply_;  // keeps its statements from item to item
  SyncProgress progress_;
  std::int64_t requests_before_ = 0, bytes_before_ = 0, writes_before_ = 0;
};

}  // namespace retrovue::station
