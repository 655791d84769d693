#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <set>

#include "serve/server.h"

namespace retrovue::serve {

class Connection;

// What a server and its connections share; lives until the last of them is gone.
struct ServerState {
  ServerState(boost::asio::io_context& io, Limits bounds, Answer act)
      : loop(io), acceptor(io), pause(io), limits(bounds), answer(std::move(act)) {}
  boost::asio::io_context& loop;
  boost::asio::ip::tcp::acceptor acceptor;
  boost::asio::steady_timer pause;  // after accept failed for want of descriptors
  Limits limits;
  Answer answer;
  ServerCounts counts;
  std::set<Connection*> open;
  bool stopped = false;
  std::function<void()> gone;  // see Server::drain
};

// Answers the requests on a socket until either side is done.
void serve_connection(std::shared_ptr<ServerState> state, boost::asio::ip::tcp::socket socket);
void close_connection(Connection& connection);
bool waits_for_request(const Connection& connection);

}  // namespace retrovue::serve
