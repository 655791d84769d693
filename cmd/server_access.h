#pragma once
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/session.h"
#include "station/server_door.h"

// How commands reach servers: a token from a file or standard input, and how patient they are.
namespace retrovue::cmd {

struct TokenOptions {
  std::optional<std::string> file, plain, plextv_url;
  bool from_stdin = false;
  std::optional<std::int64_t> attempts;
  std::optional<base::Millis> delay, timeout;

  void declare(cli::Declaration& d) {
    d.option("--token-file", "FILE", file, "read the token from this file").names(cli::Complete::file);
    d.flag("--token-stdin", from_stdin, "read the token from standard input");
    d.option("--plex-token", "TOKEN", plain, "the token itself; others on this machine can see it, so prefer a file or the variable").from_env("PLEX_TOKEN");
    d.option("--plextv-url", "URL", plextv_url, "another address than https://plex.tv, for tests");
    d.option("--attempts", "N", attempts, "how often a request is tried before it has failed").between(1, 20).by_default("4");
    d.duration("--retry-delay", delay, "the wait before the second try; it doubles with each").by_default("500ms");
    d.duration("--timeout", timeout, "how long a server may say nothing").by_default("60s");
  }

  // Empty: none was given.
  std::optional<std::string> read(cli::Session& session) const {
    if (static_cast<int>(file.has_value()) + static_cast<int>(from_stdin) > 1)
      throw base::Error(base::ErrorKind::usage, "--token-file and --token-stdin exclude each other");
    std::string text;
    if (file) {
      text = base::read_file(*file, 4096);
    } else if (from_stdin) {
      char buffer[4096];
      text.assign(buffer, std::fread(buffer, 1, sizeof buffer, stdin));
    } else if (plain) {
      // The variable is private to its owner; a word on the command line is not.
      const char* variable = std::getenv("PLEX_TOKEN");
      if (!variable || *plain != variable) session.out().warn("a token on the command line can be read by others; use --token-file or --token-stdin");
      text = *plain;
    } else {
      return std::nullopt;
    }
    auto token = std::string{base::trim(text)};
    if (token.empty() || token.find_first_of(" \t\r\n") != std::string::npos)
      throw base::Error(base::ErrorKind::usage, "that is no token", "it is one word; see https://support.plex.tv, or 'retrovue server login'");
    return token;
  }
};

inline station::DoorWish door_wish(const TokenOptions& options = {}) {
  station::DoorWish wish;
  wish.version = RETROVUE_VERSION;
  wish.plextv_url = options.plextv_url.value_or("");
  if (options.attempts) wish.attempts = static_cast<int>(*options.attempts);
  wish.first_delay = options.delay;
  wish.idle_timeout = options.timeout;
  return wish;
}

}  // namespace retrovue::cmd
