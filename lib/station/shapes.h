#pragma once
#include <vector>

#include "base/json.h"
#include "model/channel.h"
#include "model/plan.h"
#include "station/program.h"

// The JSON shapes that commands and HTTP share, beside those of program_text.h.
namespace retrovue::station {

// The fields of a channel, into an object that is open.
base::JsonWriter& channel_json(base::JsonWriter& json, const model::Channel& channel);
// The object of `channel now`.
base::JsonWriter& on_air_json(base::JsonWriter& json, const model::Channel& channel, const OnAir& air, model::Millis at);
// The rows of `asrun show`, into an array that is open.
base::JsonWriter& as_run_json(base::JsonWriter& json, const model::Channel& channel, const std::vector<model::AsRun>& rows);

}  // namespace retrovue::station
