#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "catalog/server_items.h"

// Which stored origin is which thing of a server's listing. Pure.
namespace retrovue::station {

// What a listing says of an item, as far as it takes to know whether it is still the same.
struct ServerEntry {
  std::string key;
  std::size_t library = 0;  // index of the library in this sync
  model::Id library_id = 0;
  std::uint64_t stamp = 0, guid = 0, file = 0;  // hashes; 0 = none
  bool dated = true;                            // false: the stamp proves nothing
  bool reread = false;                          // its details may have changed unseen
  std::string show_key;
  std::int32_t season = -1, episode = -1, episode_end = -1;
  std::ptrdiff_t lead = -1;  // the entry whose file this one shares (a double episode, a file in two libraries); it airs once
};

// Text kept with the origin; begins with '?' when it proves nothing, and then equals nothing.
std::string stamp_text(const ServerEntry& entry);

struct ServerMatch {
  std::vector<std::ptrdiff_t> mark_of;  // per entry: index of its mark, -1 = new
  std::vector<std::size_t> gone;        // marks that nothing listed is
};

// Rating keys are unique on a server but change when it is rebuilt or an item moves; GUIDs and files stay, but a match may
// be fixed and a file renamed. An origin is the entry with its key, unless both GUID and file differ and another is known by
// them; else the entry with its GUID and file, its file, or its GUID (when there is no doubt); at last the entry with its key
// after all, when what it was known as is another thing now: so it does not matter how far a sync before this one came.
// settled: libraries whose listing is complete; only what is surely gone from them can be found again under another key.
ServerMatch match_entries(const std::vector<ServerEntry>& entries, const std::vector<catalog::OriginMark>& marks,
                          const std::unordered_set<model::Id>& settled);

// One file is one item: of the entries that share it the first (by library, episode and key) leads, the others follow. Of
// episodes of one season the first gets the last one's number.
void join_shared_files(std::vector<ServerEntry>& entries);

// The hash of the file in a kept stamp; 0 = none.
std::uint64_t stamped_file(std::string_view stamp);

}  // namespace retrovue::station
