#include <csignal>
#include <memory>

#include "catalog/channels.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/play_report.h"
#include "cli/settings.h"
#include "station/profiles.h"

namespace retrovue::cmd {
namespace {

struct Wanted {
  std::string channel;
  std::optional<std::string> output, at;
  std::optional<base::Millis> duration;
};

int run(cli::Session& session, const Wanted& wanted) {
  const auto channel = catalog::find_channel(session.reader(), wanted.channel);
  station::PlayRequest request;
  request.output = wanted.output.value_or("-");
  if (request.output == "-") session.out().need_no_terminal("a transport stream");
  request.now = session.clock().now();
  if (wanted.at) request.at = session.time(*wanted.at);
  request.duration = wanted.duration;
  const auto report =
      station::play_channel(session.globals().db, station::profiles(session.settings()), channel, cli::store_wish(session.settings()), request);
  return cli::show_play_report(session, report, request.output);
}

cli::Action declare(cli::Declaration& d) {
  auto wanted = std::make_shared<Wanted>();
  cli::channel_argument(d, wanted->channel);
  d.option("-o,--output", "OUTPUT", wanted->output, "-, hls:DIR, udp://HOST:PORT or a file").by_default("-").names(cli::Complete::file);
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
            "server), `udp://HOST:PORT` (MPEG-TS, seven packets a datagram), or the name of a file. A file with --duration is "
            "written as fast as the machine can encode; everything else runs in real time.\n\n"
            "With --at the channel is shown as it is at that time, from exactly that frame. What aired is kept as as-run rows: see "
            "`retrovue asrun show`. Where nothing is planned, or nothing that is planned can be played, the slate is on air.",
    .examples = "$ retrovue play channel 1 | vlc -\n"
                "$ retrovue play channel 1 --output hls:/var/www/retro\n"
                "$ retrovue play channel 1 --at '2026-11-21 20:00' --duration 2h --output evening.ts",
    .effect = cli::Effect::airs,
    .declare = declare,
};

}  // namespace retrovue::cmd
