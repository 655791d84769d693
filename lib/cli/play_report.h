#pragma once
#include <string>

#include "cli/session.h"
#include "station/play.h"

namespace retrovue::cli {

// What was played, as the one JSON document or a line on stderr; on stdout nothing may stand but the stream when that
// is the output. Returns the exit code: 130 after SIGINT.
int show_play_report(Session& session, const station::PlayReport& report, const std::string& output);

}  // namespace retrovue::cli
