#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "catalog/catalog.h"
#include "catalog/query.h"
#include "model/origin.h"

// Rows that only servers have: marks to compare listings with, shows, seasons, collections, credits, files as the server
// has them. Everything that writes wants a transaction.
namespace retrovue::catalog {

// What is needed to tell whether an origin is still the same.
struct OriginMark {
  model::Id id = 0, item_id = 0, library_id = 0;
  std::string key;
  std::string stamp;  // empty: compare field by field
  bool listed = true;
  model::ItemState state = model::ItemState::normal;  // of the item
};
std::vector<OriginMark> origin_marks(Catalog& catalog, model::Id server);

struct ShowMark {
  model::Id id = 0, show_id = 0, library_id = 0;
  std::string key, stamp;
  std::string title;  // of the show's row
  std::optional<int> year;
  bool listed = true;
};
std::vector<ShowMark> show_marks(Catalog& catalog, model::Id server);

struct OriginFileRow {
  model::Id origin_id = 0, item_id = 0;
  std::string path;  // on the server
  int part = 0;
  bool trashed = false;
  bool first = false;  // the one the origin goes by
};
std::vector<OriginFileRow> origin_files(Catalog& catalog, model::Id server);  // of listed origins, by item, origin and position

struct ServerFileRow {
  model::Id item_id = 0;
  std::string path;  // on this machine
  int part = 0;
  std::int64_t size = 0, mtime_ns = 0;
  bool there = false;
};
std::vector<ServerFileRow> server_files(Catalog& catalog, model::Id server);  // by item

using ListedPlace = std::tuple<model::Id, std::int64_t, std::string>;  // library, length of the key, key

class ServerItemWriter {
 public:
  explicit ServerItemWriter(Catalog& catalog);

  std::string values(model::Id origin);
  void set_stamp(model::Id origin, std::string_view stamp);
  // A key that another origin still has under its old name: that one steps aside and is sorted out in its turn.
  void free_key(model::Id library, std::string_view key, model::Id origin);
  // Another library or key of the same server.
  void move_origin(model::Id origin, model::Id library, std::string_view key);
  void set_origin_files(model::Id origin, const std::vector<model::OriginFile>& files, bool trashed);
  // state without a log entry, for rows just made; length and change stamp as the source says them.
  void begin(model::Id item, model::ItemState state);
  void set_source_facts(model::Id item, base::Millis length, std::string_view etag);
  // A file that cannot be seen from here, as a row of the item; or an existing row that is gone for good.
  void put_absent_file(model::Id item, std::string_view path, int part);
  void drop_file(model::Id file);
  struct FileRow {
    model::Id id = 0, item_id = 0;
    std::string path, signature;
    std::int64_t size = 0, mtime_ns = 0, inode = 0;
    int part = 0;
  };
  std::vector<FileRow> files(model::Id item);
  std::vector<OriginFileRow> listed_files(model::Id item);  // as all that list it have them
  model::ItemState state(model::Id item);
  model::Id last_origin();  // the origin inserted last
  std::optional<FileRow> file_at(std::string_view path);
  bool seen_elsewhere(model::Id item);  // a folder or a person lists it as well
  ListedPlace first_listed(model::Id item);  // the least place of those that list it
  // Runs act; when it throws a base::Error nothing of it stays, and the transaction goes on.
  std::optional<base::Error> guarded(const std::function<void()>& act);
  bool all_trashed(model::Id item);
  bool others_list(model::Id item, model::Id but);  // an origin other than that one
  void rehome(model::Id origin, model::Id item);
  // All that hangs on one item, but for what the source said of it, goes to another, which is the same thing; the first is deleted.
  void merge(model::Id from, model::Id into);
  void set_markers(model::Id item, const std::vector<model::Marker>& markers);  // replaces those of origin source
  void set_credits(model::Id item, const std::vector<model::Credit>& credits);

  // The show's row: found by title and year, else by origin, else made.
  model::Id put_show(model::Id library, const model::ShowOrigin& show, std::string_view stamp, std::string_view values, const ShowMark* known);
  void unlist_show(const ShowMark& mark);
  // True when a row was written.
  bool put_season(model::Id library, model::Id show, const model::SeasonOrigin& season, std::string_view stamp);
  void keep_seasons(model::Id library, const std::vector<std::string>& keys);  // removes the others

 private:
  // Words of a show from what lists it: of the first library and key; GUIDs from all.
  void settle_show(model::Id show);
  model::Id person(const std::string& name);
  Catalog& catalog_;
  std::unordered_map<std::string, model::Id> people_;  // good while no transaction is rolled back
  Query free_key_, values_, begin_, state_, absent_, list_files_, listed_files_, file_at_, stamp_, trashed_, drop_files_, put_file_, facts_, drop_markers_;
  RowsInsert put_markers_;
  Query drop_credits_;
  RowsInsert put_credits_;
  Query find_person_, put_person_;
};

}  // namespace retrovue::catalog
