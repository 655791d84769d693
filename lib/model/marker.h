#pragma once
#include <optional>
#include <string>

#include "model/item.h"

namespace retrovue::model {

enum class MarkerKind { chapter, ad_break, cue, intro, credits };
template <>
struct Words<MarkerKind> {
  static constexpr std::string_view name = "marker type";
  static constexpr Word<MarkerKind> all[] = {{MarkerKind::chapter, "chapter"},
                                             {MarkerKind::ad_break, "ad_break"},
                                             {MarkerKind::cue, "cue"},
                                             {MarkerKind::intro, "intro"},
                                             {MarkerKind::credits, "credits"}};
};

// Where a marker came from. Only file and source markers are replaced by a sync or a validation.
enum class MarkerOrigin { manual, file, source, detected };
template <>
struct Words<MarkerOrigin> {
  static constexpr std::string_view name = "marker origin";
  static constexpr Word<MarkerOrigin> all[] = {{MarkerOrigin::manual, "manual"},
                                               {MarkerOrigin::file, "file"},
                                               {MarkerOrigin::source, "source"},
                                               {MarkerOrigin::detected, "detected"}};
};

// A point or a range in an item, kept in the catalog only; media files are never touched.
struct Marker {
  Id id = 0;
  Id item_id = 0;
  MarkerKind kind = MarkerKind::chapter;
  Millis start_ms = 0;            // from the start of the item
  std::optional<Millis> end_ms;   // after start_ms, at most the item's length
  std::string title;
  MarkerOrigin origin = MarkerOrigin::manual;
};

}  // namespace retrovue::model
