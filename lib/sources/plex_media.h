#pragma once
#include <string>
#include <vector>

#include "model/origin.h"
#include "sources/element.h"

namespace retrovue::sources {

// The files of an item. Plex's own optimised versions (proxyType 42) are left out, and so are parts without a file.
// The version that airs first: largest picture, then highest bit rate, then lowest id; the same on every run.
std::vector<model::OriginFile> plex_files(const Element& item);
std::string plex_first_file(const Element& item);  // path of the first of them, cheaply; empty = none

// Chapters and intro, credits and commercial markers, sorted by start, cut to the length (0 = not known), each at least
// a second long. Overlapping chapters end where the next begins; a lone chapter over everything says nothing and is left out.
std::vector<model::Marker> plex_markers(const Element& item, base::Millis length);

struct PlexProblem;
// The fields that movies, episodes and shows share.
void plex_common(const Element& element, std::string_view raw, model::Origin& item, std::vector<PlexProblem>& problems);

}  // namespace retrovue::sources
