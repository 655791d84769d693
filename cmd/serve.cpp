#include "serve/serve.h"

#include <fmt/format.h>

#include <csignal>
#include <memory>

#include "cli/command.h"
#include "cli/settings.h"
#include "station/profiles.h"
#include "station/transmitter.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string bind = "127.0.0.1";
  std::int64_t port = 8080, tuners = 8;
  std::optional<std::string> base_url;
};

int run(cli::Session& session, const Options& o) {
  auto& out = session.out();
  const playout::RunningClock air_clock{session.clock().now()};
  const base::SystemClock machine;
  station::StationTime time{air_clock, &machine};
  serve::ServeOptions options;
  options.bind = o.bind;
  options.port = static_cast<std::uint16_t>(o.port);
  options.site.catalog = session.globals().db;
  options.site.clock = &time;
  const auto profiles = station::profiles(session.settings());
  options.site.profiles = profiles;
  options.site.tuners = static_cast<int>(o.tuners);
  if (o.base_url) options.site.base_url = serve::checked_base_url(*o.base_url);
  const auto store = cli::store_wish(session.settings());
  options.make_air = [&](boost::asio::io_context& loop, serve::SiteOptions& site) {
    auto transmitter = std::make_shared<station::Transmitter>(loop, session.globals().db, profiles, time, station::open_store_or_none(store), station::cue_folder(store));
    site.state = [transmitter, wanted = store.max_bytes > 0] {
      auto state = transmitter->state();
      state.store_wanted = wanted;
      return state;
    };
    site.open_air = [transmitter, profiles](const model::Channel& channel, const std::string& rendition) {
      playout::AirOptions air;
      const bool several = !station::find_profile(profiles, channel.profile).renditions.empty();
      air.segment_prefix = several ? rendition + "/" : fmt::format("{}/", channel.number);
      return transmitter->rendition(channel, rendition, std::move(air));
    };
  };
  options.ready = [&](const std::string& url) {
    if (session.json()) {
      base::JsonWriter json;
      out.document(json.object().field("url", url).end());
    } else {
      out.line("serving " + url);
      out.note("open it in a browser, or add it to Plex as a HDHomeRun tuner; stop with Ctrl-C");
    }
    out.flush();
  };
  return serve::serve(std::move(options)) == SIGINT ? 130 : 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.option("--bind", "ADDRESS", o->bind, "the address to listen on; 0.0.0.0 for every one").by_default(o->bind);
  d.option("--port", "PORT", o->port, "the port; 0 takes a free one").between(0, 65535).by_default("8080");
  d.option("--base-url", "URL", o->base_url, "the address that clients reach this by, when it is not the one they ask for");
  d.option("--tuners", "N", o->tuners, "how many MPEG-TS viewers there may be at once").between(1, 1000).by_default("8");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command serve;
const cli::Command serve{
    .path = "serve",
    .summary = "put the station on the network",
    .text = "Answers HTTP until it is stopped. A channel goes on air when somebody watches it and stops some time after the last "
            "viewer left; any number of viewers share one encoding. The plan is read fresh: what another command changes is in the "
            "next guide and on air at its time.\n\n"
            "Addresses: / (a page with the guide that plays every channel, with a choice of its tracks, subtitles and renditions), /channel/N.ts (MPEG-TS), /channel/N.m3u8 (HLS), "
            "/channels.m3u, /xmltv.xml, /discover.json, /lineup.json, /lineup_status.json and /device.xml (a HDHomeRun tuner, for Plex, "
            "Jellyfin and others), /health, /metrics (Prometheus), /api/channels, /api/channels/N, /api/channels/N/now, "
            "/api/channels/N/schedule, /api/guide, /api/asrun (JSON; from, to or days choose the time).\n\n"
            "A profile with renditions (see `retrovue config list`) makes /channel/N.m3u8 a list from which players choose; all of them "
            "begin and end their segments on the same frames, and only those that somebody watches are encoded. MPEG-TS is the "
            "profile itself. See retrovue-station(5).\n\n"
            "What was encoded once is kept in a folder and never encoded again: see `retrovue store status`.\n\n"
            "Where a channel has `subtitles`, /channel/N.m3u8 lists /channel/N/video.m3u8 and a playlist of WebVTT segments for each language, "
            "/channel/N/subtitles-LANG.m3u8: see retrovue-station(5).\n\n"
            "Where a channel has two languages of `audio`, MPEG-TS clients get both tracks of sound; /channel/N.m3u8 lists the second one as "
            "/channel/N/audio-LANG.m3u8, beside the segments, which hold the first one; beside MP4 segments it lists both.\n\n"
            "When the machine's clock is set (by two seconds or more, and so for five), or the machine slept, every channel goes over to what is "
            "planned for the new time three seconds later. Viewers see a cut; nothing in their streams leaps. The guide, alerts and the as-run log are "
            "of the new time from then on, and the row of what was cut says why.\n\n"
            "/health says how well the server is: a score from 0 to 100, the least of its components, each with its own status, score and text. "
            "It answers with status 503 when the catalog cannot be read, and with 200 otherwise. See `retrovue health`.\n\n"
            "/metrics tells of the server, of each channel that was on air (frames a second, late frames, what is ready ahead, viewers, errors, encoders) and of "
            "each source's last sync (items, time, items a second). A scrape never waits for the catalog: how syncs went is what was read after the one "
            "before, at most every ten seconds.\n\n"
            "When all tuners are in use, a further MPEG-TS viewer gets status 503 with X-HDHomeRun-Error. HLS viewers are not counted.\n\n"
            "Nothing asks for a password: bind to an address that only your own network reaches.\n\n"
            "The first line on stdout is `serving URL`, with --json {\"url\":...}; it comes when requests are answered.",
    .examples = "$ retrovue serve\n$ retrovue serve --bind 0.0.0.0 --port 8080 --tuners 4\n"
                "Behind a proxy that clients reach by another name:\n$ retrovue serve --base-url https://tv.example/station",
    .effect = cli::Effect::airs,
    .declare = declare,
};

}  // namespace retrovue::cmd
