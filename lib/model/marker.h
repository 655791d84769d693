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

// What people think of a detected marker; all others are approved.
enum class MarkerStatus { approved, proposed, rejected };
template <>
struct Words<MarkerStatus> {
  static constexpr std::string_view name = "marker status";
  static constexpr Word<MarkerStatus> all[] = {
      {MarkerStatus::approved, "approved"}, {MarkerStatus::proposed, "proposed"}, {MarkerStatus::rejected, "rejected"}};
};

// A proposed break from this confidence on is used without being asked about; thousandths.
constexpr int kSureBreak = 700;

// A point or a range in an item, kept in the catalog only; media files are never touched.
struct Marker {
  Id id = 0;
  Id item_id = 0;
  MarkerKind kind = MarkerKind::chapter;
  Millis start_ms = 0;            // from the start of the item
  std::optional<Millis> end_ms;   // after start_ms, at most the item's length
  std::string title;
  MarkerOrigin origin = MarkerOrigin::manual;
  MarkerStatus status = MarkerStatus::approved;
  std::optional<int> confidence;  // thousandths, of detected ones
};

}  // namespace retrovue::model
