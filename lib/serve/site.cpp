#include "serve/site.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/log.h"
#include "catalog/channels.h"
#include "catalog/settings.h"
#include "guide/formats.h"
#include "serve/assets.h"
#include "serve/gzip.h"
#include "serve/logo.h"
#include "station/guide.h"
#include "station/profiles.h"

namespace retrovue::serve {
namespace {
// Only our own scripts and styles; pictures and sound from here, or made in the page by the player.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob: data:; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

Reply asset_reply(const Request& request, std::string_view path) {
  const auto* asset = find_asset(path);
  if (!asset) return error_reply(404, "not_found", "no such page");
  Reply reply;
  reply.type = asset->type;
  reply.field("ETag", std::string{asset->etag}).field("Vary", "Accept-Encoding");
  reply.field("Cache-Control", "no-cache");
  if (path == "/") reply.field("Content-Security-Policy", kPolicy).field("Referrer-Policy", "no-referrer");
  if (request.if_none_match.find(asset->etag) != std::string::npos) {
    reply.status = 304;
    reply.type = {};
  } else if (request.gzip) {
    reply.fixed = asset->packed;
    reply.field("Content-Encoding", "gzip");
  } else {
    reply.text = gunzip(asset->packed);
  }
  return reply;
}

Reply text_reply(std::string_view type, std::string text) {
  Reply reply;
  reply.type = type;
  reply.text = std::move(text);
  reply.zip = true;
  reply.field("Cache-Control", "no-cache");
  return reply;
}

bool open_to_all(Route route) {
  switch (route) {
    case Route::channel_ts:
    case Route::channel_hls:
    case Route::channel_segment:
    case Route::channel_init:
    case Route::channel_media:
    case Route::channel_subtitles:
    case Route::channel_cues:
    case Route::channel_audio:
    case Route::channel_sound:
    case Route::channel_logo:
    case Route::m3u:
    case Route::xmltv: return true;
    default: return false;
  }
}
}  // namespace

Site::Site(boost::asio::io_context& loop, SiteOptions options)
    : loop_(loop),
      options_(std::move(options)),
      started_(base::steady_ms()),
      plan_(std::make_unique<catalog::Catalog>(options_.catalog, catalog::Mode::read)),
      device_id_(device_id(catalog::station_id(*plan_))),
      reader_(std::make_shared<Reader>()),
      worker_(std::make_unique<Worker>()) {
  reader_->path = options_.catalog;
  look_at_syncs();
}

Site::~Site() { worker_.reset(); }

std::string Site::base_url(const Request& request) const {
  return options_.base_url.empty() ? "http://" + request.host : options_.base_url;
}

base::Rate Site::rate(const model::Channel& channel) const { return station::find_profile(options_.profiles, channel.profile).rate; }

Tuner Site::tuner(const Request& request) {
  Tuner t;
  t.device_id = device_id_;
  t.base_url = base_url(request);
  t.tuners = options_.tuners;
  return t;
}

void Site::answer(const Request& request, const ServerCounts& counts, Send send) {
  try {
    route(request, counts, send);
  } catch (const base::Error& error) {
    send(error_reply(error));
  } catch (const std::exception& error) {
    send(error_reply(base::Error(base::ErrorKind::failed, error.what())));
  }
}

void Site::route(const Request& request, const ServerCounts& counts, const Send& send) {
  using Method = Request::Method;
  const auto target = parse_target(request.target);
  if (!target) return send(error_reply(400, "usage", "malformed address"));
  if (!request.host.empty() && !valid_host(request.host)) return send(error_reply(400, "usage", "malformed Host field"));
  if (request.host.empty() && options_.base_url.empty()) return send(error_reply(400, "usage", "a Host field is needed"));
  const auto found = match(target->path);
  if (found.route == Route::none) return send(error_reply(404, "not_found", "no such page"));

  const bool scan = found.route == Route::lineup_scan;
  if (request.method == Method::options) {
    Reply reply;
    reply.status = 204;
    reply.field("Allow", scan ? "GET, HEAD, POST, OPTIONS" : "GET, HEAD, OPTIONS");
    if (open_to_all(found.route))
      reply.field("Access-Control-Allow-Origin", "*").field("Access-Control-Allow-Methods", "GET, HEAD").field("Access-Control-Allow-Headers", "Range");
    return send(std::move(reply));
  }
  if (request.method == Method::other || (request.method == Method::post && !scan)) {
    auto reply = error_reply(405, "usage", "this address can only be read");
    reply.field("Allow", "GET, HEAD, OPTIONS");
    return send(std::move(reply));
  }

  switch (found.route) {
    case Route::page:
    case Route::asset: return send(asset_reply(request, target->path));
    case Route::channel_ts: return send(ts(request, found.channel));
    case Route::channel_hls:
    case Route::channel_media:
    case Route::channel_audio:
    case Route::channel_subtitles: return playlist(found, send);
    case Route::channel_cues: return cues(found, send);
    case Route::channel_segment:
    case Route::channel_sound:
    case Route::channel_init: return send(segment(found));
    case Route::channel_logo: {
      if (!channel(found.channel)) return send(error_reply(404, "not_found", fmt::format("no channel {}", found.channel)));
      Reply reply;
      reply.type = "image/png";
      reply.text = channel_logo(found.channel);
      reply.field("Cache-Control", "public, max-age=86400").field("Access-Control-Allow-Origin", "*");
      return send(std::move(reply));
    }
    case Route::m3u:
    case Route::lineup: {
      const auto channels = station::guide_channels(*plan_);
      if (found.route == Route::lineup) return send(json_reply(lineup_json(tuner(request), channels)));
      auto reply = text_reply("audio/x-mpegurl; charset=utf-8", guide::m3u(channels, base_url(request)));
      reply.field("Access-Control-Allow-Origin", "*");
      return send(std::move(reply));
    }
    case Route::xmltv: return guide(request, *target, send);
    case Route::discover: return send(json_reply(discover_json(tuner(request))));
    case Route::lineup_status: return send(json_reply(lineup_status_json()));
    case Route::lineup_scan: return send(text_reply("text/plain; charset=utf-8", ""));
    case Route::device: return send(text_reply("application/xml; charset=utf-8", device_xml(tuner(request))));
    case Route::health: {
      bool well = true;
      auto reply = json_reply(health_json(well));
      if (!well) reply.status = 503;
      return send(std::move(reply));
    }
    case Route::metrics: return send(text_reply("text/plain; version=0.0.4; charset=utf-8", metrics_text(counts)));
    default: return api(*target, found, send);
  }
}

}  // namespace retrovue::serve
