#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "serve/site.h"

namespace retrovue::serve {

struct ServeOptions {
  std::string bind = "127.0.0.1";
  std::uint16_t port = 8080;  // 0 = a free one
  Limits limits;
  SiteOptions site;
  // Called once with the loop on which channels are to live, to set what makes them (open_air) and tells of them (state).
  std::function<void(boost::asio::io_context&, SiteOptions&)> make_air;
  // Called when requests are answered, with the address to open: "http://127.0.0.1:8080".
  std::function<void(const std::string&)> ready;
};

// Serves until SIGINT or SIGTERM, then takes the channels off the air on closed units and returns the signal.
// Throws as Server and catalog::Catalog do, Error(unreachable) when ffmpeg is not there.
int serve(ServeOptions options);

}  // namespace retrovue::serve
