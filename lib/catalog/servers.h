#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "model/server.h"

namespace retrovue::catalog {

std::vector<model::Server> servers(Catalog& catalog);  // by name
// By name, else id ("7", "id:7"). Error(not_found) with the near names.
model::Server find_server(Catalog& catalog, std::string_view which);
// Adds (id 0) or updates; sets id. Error(usage) when the name is taken. Inside a transaction.
void save_server(Catalog& catalog, model::Server& server, base::Millis now);
// With the items that no other source lists; returns how many those were. Inside a transaction.
std::int64_t remove_server(Catalog& catalog, const model::Server& server);
void set_server_state(Catalog& catalog, model::Id server, model::ServerState state, base::Millis now, std::optional<base::Millis> paused_until = {});

// Sealed bytes; opening them is not the catalog's business. Empty: none.
enum class TokenOf { server, account };
std::string sealed_token(Catalog& catalog, model::Id server, TokenOf of);
void save_sealed_token(Catalog& catalog, model::Id server, TokenOf of, std::string_view sealed);

std::vector<model::Library> server_libraries(Catalog& catalog, std::optional<model::Id> server = {});  // of all servers: by server and title
// "Title" or "Server/Title" or id. Error(not_found), Error(usage) with the candidates when ambiguous.
model::Library find_server_library(Catalog& catalog, std::string_view which);
// Adds what is new, renames, and marks as not listed what the server shows no more.
struct SectionsSaved {
  std::int64_t inserted = 0, updated = 0, unchanged = 0, gone = 0;  // gone: known, not listed by the server
};
SectionsSaved save_sections(Catalog& catalog, model::Id server, const std::vector<model::Library>& sections);
void set_library(Catalog& catalog, model::Id library, bool enabled, std::optional<base::Millis> interval);
void set_library_item_kind(Catalog& catalog, model::Id library, std::optional<model::ItemKind> kind);
std::optional<model::ItemKind> library_item_kind(Catalog& catalog, model::Id library);
// Hides the library and frees its key; items, origins and shows stay with it for whoever brings them back. Inside a transaction.
void retire_library(Catalog& catalog, model::Id library, base::Millis now);
void drop_empty_libraries(Catalog& catalog);  // hidden ones that nothing belongs to any more
// After a complete sync.
void set_library_stamp(Catalog& catalog, model::Id library, std::string_view stamp);
std::optional<base::Millis> library_details_at(Catalog& catalog, model::Id library);
void set_library_details_at(Catalog& catalog, model::Id library, base::Millis at);

std::vector<model::PathRule> path_rules(Catalog& catalog, std::optional<model::Id> server = {});  // by server and path
// Returns the id. Error(usage) when a rule for the same paths is there.
model::Id add_path_rule(Catalog& catalog, const model::PathRule& rule);
void set_path_rule(Catalog& catalog, const model::PathRule& rule);  // by its id
bool remove_path_rule(Catalog& catalog, model::Id rule);  // false: there is none

}  // namespace retrovue::catalog
