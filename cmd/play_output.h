#pragma once
#include <cstdlib>
#include <optional>
#include <string>

#include "base/file.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/session.h"
#include "station/play.h"

// Where `play` sends what it plays.
namespace retrovue::cmd {

struct PlayOutput {
  std::optional<std::string> output, secret_file;

  void declare(cli::Declaration& d) {
    d.option("-o,--output", "OUTPUT", output, "-, hls:DIR, hls:URL, udp://HOST:PORT, srt://HOST:PORT or a file").by_default("-").names(cli::Complete::file);
    d.option("--origin-token-file", "FILE", secret_file, "read from this file what hls:URL asks for: NAME:PASSWORD or a token").names(cli::Complete::file);
  }

  void fill(cli::Session& session, station::PlayRequest& request) const {
    request.output = output.value_or("-");
    if (request.output == "-") session.out().need_no_terminal("a transport stream");
    request.now = session.clock().now();
    const char* variable = std::getenv("RETROVUE_ORIGIN_TOKEN");
    if (secret_file) request.origin_secret = base::trim(base::read_file(*secret_file, 4096));
    else if (variable) request.origin_secret = variable;
  }
};

}  // namespace retrovue::cmd
