#include "catalog/channels.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "catalog/query.h"

namespace retrovue::catalog {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::string_view kColumns =
    "SELECT id, number, name, call_sign, description, demographic, zone, day_start_ms, grid_ms, rating_limit, profile, enabled, "
    "auto_approve, lock_ms, subtitles, threads, nice, memory_mb, priority, audio FROM channels ";

std::vector<std::string> languages(const std::string& text) {
  auto made = base::split(text, ',');
  std::erase(made, "");
  return made;
}

model::Channel channel_row(const Query& row) {
  model::Channel channel;
  channel.id = row.integer(0);
  channel.number = row.small(1);
  channel.name = row.text(2);
  channel.call_sign = row.text(3);
  channel.description = row.text(4);
  channel.demographic = row.text(5);
  channel.zone = row.text(6);
  channel.day_start_ms = row.integer(7);
  channel.grid_ms = row.integer(8);
  channel.rating_limit = row.text(9);
  channel.profile = row.text(10);
  channel.enabled = row.yes(11);
  channel.auto_approve = row.yes(12);
  channel.lock_ms = row.integer(13);
  channel.subtitles = languages(row.text(14));
  channel.limits = {row.small(15), row.small(16), row.integer(17), row.small(18)};
  channel.audio = languages(row.text(19));
  return channel;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string described(const model::Channel& channel) { return fmt::format("{} {}", channel.number, channel.name); }

}  // namespace

std::vector<model::Channel> channels(Catalog& catalog) {
  Query query(catalog, kColumns, "ORDER BY number");
  std::vector<model::Channel> found;
  while (query.step()) found.push_back(channel_row(query));
  return found;
}

std::optional<model::Channel> channel_by_number(Catalog& catalog, int number) {
  Query query(catalog, kColumns, "WHERE number = ?");
  query.bind(number);
  if (!query.step()) return std::nullopt;
  return channel_row(query);
}

std::optional<model::Channel> channel_by_id(Catalog& catalog, model::Id id) {
  Query query(catalog, kColumns, "WHERE id = ?");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return channel_row(query);
}

model::Channel find_channel(Catalog& catalog, std::string_view which) {
  const auto all = channels(catalog);
  std::optional<std::int64_t> id, number = whole_number(which);
  if (which.starts_with("id:")) id = whole_number(which.substr(3));
  for (const auto& channel : all)
    if ((number && channel.number == *number) || (id && channel.id == *id)) return channel;
  const auto folded = base::lower_ascii(which);
  for (const bool exact : {true, false}) {
    std::vector<model::Channel> hits;
    for (const auto& channel : all) {
      const bool hit = exact ? channel.name == which || (!which.empty() && channel.call_sign == which)
                             : base::lower_ascii(channel.name) == folded || (!which.empty() && base::lower_ascii(channel.call_sign) == folded);
      if (hit) hits.push_back(channel);
    }
    if (hits.size() == 1) return hits.front();
    if (hits.size() > 1) {
      std::vector<std::string> names;
      for (const auto& hit : hits) names.push_back(described(hit));
      throw Error(ErrorKind::usage, fmt::format("'{}' names {} channels", base::printable(which), hits.size()),
                  "use the number: " + base::join(names, ", "));
    }
  }
  std::vector<std::string> names, list;
  for (const auto& channel : all) {
    names.push_back(channel.name);
    list.push_back(described(channel));
  }
  const auto near = base::nearest(which, names);
  std::string hint = near.empty() ? "there are: " + base::join(list, ", ") : fmt::format("did you mean '{}'?", near);
  if (all.empty()) hint = "'retrovue channel add NUMBER NAME' makes one";
  throw Error(ErrorKind::not_found, fmt::format("there is no channel '{}'", base::printable(which)), hint);
}

model::Id save_channel(Catalog& catalog, const model::Channel& channel) {
  if (const auto other = channel_by_number(catalog, channel.number); other && other->id != channel.id)
    throw Error(ErrorKind::usage, fmt::format("channel number {} is taken by '{}'", channel.number, base::printable(other->name)));
  Query query(catalog, channel.id == 0
                           ? "INSERT INTO channels (number, name, call_sign, description, demographic, zone, day_start_ms, grid_ms, "
                             "rating_limit, profile, enabled, auto_approve, lock_ms, subtitles, threads, nice, memory_mb, priority, audio) "
                             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                           : "UPDATE channels SET number = ?, name = ?, call_sign = ?, description = ?, demographic = ?, zone = ?, "
                             "day_start_ms = ?, grid_ms = ?, rating_limit = ?, profile = ?, enabled = ?, auto_approve = ?, lock_ms = ?, subtitles = ?, "
                             "threads = ?, nice = ?, memory_mb = ?, priority = ?, audio = ? WHERE id = ?");
  query.bind(channel.number).bind(channel.name).bind(channel.call_sign).bind(channel.description).bind(channel.demographic);
  query.bind(channel.zone).bind(channel.day_start_ms).bind(channel.grid_ms).bind(channel.rating_limit).bind(channel.profile);
  query.bind(channel.enabled).bind(channel.auto_approve).bind(channel.lock_ms).bind(base::join(channel.subtitles, ","));
  query.bind(channel.limits.threads).bind(channel.limits.nice).bind(channel.limits.memory_mb).bind(channel.limits.priority).bind(base::join(channel.audio, ","));
  if (channel.id != 0) query.bind(channel.id);
  query.run();
  if (channel.id == 0) return last_row_id(catalog);
  if (changed_rows(catalog) == 0) throw Error(ErrorKind::not_found, fmt::format("there is no channel with id {}", channel.id));
  return channel.id;
}

void remove_channel(Catalog& catalog, model::Id id) {
  Query query(catalog, "DELETE FROM channels WHERE id = ?");
  query.bind(id).run();
  if (changed_rows(catalog) == 0) throw Error(ErrorKind::not_found, fmt::format("there is no channel with id {}", id));
}

std::string programming_document(Catalog& catalog, model::Id channel) {
  Query query(catalog, "SELECT document FROM programming WHERE channel_id = ?");
  query.bind(channel);
  return query.step() ? query.text(0) : std::string{};
}

std::vector<std::pair<int, int>> mirrors(Catalog& catalog) {
  Query query(catalog, "SELECT number, source FROM (SELECT c.number AS number, CASE WHEN instr(p.document, '\"mirror\"') > 0 AND json_valid(p.document) THEN "
                       ""
                       "json_extract(p.document, '$.mirror.channel') END AS source FROM programming p JOIN channels c ON c.id = p.channel_id) "
                       "WHERE source IS NOT NULL ORDER BY number");
  std::vector<std::pair<int, int>> found;
  while (query.step()) found.emplace_back(query.small(0), query.small(1));
  return found;
}

void save_programming_document(Catalog& catalog, model::Id channel, std::string_view json) {
  Query query(catalog, "INSERT INTO programming (channel_id, document) VALUES (?, ?) "
                       "ON CONFLICT (channel_id) DO UPDATE SET document = excluded.document");
  query.bind(channel).bind(json).run();
}

}  // namespace retrovue::catalog
