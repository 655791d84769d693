#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/channel.h"
#include "model/programming.h"
#include "station/yaml_tree.h"

// The station file: a channel's whole programming as YAML (or JSON), described by schema/station.schema.json and
// retrovue-station(5). One document per channel.
namespace retrovue::station {

// Where the file names items, for checking that they exist.
struct ItemReference {
  model::Selector selector;
  std::string where;      // "block 'Sitcoms'", "pool 'spots'"
  bool programme = false; // it is to fill slots
  int line = 0, column = 0;  // 0: in no file
  bool strict = false;    // companies and categories must be those of some item
};

struct CampaignEntry {
  model::Campaign campaign;
  int line = 0, column = 0;  // of its dayparts, else its own
};

struct StationDocument {
  model::Channel channel;  // id 0
  model::Programming programming;
  std::vector<CampaignEntry> campaigns;  // of the station, as far as they air on the channel
  std::vector<ItemReference> references;
};

// Errors: usage, as "NAME:line:column: what", unknown keys with the nearest as the hint. Checks all that can be
// checked without a catalog. At least one document; channel numbers are unique in the text.
std::vector<StationDocument> read_station(std::string_view text, std::string_view name);

std::string write_station(const model::Channel& channel, const model::Programming& programming,
                          const std::vector<model::Campaign>& campaigns = {});

// The form kept in the catalog: one JSON object without the channel's own fields; empty text reads as no programming.
std::string programming_json(const model::Programming& programming);
model::Programming read_programming_json(std::string_view json, const model::Channel& channel);

// Rules for a channel's own fields, shared with the commands. Throw Error(usage).
void check_channel(const model::Channel& channel);
model::Millis parse_grid(std::string_view text);         // a duration that divides the day, 1 minute to 6 hours
std::vector<std::string> parse_languages(const std::vector<std::string>& texts);  // codes, each once, at most 8
// The same of the tracks of sound: at most two.
std::vector<std::string> parse_audio(const std::vector<std::string>& texts);
std::string exact_duration(model::Millis ms);            // "1h30m", nothing lost

}  // namespace retrovue::station
