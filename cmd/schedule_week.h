#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/time_text.h"
#include "cli/session.h"
#include "station/guide.h"
#include "station/program_text.h"
#include "station/week.h"

// The week of `schedule show`: as lines, table, document or page.
namespace retrovue::cmd {

struct WeekOptions {
  std::vector<std::string> channels;
  std::optional<std::string> from, html;
  std::optional<std::int64_t> days;
};

inline station::WeekRequest week_request(cli::Session& session, const WeekOptions& o) {
  if (o.days.value_or(7) > 31) throw base::Error(base::ErrorKind::usage, "a week has at most 31 days");
  station::WeekRequest request;
  request.channels = station::guide_channels(session.reader(), o.channels);
  request.from = o.from;
  request.days = static_cast<int>(o.days.value_or(7));
  request.now = session.clock().now();
  return request;
}

inline std::size_t write_week(cli::Session& session, const station::WeekRequest& request, const std::string& file) {
  const auto page = station::week_page(session.reader(), request);
  if (file == "-") {
    session.out().raw(page.html);
    return page.slots;
  }
  if (!session.dry_run()) base::write_file_atomic(file, page.html);
  if (session.json()) {
    base::JsonWriter json;
    json.object().field("file", file).field("channels", request.channels.size()).field("slots", page.slots).field("bytes", page.html.size());
    session.out().document(json.end());
  }
  session.out().note(fmt::format("{}: {} channels, {} slots, {} bytes", file, request.channels.size(), page.slots, page.html.size()));
  return page.slots;
}

inline std::size_t week_table(cli::Session& session, const station::WeekRequest& request) {
  auto& out = session.out();
  base::JsonWriter json;
  json.array();
  std::vector<std::vector<std::string>> rows;
  std::size_t slots = 0;
  for (const auto& channel : request.channels) {
    const auto week = station::read_week(session.reader(), channel, request);
    slots += week.slots.size();
    if (session.json()) {
      for (const auto& slot : week.slots) station::slot_json(json, channel, slot);
      continue;
    }
    for (auto& row : station::slot_rows(channel, week.slots)) {
      row.insert(row.begin(), std::to_string(channel.number));
      rows.push_back(std::move(row));
    }
  }
  if (session.json()) out.document(json.end());
  out.table({{"channel", true}, {"start"}, {"end"}, {"show"}, {"season", true}, {"episode", true}, {"title"}, {"rating"}, {"block"}, {"status"}, {"item_id", true}}, rows);
  return slots;
}

inline std::size_t week_grid(cli::Session& session, const station::WeekRequest& request) {
  auto& out = session.out();
  if (request.channels.empty()) return 0;
  const auto& first = request.channels.front();
  std::vector<guide::Week> weeks;
  std::size_t slots = 0;
  for (const auto& channel : request.channels) slots += weeks.emplace_back(station::read_week(session.reader(), channel, request, &first)).slots.size();
  const auto step = std::clamp<base::Millis>(first.grid_ms, 15 * 60'000, 60 * 60'000);
  if (slots > 0)
    for (const auto& line : guide::week_lines(weeks, base::Zone{first.zone}, step, out.columns())) out.line(line.heading ? out.bold(line.text) : line.text);
  return slots;
}

inline int show_week(cli::Session& session, const WeekOptions& o) {
  const auto request = week_request(session, o);
  const bool grid = session.out().terminal() && !session.json();
  const auto slots = o.html ? write_week(session, request, *o.html) : grid ? week_grid(session, request) : week_table(session, request);
  if (slots == 0) session.out().note("nothing is planned then; run 'retrovue schedule build'");
  return slots == 0 ? base::exit_code(base::ErrorKind::not_found) : 0;
}

}  // namespace retrovue::cmd
