#include "serve/server.h"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <chrono>

#include "base/error.h"
#include "base/log.h"
#include "serve/server_state.h"

namespace retrovue::serve {
namespace {
namespace asio = boost::asio;
using asio::ip::tcp;
using State = std::shared_ptr<ServerState>;

// Sent without waiting; a client that cannot take so little is let go.
void refuse(tcp::socket& socket) {
  static constexpr std::string_view kFull =
      "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 5\r\n\r\n";
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(kFull), ignored);
  socket.shutdown(tcp::socket::shutdown_both, ignored);
}

void accept(const State& state) {
  state->acceptor.async_accept([state](boost::system::error_code error, tcp::socket socket) {
    if (state->stopped || error == asio::error::operation_aborted) return;
    if (error) {
      base::log(base::LogLevel::warning, "serve", "cannot accept a connection: {}", error.message());
      state->pause.expires_after(std::chrono::milliseconds{100});
      state->pause.async_wait([state](boost::system::error_code stopped) {
        if (!stopped) accept(state);
      });
      return;
    }
    ++state->counts.accepted;
    if (state->open.size() >= state->limits.connections) {
      ++state->counts.refused;
      refuse(socket);
    } else {
      serve_connection(state, std::move(socket));
    }
    accept(state);
  });
}
void close_door(ServerState& state) {
  state.stopped = true;
  boost::system::error_code ignored;
  state.acceptor.close(ignored);
  state.pause.cancel();
}
}  // namespace

Server::Server(asio::io_context& loop, const std::string& address, std::uint16_t port, Limits limits, Answer answer)
    : state_(std::make_shared<ServerState>(loop, limits, std::move(answer))) {
  boost::system::error_code error;
  const auto ip = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
  if (error)
    throw base::Error(base::ErrorKind::usage, fmt::format("'{}' is not an address to listen on", address),
                      "use an IP address of this machine, or 0.0.0.0 for all of them");
  auto& acceptor = state_->acceptor;
  const tcp::endpoint endpoint{ip, port};
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    const bool taken = error == asio::error::address_in_use;
    throw base::Error(base::ErrorKind::failed, fmt::format("cannot listen on {} port {}: {}", address, port, error.message()),
                      taken ? "another program uses this port; choose one with --port, or 0 for a free one"
                            : "check --bind and --port");
  }
  accept(state_);
}

Server::~Server() { stop(); }

std::string Server::address() const { return state_->acceptor.local_endpoint().address().to_string(); }
std::uint16_t Server::port() const { return state_->acceptor.local_endpoint().port(); }
const ServerCounts& Server::counts() const { return state_->counts; }

void Server::drain(std::function<void()> gone) {
  close_door(*state_);
  const auto open = state_->open;
  for (auto* connection : open)
    if (state_->open.contains(connection) && waits_for_request(*connection)) close_connection(*connection);
  if (!state_->open.empty()) state_->gone = std::move(gone);
  else asio::post(state_->loop, std::move(gone));
}

void Server::stop() {
  state_->gone = nullptr;
  close_door(*state_);
  const auto open = state_->open;
  for (auto* connection : open)
    if (state_->open.contains(connection)) close_connection(*connection);
}

}  // namespace retrovue::serve
