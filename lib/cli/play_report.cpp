#include "cli/play_report.h"

#include <fmt/format.h>

#include <csignal>

#include "base/error.h"

namespace retrovue::cli {

int show_play_report(Session& session, const station::PlayReport& report, const std::string& output) {
  auto count = [](std::uint64_t number) { return static_cast<std::int64_t>(number); };
  if (session.json() && output != "-" && !output.empty()) {
    base::JsonWriter json;
    json.object().key("from").time(report.from).field("frames", report.frames).field("bytes", report.bytes);
    json.field("late_frames", count(report.status.late_frames)).field("restarts", count(report.status.restarts));
    json.field("chunks_encoded", count(report.status.chunks_encoded)).field("chunks_reused", count(report.status.chunks_reused));
    session.out().document(json.end());
  }
  std::string text = fmt::format("{} frames, {} bytes", report.frames, report.bytes);
  if (report.status.late_frames > 0) text += fmt::format(", {} late frames", report.status.late_frames);
  if (report.status.restarts > 0) text += fmt::format(", {} restarts", report.status.restarts);
  session.out().note(text);
  return report.signal == SIGINT ? base::exit_code(base::ErrorKind::interrupted) : 0;
}

}  // namespace retrovue::cli
