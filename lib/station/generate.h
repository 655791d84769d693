#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "catalog/catalog.h"
#include "model/marker.h"

// Looking for breaks in programmes.
namespace retrovue::station {

struct GenerateWish {
  std::vector<std::string> items;    // ids, titles or paths; empty: by query, else every movie and episode that can air
  std::optional<std::string> query;  // a saved one or a condition; movies and episodes that it means
  bool force = false;                // also files that were searched and have not changed
  bool quick = false;                // look only where the sound is silent
  bool dry_run = false;              // searches, but stores nothing
  int jobs = 0;                      // items at a time; 0 = as many as there are processors
  std::function<void(std::size_t done, std::size_t of, const std::string& item)> progress;
};

struct SearchedItem {
  model::Id item_id = 0;
  std::string title;                   // with its show
  std::vector<model::Marker> markers;  // as found
  std::string problem;                 // why it could not be searched
};

struct GenerateReport {
  std::int64_t items = 0, searched = 0, unchanged = 0, failed = 0;
  std::int64_t added = 0, kept = 0, removed = 0, rejected = 0;  // markers, as in catalog::FoundMarkers
  std::int64_t sure = 0;                                        // of those found: good enough to be used unasked
  model::Millis media_ms = 0, decoded_ms = 0;                   // searched, and the picture that was decoded for it
  double seconds = 0;
  std::vector<SearchedItem> found;                              // by item; only those searched or failed
};

// Stores what is found item by item: a stopped run keeps what it did, and the next goes on.
// Error(not_found) for unknown items and a query that means none, Error(unreachable) when ffmpeg is missing.
GenerateReport generate_markers(catalog::Catalog& catalog, const base::Clock& clock, const GenerateWish& wish);

void write_json(base::JsonWriter& json, const GenerateReport& report);

}  // namespace retrovue::station
