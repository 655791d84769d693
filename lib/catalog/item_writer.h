#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/query.h"
#include "model/item.h"
#include "model/item_fields.h"
#include "model/listing.h"

namespace retrovue::catalog {

// What the catalog holds of a library, for comparing with what the source lists now.
struct KnownOrigin {
  model::Id id = 0, item_id = 0;
  std::string key;
  std::optional<std::string> stamp;
  std::string values;  // item_values of the source's last words
  bool listed = true;
  model::ItemState state = model::ItemState::normal;  // of the item
};
struct KnownFile {
  model::Id id = 0, item_id = 0;
  std::string path;
  int part = 0;
  std::int64_t size = 0, mtime_ns = 0, inode = 0;
  std::string signature;  // empty: not there
};
std::vector<KnownOrigin> known_origins(Catalog& catalog, model::Id library);
std::vector<KnownFile> known_files(Catalog& catalog, model::Id library);  // of the items of those origins
std::optional<KnownFile> known_file(Catalog& catalog, std::string_view path);  // wherever it came from

// Hash of path, size and mtime: what a probe is valid for.
std::string file_signature(const model::ListedFile& file);

// Writes items row by row; keeps its statements, so make one per act. Everything inside a transaction.
class ItemWriter {
 public:
  ItemWriter(Catalog& catalog, model::Millis now);

  model::Id insert(const model::Item& item, model::Id library);  // effective values; state normal, not validated
  // By item.id; state, files and length stay. An empty daypart becomes the default of the type unless a person emptied it.
  void update(const model::Item& item, model::Id library, bool daypart_by_hand = false);
  // Effective values of an item again from its origins and overrides: the leading origin (listed before not listed,
  // server before NFO before folder before manual; then by library, episode and key) says the fields, tags and GUIDs of all listed origins come together.
  void settle(model::Id item);

  void insert_origin(model::Id item, model::Id library, const model::Listed& listed, std::string_view values);
  void update_origin(model::Id origin, const model::Listed& listed, std::string_view values);
  // The source lists it no more. True when no other does either; else the item is settled again from the others.
  bool unlist_origin(const KnownOrigin& origin);

  // Adds the file, or brings the row with this id up to date (a move keeps what was probed).
  void put_file(model::Id item, const model::ListedFile& file, const KnownFile* known);
  void lose_file(model::Id file);  // it is gone: no signature, verdict missing
  // Picks the file that airs: playable, then not yet probed, then the rest; whole or first part; the largest; the
  // oldest row. Sets length, size and validated of the item from it; of an item in parts from all of them.
  void settle_files(model::Id item);

  // Logs and sets; staying is nothing. Throws Error(failed) when the change is not legal. What is archived leaves the archive.
  void set_state(model::Id item, model::ItemState state, std::string_view cause);
  // Into the archive, or out of it as file_not_found; logged. Error(failed) when the item may not, or is there already.
  void set_archived(model::Id item, bool archived, std::string_view cause);
  // An item in error was tried again and failed again.
  void count_error(model::Id item);

  void set_override(model::Id item, std::string_view field, std::string_view value);
  void clear_override(model::Id item, std::string_view field);
  void add_tag(model::Id item, std::string_view tag);     // by hand; "namespace:key"
  bool remove_tag(model::Id item, std::string_view tag);  // by hand, for good; false when it has no such tag

 private:
  std::optional<model::Id> show_of(const model::Item& item);
  model::Id tag_id(std::string_view tag);
  void bind_values(Query& query, const model::Item& item, model::Id library, bool daypart_by_hand);
  void set_source_tags(model::Id item, const std::vector<std::string>& tags);
  void set_guids(model::Id item, const std::vector<model::Guid>& guids);
  void put_guids(model::Id item, const std::vector<model::Guid>& guids);

  Catalog& catalog_;
  model::Millis now_;
  Query insert_, update_, find_show_, insert_show_, insert_origin_, update_origin_, insert_file_, update_file_, find_tag_, insert_tag_,
      put_tag_, drop_tags_, drop_guids_;
  RowsInsert put_guids_;
  Query pick_file_, clear_airs_, set_airs_, set_length_, get_state_, put_state_, log_state_;
};

}  // namespace retrovue::catalog
