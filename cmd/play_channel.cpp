#include <csignal>
#include <memory>

#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/play_report.h"
#include "cli/settings.h"
#include "play_output.h"
#include "station/profiles.h"

namespace retrovue::cmd {
namespace {

struct Wanted {
  std::string channel;
  PlayOutput output;
  std::optional<std::string> at;
  std::optional<base::Millis> duration;
};

int run(cli::Session& session, const Wanted& wanted) {
  const auto channel = catalog::find_channel(session.reader(), wanted.channel);
  station::PlayRequest request;
  wanted.output.fill(session, request);
  if (wanted.at) request.at = session.time(*wanted.at);
  request.duration = wanted.duration;
  const auto report =
      station::play_channel(session.globals().db, station::profiles(session.settings()), channel, cli::store_wish(session.settings()), request);
  return cli::show_play_report(session, report, request.output);
}

cli::Action declare(cli::Declaration& d) {
  auto wanted = std::make_shared<Wanted>();
  cli::channel_argument(d, wanted->channel);
  wanted->output.declare(d);
  cli::at_option(d, wanted->at);
  cli::duration_option(d, wanted->duration);
  return [wanted](cli::Session& session) { return run(session, *wanted); };
}
}  // namespace

extern const cli::Command play_channel;
const cli::Command play_channel{
    .path = "play channel",
    .summary = "put a channel on air without a server",
    .text = "Sends what the stored plan names for this moment, and goes on until the duration is over, the reader is gone, or SIGINT "
            "or SIGTERM comes; the stream then ends with a whole packet and a picture that can be decoded.\n\n"
            "The output is `-` (MPEG-TS on stdout), `hls:DIR` (a folder with index.m3u8 and numbered segments, ready for any web "
            "server), `hls:URL` (the same, put on a web server by PUT), `udp://HOST:PORT` (MPEG-TS, seven packets a datagram), "
            "`srt://HOST:PORT` (the same to an SRT listener, or `srt://:PORT?mode=listener` for callers; by way of ffmpeg, whose "
            "options may follow a `?`), or the name of a file. A file with --duration is written as fast as the machine can encode; "
            "everything else runs in real time. An SRT peer that goes is called again; the channel goes on meanwhile.\n\n"
            "With hls: the playlist names the newest eight segments and is replaced after they are there; a segment is deleted when 24 "
            "newer ones are there, also one that an earlier run left, so whoever still plays that gets to its end. No number is "
            "ever used again. A web server that does not answer is tried again and again; the channel goes on, and what its "
            "newest playlist does not name any more is left out. It may ask for a name and password, or a token: they come "
            "from --origin-token-file or the variable RETROVUE_ORIGIN_TOKEN, as `NAME:PASSWORD` or one word, never from the address.\n\n"
            "A channel with renditions, a second track of sound or subtitles has them there as well: then index.m3u8 lists them, and each "
            "has a folder beside it with an index.m3u8 of its own, all with the same numbers at the same times.\n\n"
            "With --at the channel is shown as it is at that time, from exactly that frame. What aired is kept as as-run rows: see "
            "`retrovue asrun show`. Where nothing is planned, or nothing that is planned can be played, the slate is on air.",
    .examples = "$ retrovue play channel 1 | vlc -\n"
                "$ retrovue play channel 1 --output hls:/var/www/retro\n"
                "$ retrovue play channel 1 --output hls:https://origin.example/retro/ --origin-token-file /etc/retrovue/origin\n"
                "$ retrovue play channel 1 --at '2026-11-21 20:00' --duration 2h --output evening.ts",
    .effect = cli::Effect::airs,
    .declare = declare,
};

}  // namespace retrovue::cmd
