#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "catalog/channels.h"
#include "model/language.h"
#include "playout/playlist.h"
#include "playout/video_codec.h"
#include "serve/metrics.h"
#include "serve/site.h"
#include "station/profiles.h"

namespace retrovue::serve {
namespace {
constexpr base::Millis kWatched = 15'000;  // players ask for the list more often

Reply playlist_reply(std::string text) {
  Reply reply;
  reply.type = "application/vnd.apple.mpegurl";
  reply.text = std::move(text);
  reply.zip = true;
  reply.field("Cache-Control", "no-cache").field("Access-Control-Allow-Origin", "*");
  return reply;
}

std::vector<playout::Subtitles> subtitles_of(const model::Channel& channel) {
  std::vector<playout::Subtitles> all;
  for (const auto& language : channel.subtitles)
    all.push_back({fmt::format("{}/subtitles-{}.m3u8", channel.number, language), language, model::language_name(language)});
  return all;
}

Reply no_channel(int number) { return error_reply(404, "not_found", fmt::format("no channel {}", number)); }
}  // namespace

// One MPEG-TS client; counts as a tuner for as long as it lives.
class Site::TsPieces final : public Pieces {
 public:
  TsPieces(std::unique_ptr<playout::TsViewer> viewer, std::shared_ptr<int> viewers)
      : viewer_(std::move(viewer)), viewers_(std::move(viewers)) {
    ++*viewers_;
  }
  ~TsPieces() override { --*viewers_; }
  void next(std::function<void(Bytes, bool)> ready) override {
    viewer_->next([ready = std::move(ready)](Bytes bytes) { ready(std::move(bytes), false); });
  }

 private:
  std::unique_ptr<playout::TsViewer> viewer_;
  std::shared_ptr<int> viewers_;
};

std::optional<model::Channel> Site::channel(int number) {
  auto found = catalog::channel_by_number(*plan_, number);
  return found && found->enabled ? found : std::nullopt;
}

Site::OnAir* Site::air(int number, const std::string& rendition) {
  const auto known = channel(number);
  const std::pair key{number, known && rendition == known->profile ? std::string{} : rendition};
  const auto there = on_air_.find(key);
  if (there != on_air_.end()) {
    const auto& old = there->second.channel;
    auto& air = there->second.air;
    const bool same = known && known->id == old.id && known->profile == old.profile && known->audio == old.audio &&
                      known->subtitles == old.subtitles && known->limits == old.limits;
    if (same) return &there->second;
    // Gone, or to be made with another profile, other tracks or limits. Those who watch keep what they have until it is over.
    if (known && air->status().on_air) return &there->second;
    air->stop();
    on_air_.erase(there);
  }
  if (!known) return nullptr;
  auto air = options_.open_air(*known, key.second.empty() ? known->profile : key.second);
  return &on_air_.emplace(key, OnAir{*known, std::move(air)}).first->second;
}

void Site::watched(OnAir& one) {
  if (!one.air->status().on_air) one.turn = ++turns_;
  one.watched = base::steady_ms();
}

Reply Site::ts(const Request& request, int number) {
  if (!channel(number)) return no_channel(number);
  Reply reply;
  if (*viewers_ >= options_.tuners) {
    reply = error_reply(503, "busy", "all tuners are in use", "stop watching elsewhere, or start serve with more --tuners");
    reply.field("X-HDHomeRun-Error", "805 All Tuners In Use");
    return reply;
  }
  reply.type = "video/mp2t";
  reply.field("Cache-Control", "no-store").field("Accept-Ranges", "none").field("Access-Control-Allow-Origin", "*");
  reply.until_close = true;
  if (request.head()) return reply;  // looking is not tuning
  auto* on_air = air(number);
  if (!on_air) return no_channel(number);
  watched(*on_air);
  reply.pieces = std::make_unique<TsPieces>(on_air->air->watch(), viewers_);
  return reply;
}

void Site::playlist(const Match& wanted, const Send& send) {
  const int number = wanted.channel;
  const auto known = channel(number);
  if (!known) {
    std::erase_if(on_air_, [&](const auto& one) { return one.first.first == number; });
    return send(no_channel(number));
  }
  const auto own = std::find_if(options_.profiles.begin(), options_.profiles.end(), [&](const auto& one) { return one.name == known->profile; });
  const bool several = own != options_.profiles.end() && !own->renditions.empty();
  const bool listed = several && (wanted.rendition == own->name || std::count(own->renditions.begin(), own->renditions.end(), wanted.rendition) > 0);
  if (!wanted.rendition.empty() && !listed) return send(error_reply(404, "not_found", fmt::format("channel {} has no such rendition", number)));
  if (several && wanted.route == Route::channel_hls && wanted.rendition.empty())
    return send(playlist_reply(ladder_text(*known, station::ladder(options_.profiles, *own))));
  const bool beside = wanted.route == Route::channel_subtitles || wanted.route == Route::channel_audio;
  const auto rendition = beside ? speaker(number) : wanted.rendition;
  auto* on_air = air(number, rendition);
  if (!on_air) return send(no_channel(number));
  if (!beside) watched(*on_air);
  const auto& languages = known->subtitles;
  std::optional<playout::PlaylistForm> form;
  if (wanted.route == Route::channel_media) form.emplace();
  if (wanted.route == Route::channel_subtitles) {
    if (std::find(languages.begin(), languages.end(), wanted.language) == languages.end())
      return send(error_reply(404, "not_found", "no subtitles in this language"));
    form = playout::PlaylistForm{fmt::format("subtitles-{}/", wanted.language), true};
  }
  if (wanted.route == Route::channel_audio) {
    const auto tracks = sound_beside(*known);
    if (std::find(tracks.begin(), tracks.end(), wanted.language) == tracks.end())
      return send(error_reply(404, "not_found", "no track of sound beside the segments in this language"));
    form = playout::PlaylistForm{fmt::format("audio-{}/", wanted.language), false, wanted.language};
  }
  const bool more = wanted.route == Route::channel_hls && wanted.rendition.empty() && (!languages.empty() || known->audio.size() > 1);
  on_air->air->playlist([this, number, more, send](std::string text) {
    if (more && !text.empty()) text = playlists(number);
    if (text.empty()) {
      auto reply = error_reply(503, "unreachable", "the channel could not be put on air", "see the log of the server");
      reply.field("Retry-After", "5").field("Access-Control-Allow-Origin", "*");
      return send(std::move(reply));
    }
    send(playlist_reply(std::move(text)));
  }, std::move(form));
}

// Players change between tracks only where MP4 with pictures holds none of them.
std::vector<std::string> Site::sound_beside(const model::Channel& channel) const {
  auto made = channel.audio;
  if (made.size() < 2) return {};
  if (station::find_profile(options_.profiles, channel.profile).segments == model::Segments::ts) made.erase(made.begin());
  return made;
}

// Whose segments subtitles and tracks of sound go with. All renditions have the same numbers, so of those whose pictures somebody
// watches it is the one that has the most of them; who asks does not keep another one on air.
std::string Site::speaker(int number) const {
  const auto now = base::steady_ms();
  std::optional<std::tuple<bool, std::int64_t, std::string>> best;  // the least is
  for (auto one = on_air_.lower_bound({number, {}}); one != on_air_.end() && one->first.first == number; ++one) {
    const auto status = one->second.air->status();
    if (!status.on_air) continue;
    const bool idle = status.viewers == 0 && now - one->second.watched > kWatched;
    std::tuple candidate{idle, one->second.turn, one->first.second};
    if (!best || candidate < *best) best = std::move(candidate);
  }
  return best ? std::get<2>(*best) : std::string{};
}

std::vector<playout::Audio> Site::tracks_of(const model::Channel& channel) const {
  const auto beside = sound_beside(channel);
  std::vector<playout::Audio> all;
  if (beside.empty()) return all;
  for (const auto& language : channel.audio) {
    const bool there = std::find(beside.begin(), beside.end(), language) != beside.end();
    all.push_back({there ? fmt::format("{}/audio-{}.m3u8", channel.number, language) : "", language, model::language_name(language)});
  }
  return all;
}

// Players begin with the channel itself.
std::string Site::ladder_text(const model::Channel& channel, const std::vector<model::Profile>& ladder) const {
  std::vector<playout::Variant> variants;
  for (const auto& profile : ladder) {
    playout::Variant variant;
    variant.uri = fmt::format("{}/{}.m3u8", channel.number, profile.name);
    variant.profile = profile;
    variant.video_codec = playout::video_codec(profile);
    variants.push_back(std::move(variant));
  }
  return playout::multivariant_playlist(variants, subtitles_of(channel), tracks_of(channel));
}

std::string Site::playlists(int number) {
  const auto found = on_air_.find({number, {}});
  if (found == on_air_.end()) return {};
  const auto& channel = found->second.channel;
  playout::Variant variant;
  variant.uri = fmt::format("{}/video.m3u8", number);
  variant.profile = station::find_profile(options_.profiles, channel.profile);
  variant.video_codec = found->second.air->codec();
  return playout::multivariant_playlist({variant}, subtitles_of(channel), tracks_of(channel));
}

void Site::cues(const Match& wanted, const Send& send) {
  const auto found = on_air_.find({wanted.channel, speaker(wanted.channel)});
  const auto answer = [send](std::string text, bool final) {
    Reply reply;
    if (text.empty()) {
      reply = error_reply(404, "not_found", "no such segment");
    } else {
      reply.type = "text/vtt; charset=utf-8";
      reply.text = std::move(text);
      reply.zip = true;
      reply.field("Cache-Control", final ? "public, max-age=3600, immutable" : "no-cache");
    }
    send(std::move(reply.field("Access-Control-Allow-Origin", "*")));
  };
  if (found == on_air_.end()) return answer({}, true);
  found->second.air->subtitles(wanted.sequence, wanted.language, answer);
}

Reply Site::segment(const Match& wanted) {
  auto found = on_air_.find({wanted.channel, wanted.route == Route::channel_sound ? speaker(wanted.channel) : wanted.rendition});
  if (found == on_air_.end() && !wanted.rendition.empty()) {
    found = on_air_.find({wanted.channel, {}});
    if (found != on_air_.end() && found->second.channel.profile != wanted.rendition) found = on_air_.end();
  }
  Bytes bytes;
  if (found != on_air_.end()) {
    auto& air = *found->second.air;
    const auto init = air.init();
    if (wanted.route == Route::channel_sound) {
      if (wanted.mp4 == (init.bytes != nullptr)) bytes = air.side_sound(wanted.language, wanted.sequence);
    } else if (wanted.route == Route::channel_init) {
      bytes = init.id == wanted.sequence ? init.bytes : nullptr;
    } else if (wanted.mp4 == (init.bytes != nullptr)) {
      bytes = air.segment(wanted.sequence);
    }
  }
  if (!bytes) {
    auto reply = error_reply(404, "not_found", "no such segment");
    reply.field("Access-Control-Allow-Origin", "*");
    return reply;
  }
  Reply reply;
  reply.type = wanted.mp4 ? "video/mp4" : "video/mp2t";
  if (wanted.route == Route::channel_sound) reply.type = wanted.mp4 ? "audio/mp4" : "audio/aac";
  reply.bytes = std::move(bytes);
  // A name never means other bytes.
  reply.field("Cache-Control", "public, max-age=3600, immutable").field("Access-Control-Allow-Origin", "*");
  return reply;
}

std::string Site::health_json(bool& well) {
  std::vector<std::string> problems;
  station::Health health;
  std::size_t channels = 0;
  try {
    channels = catalog::channels(*plan_).size();
  } catch (const base::Error& error) {
    base::log(base::LogLevel::error, "serve", "health: {}", error.message());
    problems.push_back("the catalog cannot be read");
  }
  health.add("catalog", problems.empty() ? 100 : 0, problems.empty() ? "" : problems.front());
  if (options_.state) station::add_air(health, options_.state());
  std::set<int> on_air;
  for (const auto& [key, one] : on_air_) {
    const auto status = one.air->status();
    if (!status.on_air) continue;
    on_air.insert(key.first);
    station::add_channel(health, fmt::format("channel {}{}{}", key.first, key.second.empty() ? "" : "/", key.second), status);
  }
  well = problems.empty();
  base::JsonWriter json;
  json.object();
  station::write_health(json, health);
  json.field("problems", problems);
  json.field("channels", channels).field("on_air", on_air.size()).field("viewers", *viewers_).field("tuners", options_.tuners);
  json.field("uptime_ms", base::steady_ms() - started_);
  return json.end().take();
}

std::string Site::metrics_text(const ServerCounts& counts) {
  Metrics m;
  m.gauge("retrovue_uptime_seconds", "Seconds since the server started").value({}, static_cast<double>(base::steady_ms() - started_) / 1000);
  m.gauge("retrovue_resident_bytes", "Resident memory of the server").value({}, static_cast<double>(resident_bytes()));
  m.gauge("retrovue_http_connections", "Open connections").value({}, static_cast<double>(counts.connections));
  m.counter("retrovue_http_accepted_total", "Connections accepted").value({}, static_cast<double>(counts.accepted));
  m.counter("retrovue_http_refused_total", "Connections refused because too many were open").value({}, static_cast<double>(counts.refused));
  m.counter("retrovue_http_sent_bytes_total", "Bytes of bodies sent").value({}, static_cast<double>(counts.bytes_sent));
  m.counter("retrovue_http_replies_total", "Replies by status");
  for (const auto& [status, n] : counts.replies) m.value({{"status", std::to_string(status)}}, static_cast<double>(n));
  m.gauge("retrovue_tuners", "MPEG-TS viewers allowed at once").value({}, options_.tuners);
  m.gauge("retrovue_tuners_in_use", "MPEG-TS viewers now").value({}, *viewers_);
  if (options_.state) m.gauge("retrovue_encoder_starts_waiting", "Encoders that wait for their turn to start").value({}, options_.state().starts_waiting);
  sync_metrics(m);
  std::vector<std::pair<std::vector<Metrics::Label>, playout::AirStatus>> states;
  for (const auto& [key, one] : on_air_) {
    std::vector<Metrics::Label> labels{{"channel", std::to_string(key.first)}};
    if (!key.second.empty()) labels.push_back({"rendition", key.second});
    states.emplace_back(std::move(labels), one.air->status());
  }
  const auto each = [&](auto&& pick) {
    for (const auto& [labels, status] : states) m.value(labels, static_cast<double>(pick(status)));
  };
  m.gauge("retrovue_channel_on_air", "1 while the channel is on air");
  each([](const playout::AirStatus& s) { return s.on_air ? 1 : 0; });
  m.gauge("retrovue_channel_viewers", "Viewers of the channel");
  each([](const playout::AirStatus& s) { return s.viewers; });
  m.gauge("retrovue_channel_children", "Encoder processes of the channel");
  each([](const playout::AirStatus& s) { return s.children; });
  m.counter("retrovue_channel_cpu_seconds_total", "Processor time of the channel's encoders");
  each([](const playout::AirStatus& s) { return static_cast<double>(s.cpu_ns) / 1e9; });
  m.gauge("retrovue_channel_resident_bytes", "Memory of the channel's encoders");
  each([](const playout::AirStatus& s) { return s.resident_bytes; });
  m.counter("retrovue_channel_frames_encoded_total", "Frames encoded; over the frame rate and the processor time, the encode speed");
  each([](const playout::AirStatus& s) { return s.frames_encoded; });
  m.gauge("retrovue_channel_produced_frames", "Frames encoded ahead of the air clock");
  each([](const playout::AirStatus& s) { return s.produced_frames; });
  m.gauge("retrovue_channel_published_frames", "Frames published ahead of the air clock");
  each([](const playout::AirStatus& s) { return s.published_frames; });
  m.counter("retrovue_channel_restarts_total", "Encoder restarts after faults");
  each([](const playout::AirStatus& s) { return s.restarts; });
  m.counter("retrovue_channel_late_frames_total", "Frames that were not ready at their time");
  each([](const playout::AirStatus& s) { return s.late_frames; });
  m.gauge("retrovue_channel_fps", "Frames put on air in a second, over the last ten seconds");
  each([](const playout::AirStatus& s) { return s.fps; });
  m.counter("retrovue_channel_playback_errors_total", "Events that aired with an error, or instead of which something else did");
  each([](const playout::AirStatus& s) { return s.errors; });
  m.counter("retrovue_channel_chunks_encoded_total", "Chunks encoded");
  each([](const playout::AirStatus& s) { return s.chunks_encoded; });
  m.counter("retrovue_channel_chunks_reused_total", "Chunks taken from the store");
  each([](const playout::AirStatus& s) { return s.chunks_reused; });
  m.gauge("retrovue_channel_degraded", "How many steps the channel's pictures are encoded with less effort than its profile says");
  each([](const playout::AirStatus& s) { return s.degraded; });
  m.counter("retrovue_channel_degrade_steps_total", "Steps to less effort, since encoding did not keep up");
  each([](const playout::AirStatus& s) { return s.steps_down; });
  m.counter("retrovue_channel_recover_steps_total", "Steps back to more effort");
  each([](const playout::AirStatus& s) { return s.steps_up; });
  m.counter("retrovue_channel_memory_overruns_total", "Encoders ended because the channel's held too much memory");
  each([](const playout::AirStatus& s) { return s.overruns; });
  m.gauge("retrovue_channel_limit", "What the channel's encoders may take; memory_bytes 0: any");
  std::set<int> limited;
  for (const auto& [key, one] : on_air_) {
    if (!limited.insert(key.first).second) continue;
    const auto& limits = one.channel.limits;
    const auto of = [&, channel = std::to_string(key.first)](const char* what, std::int64_t value) {
      m.value({{"channel", channel}, {"limit", what}}, static_cast<double>(value));
    };
    of("threads", limits.threads), of("nice", limits.nice), of("memory_bytes", limits.memory_mb << 20), of("priority", limits.priority);
  }
  return m.text();
}

void Site::stop() {
  for (auto& [key, one] : on_air_) one.air->stop();
}

}  // namespace retrovue::serve
