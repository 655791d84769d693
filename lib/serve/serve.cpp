#include "serve/serve.h"

#include <fmt/format.h>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>

#include "base/error.h"
#include "base/log.h"
#include "base/process.h"
#include "base/zone.h"

namespace retrovue::serve {
namespace {
// Time for viewers to take what is left of their last closed unit.
constexpr std::chrono::milliseconds kFarewell{1500};
}  // namespace

int serve(ServeOptions options) {
  base::Zone::system();  // the zones are read before there are threads, and before anybody waits for an answer
  if (base::find_program("ffmpeg").empty())
    throw base::Error(base::ErrorKind::unreachable, "ffmpeg is not in PATH", "install it (Debian and Ubuntu: apt install ffmpeg)");
  std::signal(SIGPIPE, SIG_IGN);
  base::drop_what_log_cannot_take();
  boost::asio::io_context loop{1};
  int caught = 0;
  options.make_air(loop, options.site);
  Site site{loop, std::move(options.site)};
  Server* self = nullptr;
  Server server{loop, options.bind, options.port, options.limits,
                [&](const Request& request, std::function<void(Reply)> send) { site.answer(request, self->counts(), std::move(send)); }};
  self = &server;

  boost::asio::signal_set signals{loop, SIGINT, SIGTERM};
  boost::asio::steady_timer farewell{loop};
  signals.async_wait([&](boost::system::error_code error, int number) {
    if (error) return;
    caught = number;
    site.stop();
    server.drain([&] { loop.stop(); });
    farewell.expires_after(kFarewell);
    farewell.async_wait([&](boost::system::error_code) { loop.stop(); });
    // A second signal means now.
    signals.async_wait([&](boost::system::error_code, int) { loop.stop(); });
  });

  const auto address = server.address();
  const bool six = address.find(':') != std::string::npos;
  if (options.ready) options.ready(fmt::format("http://{}{}{}:{}", six ? "[" : "", address, six ? "]" : "", server.port()));
  // What one handler throws must not take every other viewer off the air.
  for (bool done = false; !done;) {
    try {
      loop.run();
      done = true;
    } catch (const std::exception& error) {
      base::log(base::LogLevel::error, "serve", "unexpected: {}", error.what());
    }
  }
  return caught;
}

}  // namespace retrovue::serve
