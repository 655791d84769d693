#pragma once
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "catalog/item_writer.h"
#include "catalog/server_items.h"
#include "model/origin.h"
#include "model/path_rule.h"
#include "sources/plex_values.h"
#include "station/item_changes.h"

// Writes what a server says about items into the catalog, through the same writer as folders. Wants a transaction.
namespace retrovue::station {

enum class Applied { added, updated, unchanged };

// A file of a server as it is on this machine now.
struct PlacedFile {
  model::ListedFile file;  // size and times from here when it is there
  bool there = false, mapped = false, first = false;  // first: what an origin goes by
};
std::vector<PlacedFile> place_files(const std::vector<catalog::OriginFileRow>& files, const std::vector<model::PathRule>& rules);

// normal when a file is there; else remote_only (no rule speaks of it) or unavailable (a rule does, or the server has no
// file, or it lies in the server's trash).
struct StateVerdict {
  model::ItemState state;
  std::string cause;
};
StateVerdict state_of(const std::vector<PlacedFile>& files, bool trashed);

class ServerApply {
 public:
  ServerApply(catalog::Catalog& catalog, model::Millis now, const std::vector<model::PathRule>& rules)
      : items_(catalog, now), more_(catalog), facts_(catalog), rules_(rules) {}

  struct Wish {
    const catalog::OriginMark* known = nullptr;
    model::Id library = 0;
    std::string stamp;
    std::optional<int> show_year;
    model::Id lead_item = 0;  // the item this one shares its file with
    bool joint = false;       // its item was what several listed: the others may have said its markers and people
    bool leaves = false;      // it was part of an item that is another thing now
  };
  struct Result {
    Applied what = Applied::unchanged;
    model::Id item = 0;
    ChangeClasses classes;  // none when unchanged
  };
  // problems: fields that could not be read keep their last values.
  Result apply(sources::PlexRead<model::Origin>& read, const Wish& wish);

  // Brings the file rows and the state of an item in line with what is there. True when something changed.
  bool settle_place(model::Id item, const std::vector<PlacedFile>& files, bool trashed, bool fresh);
  // The source lists it no more. False when another library still does: then its files are to be looked at again.
  bool remove(const catalog::OriginMark& mark, const std::string& cause);

  // Items that want a file which another one has or took; when all is written it may be theirs.
  const std::unordered_set<model::Id>& contested() const { return contested_; }

  catalog::ServerItemWriter& more() { return more_; }
  catalog::ItemWriter& items() { return items_; }
  catalog::ItemFactsReader& facts() { return facts_; }

 private:
  Result write(sources::PlexRead<model::Origin>& read, const Wish& wish);
  bool settle_listed(model::Id item, bool fresh);  // by what all that list it say of its files
  using Claim = std::pair<int, catalog::ListedPlace>;
  Claim claim(model::Id item, const std::string& path);
  bool put_files(model::Id item, const std::vector<PlacedFile>& files);
  catalog::ItemWriter items_;
  catalog::ServerItemWriter more_;
  catalog::ItemFactsReader facts_;
  const std::vector<model::PathRule>& rules_;
  std::unordered_set<model::Id> contested_;
};

}  // namespace retrovue::station
