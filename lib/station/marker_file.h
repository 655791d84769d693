#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "catalog/catalog.h"
#include "sources/marker_text.h"

namespace retrovue::station {

struct MarkerImport {
  model::Id item_id = 0;
  sources::MarkerFormat format = sources::MarkerFormat::edl;
  std::int64_t added = 0;
  std::int64_t known = 0;    // the item has one of that type at that time, perhaps rejected
  std::int64_t outside = 0;  // behind the end of the item: left out
};

// Takes a list of markers into the catalog, in one transaction; what ends behind the item's end is cut there.
// Error(usage) with name and line when the text is not understood, or when the item's length is not known.
MarkerImport import_markers(catalog::Catalog& catalog, const base::Clock& clock, std::string_view item, std::string_view text, const std::string& name,
                            std::optional<sources::MarkerFormat> format, bool dry_run);

// Every marker of an item that did not come with its file or source, as a list; EDL also those. Own forms hold rejected ones too.
std::string export_markers(catalog::Catalog& catalog, std::string_view item, sources::MarkerFormat format);

void write_json(base::JsonWriter& json, const MarkerImport& report);

}  // namespace retrovue::station
