#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/text.h"
#include "base/time_text.h"
#include "cli/options.h"
#include "cli/session.h"
#include "model/channel.h"
#include "station/plan_book.h"
#include "station/profiles.h"
#include "station/shapes.h"
#include "station/station_file.h"

// A channel's own fields as options (channel add, channel set) and as JSON (channel list, channel show).
namespace retrovue::cmd {

struct ChannelFields {
  std::optional<std::string> zone, day_start, grid, rating_limit, profile, call_sign, description, demographic, audio, subtitles;
  std::optional<base::Millis> lock;
  std::optional<std::int64_t> threads, nice, memory, priority;
  bool auto_approve = false, no_auto_approve = false;

  // fresh: a new channel, whose fields have defaults.
  void declare(cli::Declaration& d, bool fresh) {
    auto& where = cli::zone_option(d, zone);
    auto& start = d.option("--day-start", "HH:MM", day_start, "local time at which the broadcast day begins");
    auto& step = d.option("--grid", "DURATION", grid, "step on which programmes start; it divides the day");
    if (fresh) {
      where.by_default("UTC");
      start.by_default("06:00");
      step.by_default("30m");
    }
    d.option("--rating-limit", "RATING", rating_limit, "nothing above it, or unrated, airs as a programme; an empty word lifts it");
    cli::profile_option(d, profile);
    d.option("--call-sign", "TEXT", call_sign, "short name, also used to name the channel in commands");
    d.option("--description", "TEXT", description, "what the channel is about");
    d.option("--demographic", "TEXT", demographic, "whom it is for");
    d.flag("--auto-approve", auto_approve, "plans go on air as soon as they are built (the default)");
    d.flag("--no-auto-approve", no_auto_approve, "plans wait as drafts until schedule approve puts them on air");
    d.option("--audio", "LANGUAGES", audio, "languages of its tracks of sound, like de,en; at most two; an empty word means one track, as the file has it");
    d.option("--subtitles", "LANGUAGES", subtitles, "languages of the subtitles in HLS, like en,de; an empty word means none");
    auto& locked = d.duration("--lock", lock, "what starts within this time from now is not changed any more; at most 7d");
    if (fresh) locked.by_default("2h");
    d.option("--threads", "N", threads, "threads of each of its encoders").between(1, 16);
    d.option("--nice", "N", nice, "how far its encoders stand back behind other programs").between(0, 19);
    d.option("--memory", "MB", memory, "what all its encoders may hold together; beyond it the largest is replaced; 0: any").between(0, 1'000'000);
    d.option("--priority", "N", priority, "when several channels want to start an encoder at once, the higher ones go first; 5 is usual").between(1, 9);
  }

  void apply(model::Channel& channel, const cli::Session& session) const {
    const auto take = [](const std::optional<std::string>& from, std::string& to) {
      if (from) to = *from;
    };
    take(zone, channel.zone);
    take(rating_limit, channel.rating_limit);
    take(call_sign, channel.call_sign);
    take(description, channel.description);
    take(demographic, channel.demographic);
    if (day_start) channel.day_start_ms = base::parse_time_of_day(*day_start);
    if (grid) channel.grid_ms = station::parse_grid(*grid);
    if (profile) channel.profile = station::find_profile(station::profiles(session.settings()), *profile).name;
    if (auto_approve && no_auto_approve)
      throw base::Error(base::ErrorKind::usage, "--auto-approve and --no-auto-approve exclude each other");
    if (auto_approve || no_auto_approve) channel.auto_approve = auto_approve;
    if (audio) channel.audio = audio->empty() ? std::vector<std::string>{} : station::parse_audio(base::split(*audio, ','));
    if (subtitles) channel.subtitles = subtitles->empty() ? std::vector<std::string>{} : station::parse_languages(base::split(*subtitles, ','));
    if (lock) channel.lock_ms = *lock;
    if (threads) channel.limits.threads = static_cast<int>(*threads);
    if (nice) channel.limits.nice = static_cast<int>(*nice);
    if (memory) channel.limits.memory_mb = *memory;
    if (priority) channel.limits.priority = static_cast<int>(*priority);
    station::check_channel(channel);
  }
};

using station::channel_json;

// A channel as the audit log keeps it.
inline std::string channel_text(const model::Channel& channel) {
  base::JsonWriter json;
  channel_json(json.object(), channel).end();
  return json.take();
}

// Who did what to a channel. Inside the caller's transaction.
inline void audit_channel(cli::Session& session, const std::string& action, int number, const std::string& before, const std::string& after) {
  station::audit_channel(session.catalog(), {{}, session.clock().now(), action, {}}, number, before, after);
}

}  // namespace retrovue::cmd
