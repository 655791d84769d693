#include "catalog/as_run_weeks.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "base/error.h"
#include "base/json.h"
#include "base/rational.h"
#include "base/time_text.h"
#include "catalog/as_run_row.h"
#include "catalog/query.h"

namespace retrovue::catalog {

namespace {

constexpr model::Millis kDay = 86'400'000, kWeek = 7 * kDay, kFirstMonday = 4 * kDay;
constexpr std::size_t kMostBytes = 256 << 20;  // of a week, unpacked

std::string deflated(const std::string& plain) {
  auto size = ::compressBound(static_cast<uLong>(plain.size()));
  std::string packed(8 + size, '\0');
  const auto length = static_cast<std::uint64_t>(plain.size());
  std::memcpy(packed.data(), &length, sizeof length);
  if (::compress2(reinterpret_cast<Bytef*>(packed.data() + 8), &size, reinterpret_cast<const Bytef*>(plain.data()), static_cast<uLong>(plain.size()), 6) != Z_OK)
    throw base::Error(base::ErrorKind::failed, "no memory to pack the as-run log");
  packed.resize(8 + size);
  return packed;
}

std::string inflated(std::string_view packed, model::Millis week) {
  std::uint64_t length = 0;
  if (packed.size() >= 8) std::memcpy(&length, packed.data(), sizeof length);
  std::string plain(length <= kMostBytes ? length : 0, '\0');
  auto size = static_cast<uLongf>(plain.size());
  if (packed.size() < 8 || length == 0 || length > kMostBytes ||
      ::uncompress(reinterpret_cast<Bytef*>(plain.data()), &size, reinterpret_cast<const Bytef*>(packed.data() + 8), static_cast<uLong>(packed.size() - 8)) != Z_OK ||
      size != length)
    throw base::Error(base::ErrorKind::catalog, fmt::format("the archived as-run log of the week of {} is damaged", base::rfc3339_utc(week).substr(0, 10)),
                      "'retrovue db restore' brings back a copy");
  return plain;
}

using Rows = std::vector<model::AsRun>;

std::string packed(const Rows& rows) {
  base::JsonWriter json;
  json.array();
  for (const auto& row : rows) {
    json.array().value(row.id).value(row.event_id).value(row.slot_id).value(model::to_text(row.kind)).value(row.item_id).value(row.title);
    json.value(row.planned_start).value(row.planned_frames).value(row.actual_start).value(row.actual_frames).value(row.status).value(row.error).end();
  }
  return deflated(json.end().take());
}

Rows unpacked(std::string_view blob, model::Id channel, model::Millis week) {
  const auto list = base::Json::parse(inflated(blob, week), kMostBytes);
  Rows rows;
  rows.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto one = list.at(i);
    const auto number = [&](std::size_t at) { return one.at(at).integer().value_or(0); };
    model::AsRun row;
    row.id = number(0);
    row.channel_id = channel;
    row.event_id = number(1);
    row.slot_id = number(2);
    row.kind = model::from_text<model::EventKind>(one.at(3).text_or(""));
    row.item_id = number(4);
    row.title = one.at(5).text_or("");
    row.planned_start = number(6);
    row.planned_frames = number(7);
    row.actual_start = number(8);
    row.actual_frames = number(9);
    row.status = one.at(10).text_or("");
    row.error = one.at(11).text_or("");
    rows.push_back(std::move(row));
  }
  return rows;
}

Rows stored_week(Catalog& catalog, model::Id channel, model::Millis week) {
  Query query(catalog, "SELECT packed FROM as_run_weeks WHERE channel_id = ? AND week_at = ?");
  query.bind(channel).bind(week);
  return query.step() ? unpacked(query.view(0), channel, week) : Rows{};
}

void put_week(Catalog& catalog, AsRunWeek& made, Rows fresh) {
  auto rows = stored_week(catalog, made.channel_id, made.week);
  made.added = static_cast<std::int64_t>(fresh.size());
  rows.insert(rows.end(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.actual_start != b.actual_start ? a.actual_start < b.actual_start : a.id < b.id; });
  const auto blob = packed(rows);
  made.rows = static_cast<std::int64_t>(rows.size());
  made.bytes = static_cast<std::int64_t>(blob.size());
  Query(catalog, "INSERT INTO as_run_weeks (channel_id, week_at, first_at, last_at, rows, packed) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (channel_id, week_at) "
                 "DO UPDATE SET first_at = excluded.first_at, last_at = excluded.last_at, rows = excluded.rows, packed = excluded.packed")
      .bind(made.channel_id).bind(made.week).bind(rows.front().actual_start).bind(rows.back().actual_start).bind(made.rows).bind_blob(blob).run();
}

// What goes on being asked about.
void keep_aside(Catalog& catalog, model::Millis before) {
  Query(catalog, "INSERT INTO last_aired (item_id, channel_id, kind, at) SELECT item_id, channel_id, kind, max(actual_start_at) FROM as_run WHERE "
                 "actual_start_at < ? AND alert_id IS NULL AND item_id IS NOT NULL GROUP BY 1, 2, 3 "
                 "ON CONFLICT (item_id, channel_id, kind) DO UPDATE SET at = max(at, excluded.at)")
      .bind(before).run();
  Query(catalog, "INSERT INTO spots_shown (event_id, item_id, well, badly) SELECT a.event_id, ifnull(a.item_id, 0), "
                 "max(a.status IN ('aired', 'joined', 'cut')), max(a.status IN ('failed', 'replaced', 'short')) FROM as_run a "
                 "JOIN events e ON e.id = a.event_id AND e.kind = 'spot' WHERE a.actual_start_at < ? AND a.alert_id IS NULL GROUP BY 1, 2 "
                 "ON CONFLICT (event_id, item_id) DO UPDATE SET well = max(well, excluded.well), badly = max(badly, excluded.badly)")
      .bind(before).run();
}

}  // namespace

model::Millis week_of(model::Millis at) { return base::mul_div_floor(at - kFirstMonday, 1, kWeek) * kWeek + kFirstMonday; }

std::vector<AsRunWeek> archive_as_run(Catalog& catalog, model::Millis before) {
  std::vector<AsRunWeek> weeks;
  Rows rows;
  Query query(catalog, kAsRun, "WHERE actual_start_at < ? AND alert_id IS NULL ORDER BY channel_id, actual_start_at, id");
  query.bind(before);
  while (query.step()) {
    auto row = as_run_row(query);
    const auto week = week_of(row.actual_start);
    if (weeks.empty() || weeks.back().channel_id != row.channel_id || weeks.back().week != week) {
      if (!rows.empty()) put_week(catalog, weeks.back(), std::move(rows));
      rows.clear();
      weeks.push_back({row.channel_id, week, 0, 0, 0});
    }
    rows.push_back(std::move(row));
  }
  if (weeks.empty()) return weeks;
  put_week(catalog, weeks.back(), std::move(rows));
  keep_aside(catalog, before);
  Query(catalog, "DELETE FROM as_run WHERE actual_start_at < ? AND alert_id IS NULL").bind(before).run();
  return weeks;
}

std::vector<model::AsRun> archived_as_run(Catalog& catalog, model::Id channel, model::Millis from, model::Millis to) {
  Rows found;
  Query query(catalog, "SELECT week_at, packed FROM as_run_weeks WHERE channel_id = ? AND last_at >= ? AND first_at < ? ORDER BY week_at");
  query.bind(channel).bind(from).bind(to);
  while (query.step())
    for (auto& row : unpacked(query.view(1), channel, query.integer(0)))
      if (row.actual_start >= from && row.actual_start < to) found.push_back(std::move(row));
  return found;
}

}  // namespace retrovue::catalog
