#pragma once
#include <cstdio>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "cli/declaration.h"
#include "cli/session.h"

// How commands are given the address of a live input.
namespace retrovue::cmd {

struct LiveAddress {
  std::optional<std::string> plain, file;
  bool from_stdin = false;

  void declare(cli::Declaration& d) {
    d.option("--url", "URL", plain, "the address of a live input; others on this machine can see it, so one with a password goes into a file");
    d.option("--url-file", "FILE", file, "read the address of a live input from this file").names(cli::Complete::file);
    d.flag("--url-stdin", from_stdin, "read the address of a live input from standard input");
  }

  // Empty: none was given.
  std::optional<std::string> read(cli::Session& session) const {
    constexpr std::size_t kMost = 4096;
    if (static_cast<int>(plain.has_value()) + static_cast<int>(file.has_value()) + static_cast<int>(from_stdin) > 1)
      throw base::Error(base::ErrorKind::usage, "--url, --url-file and --url-stdin exclude each other");
    if (file) return base::read_file(*file, kMost);
    if (from_stdin) {
      char buffer[kMost];
      return std::string(buffer, std::fread(buffer, 1, sizeof buffer, stdin));
    }
    if (plain && plain->find_first_of("@?") != std::string::npos)
      session.out().warn("an address on the command line can be read by others; use --url-file or --url-stdin for one with a password");
    return plain;
  }
};

}  // namespace retrovue::cmd
