#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "model/channel.h"
#include "model/item.h"

// Saved queries: conditions on items in the language of retrovue-query(7).
namespace retrovue::station {

std::map<std::string, std::string> saved_queries(catalog::Catalog& catalog);

// Returns "added", "changed" or "unchanged". Throws Error(usage) with a caret when the text is not understood, or when
// queries would name each other in a circle.
std::string add_query(catalog::Catalog& catalog, const std::string& name, const std::string& text, bool dry_run);
// Throws Error(not_found), or Error(usage) when another query names it.
void remove_query(catalog::Catalog& catalog, const std::string& name, bool dry_run);
// What is asked for. With a channel: only what its rating limit, dayparts and the other hard rules let begin then, and what can
// be played at all; blocks are not asked.
struct QueryWish {
  std::string text;                       // a saved query or, when none has that name, a condition
  model::Millis at = 0;                   // the instant that is meant
  std::optional<model::Channel> channel;
  std::optional<std::int64_t> limit;
};
std::vector<model::Id> query_ids(catalog::Catalog& catalog, const QueryWish& wish);  // ascending
std::vector<model::Item> run_query(catalog::Catalog& catalog, const QueryWish& wish);

// Fills in the collections of items.
void add_collections(catalog::Catalog& catalog, std::vector<model::Item>& items);

}  // namespace retrovue::station
