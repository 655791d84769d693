#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/options.h"
#include "serve/target.h"
#include "station/guide.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::optional<std::string> format, output;
  std::vector<std::string> channels;
  std::optional<std::int64_t> days;
  std::string base_url = "http://127.0.0.1:8080";
};

int run(cli::Session& session, const Options& o) {
  const bool to_file = o.output && *o.output != "-";
  const auto format = o.format.value_or(session.json() && !to_file ? "json" : "xmltv");
  if (session.json() && !to_file && format != "json")
    throw base::Error(base::ErrorKind::usage, fmt::format("--json and --format {} exclude each other", format), "write to a file with -o, or leave one of them out");
  auto& catalog = session.reader();
  station::GuideRequest request;
  request.format = format == "m3u" ? station::GuideFormat::m3u : format == "json" ? station::GuideFormat::json : station::GuideFormat::xmltv;
  request.channels = station::guide_channels(catalog, o.channels);
  request.from = session.clock().now();
  request.to = request.from + o.days.value_or(14) * 86'400'000;
  request.base_url = serve::checked_base_url(o.base_url);
  const auto channels = request.channels.size();
  if (!to_file) {
    station::GuideWriter writer{request};
    for (std::string piece; writer.next(catalog, piece); piece.clear()) session.out().raw(piece);
    return 0;
  }
  const auto text = station::whole_guide(catalog, request);
  if (!session.dry_run()) base::write_file_atomic(*o.output, text);
  if (session.json()) {
    base::JsonWriter json;
    json.object().field("file", *o.output).field("format", format).field("channels", channels).field("bytes", text.size());
    session.out().document(json.end());
  }
  session.out().note(fmt::format("{}: {} channels, {} bytes", *o.output, channels, text.size()));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.option("--format", "FORMAT", o->format, "how to write it").one_of({"xmltv", "m3u", "json"}).by_default("xmltv");
  cli::channels_option(d, o->channels);
  cli::days_option(d, o->days).by_default("14");
  cli::output_option(d, o->output);
  d.option("--base-url", "URL", o->base_url, "where others reach `serve`; stands in the addresses of streams and pictures").by_default(o->base_url);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command epg_export;
const cli::Command epg_export{
    .path = "epg export",
    .summary = "write the programme guide",
    .text = "Writes the guide from now on, as XMLTV (for Plex, Jellyfin, Kodi and others), as a channel list in M3U, or as JSON. "
            "Disabled channels are left out. A file is replaced in one step, so that a reader never sees a part of it.\n\n"
            "Filler shorter than 15 minutes has no entry of its own: it lengthens the programme before it. Longer stretches without a "
            "programme are entries titled Off Air. A programme that never aired on its channel is marked premiere and new, any other "
            "with the time when it last aired there. Channel ids look like C5.1a2b.retrovue and stay the same for ever.\n\n"
            "`serve` answers /xmltv.xml and /channels.m3u with the same content.",
    .examples = "$ retrovue epg export -o /srv/guide/xmltv.xml\n$ retrovue epg export --format m3u --base-url http://tv.example:8080 -o channels.m3u\n"
                "$ retrovue epg export --format json --channel 5 --days 1",
    .declare = declare,
};

}  // namespace retrovue::cmd
