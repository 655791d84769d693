#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "catalog/catalog.h"
#include "model/words.h"
#include "station/import/foreign.h"
#include "station/import/match.h"

namespace retrovue::station {

enum class ForeignFormat { ersatztv, dizquetv, tunarr, fieldstation42 };

struct ImportOptions {
  std::optional<ForeignFormat> format;  // told from the text when absent
  std::optional<int> number;            // instead of the file's
  std::string zone;                     // of the channel: the formats name none
};

struct Imported {
  ForeignFormat format = ForeignFormat::ersatztv;
  std::string station;  // the station file
  int number = 0;
  std::string name;
  std::size_t blocks = 0;
  Remarks remarks;
};

// A station file from a channel of another program, with what the catalog holds of it. Text of at most kMostForeign
// bytes. Errors: usage (not of the format; no channel number anywhere), failed (the text is broken).
inline constexpr std::size_t kMostForeign = 32 << 20;
Imported import_station(catalog::Catalog& catalog, std::string_view text, std::string_view name, const ImportOptions& options);

// The same without a catalog.
Imported station_of(ForeignStation foreign, const Matcher& matcher, const ImportOptions& options);
ForeignStation read_foreign(std::string_view text, std::string_view name, std::optional<ForeignFormat>& format);

}  // namespace retrovue::station

namespace retrovue::model {
template <>
struct Words<station::Fate> {
  static constexpr std::string_view name = "fate";
  static constexpr Word<station::Fate> all[] = {{station::Fate::taken, "taken"}, {station::Fate::changed, "changed"}, {station::Fate::left_out, "left_out"},
                                                {station::Fate::missing, "missing"}, {station::Fate::unknown, "unknown"}};
};
template <>
struct Words<station::ForeignFormat> {
  static constexpr std::string_view name = "format";
  static constexpr Word<station::ForeignFormat> all[] = {{station::ForeignFormat::ersatztv, "ersatztv"}, {station::ForeignFormat::dizquetv, "dizquetv"},
                                                         {station::ForeignFormat::tunarr, "tunarr"}, {station::ForeignFormat::fieldstation42, "fieldstation42"}};
};
}  // namespace retrovue::model
