#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "playout/air.h"
#include "playout/tiered_store.h"
#include "station/as_run.h"

// How well the parts of the station are, each in marks from 0 to 100.
namespace retrovue::station {

struct Component {
  std::string name;
  std::optional<int> score = 100;  // 100 ok, 0 down, between degraded; none: not running, which counts for nothing
  std::string text;                // why, or what there is to say; may be empty
  std::string_view status() const;
};

struct Health {
  std::vector<Component> components;
  void add(std::string name, std::optional<int> score, std::string text = {}) { components.push_back({std::move(name), score, std::move(text)}); }
  int score() const;                // the least of them
  std::string_view status() const;  // that of the component which has it
};

// What the channels of a process share.
struct AirState {
  AsRunWriter::State as_run;
  playout::TieredStore::State store;
  int starts_waiting = 0;     // encoders that wait for their turn to start
  std::string clock{};        // what is the matter with it, if anything
  bool store_wanted = false;  // chunks are to be kept in a folder
};
void add_air(Health& health, const AirState& state);                                       // components clock, store and as_run
void add_channel(Health& health, std::string name, const playout::AirStatus& status);  // of one that is on air

// status, score and components, into an object that is open.
void write_health(base::JsonWriter& json, const Health& health);

}  // namespace retrovue::station
