#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "model/channel.h"

namespace retrovue::catalog {

std::vector<model::Channel> channels(Catalog& catalog);                           // by number
std::optional<model::Channel> channel_by_number(Catalog& catalog, int number);
std::optional<model::Channel> channel_by_id(Catalog& catalog, model::Id id);
// By number, id form "id:7", name or call sign (exact, then case-folded). Throws Error(not_found) with near ones
// as the hint, Error(usage) with the candidates when ambiguous.
model::Channel find_channel(Catalog& catalog, std::string_view which);
// Inserts (id 0) or updates by id; returns the id. Throws Error(usage) when the number is taken.
model::Id save_channel(Catalog& catalog, const model::Channel& channel);
void remove_channel(Catalog& catalog, model::Id id);  // with its programming and plan; as-run rows stay

// The channel's programming (dayparts, blocks, breaks, pools) as one canonical JSON document; empty when none.
std::string programming_document(Catalog& catalog, model::Id channel);
// Channels whose programming says that they mirror another one, with that one's number, by number.
std::vector<std::pair<int, int>> mirrors(Catalog& catalog);
void save_programming_document(Catalog& catalog, model::Id channel, std::string_view json);

}  // namespace retrovue::catalog
