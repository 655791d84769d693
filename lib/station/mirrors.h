#pragma once
#include <set>
#include <string>
#include <vector>

#include "station/plan_book.h"

// Channels that air what another one airs, later. Their plans are made of what is on air there and follow it by themselves.
namespace retrovue::station {

// Every mirror of the catalog leads to a channel that is none, at the same frame rate; a source that is not there is no error.
// Errors: usage.
void check_mirrors(catalog::Catalog& catalog, const std::vector<model::Profile>& profiles);

// What the mirror airs in [from, to), and why some of it is slate. Without a source it is slate to the end; else it ends with
// what the source has planned.
schedule::Pieces mirror_pieces(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& mirror, const base::Rate& rate,
                               Millis from, Millis to, std::vector<std::string>& warnings);

// The plan of a channel is another one from an instant on: so are those of its mirrors, but for the channels left out. What is
// on air on them stays. Inside the caller's transaction.
void follow(catalog::Catalog& catalog, const schedule::Library& library, const model::Channel& source, const base::Rate& rate, Millis from,
            const Author& author, std::vector<std::string>& warnings, const std::set<int>& left_out = {});

// Which of the channels are mirrors, as places in the list; those that stand first in a row first.
std::vector<std::size_t> mirrors_among(catalog::Catalog& catalog, const std::vector<model::Channel>& channels);
// Puts a mirror's plan from in.from on on air; to in.to when there is no source. Inside the caller's transaction.
BuiltChannel build_mirror(catalog::Catalog& catalog, const schedule::Library& library, const schedule::Input& in, const Author& author,
                          const std::set<int>& left_out);

// How many channels stand between it and one that is no mirror; 0: it is none. Bounded.
int mirror_depth(catalog::Catalog& catalog, int number);

// Errors: usage, when the channel is a mirror and so has no plan of its own to change.
void refuse_mirror(const model::Channel& channel, const model::Programming& programming);

// The rules that a channel's stored plan must keep: of a mirror, the blocks and breaks of its source with its own dayparts.
model::Programming rules_of(catalog::Catalog& catalog, const model::Channel& channel);

}  // namespace retrovue::station
