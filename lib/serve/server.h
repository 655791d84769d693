#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/clock.h"
#include "serve/reply.h"

namespace retrovue::serve {

// Bounds on what one client, and all together, may cost.
struct Limits {
  std::size_t connections = 512;
  std::uint32_t header_bytes = 8 * 1024;
  std::uint64_t body_bytes = 64 * 1024;
  base::Millis header_time = 10'000;  // from the first wait to the last header byte, however slowly they drip
  base::Millis idle_time = 60'000;    // between requests of a kept connection
  base::Millis write_time = 20'000;   // for one piece to be taken by the client
};

struct ServerCounts {
  std::uint64_t connections = 0;                // open now
  std::uint64_t accepted = 0, refused = 0;
  std::uint64_t bytes_sent = 0;                 // bodies
  std::map<unsigned, std::uint64_t> replies;    // by status
};

// Answers a request by calling reply once, on the loop's thread, now or later.
using Answer = std::function<void(const Request&, std::function<void(Reply)> reply)>;

struct ServerState;

// HTTP/1.1 (RFC 9112) over TCP on the caller's loop. HEAD gives what GET would without the body.
class Server {
 public:
  // Listens at once. address: IPv4 or IPv6; port 0 = a free one. Throws Error(usage) for a bad address,
  // Error(failed) when the port is taken or may not be used.
  Server(boost::asio::io_context& loop, const std::string& address, std::uint16_t port, Limits limits, Answer answer);
  ~Server();
  std::string address() const;
  std::uint16_t port() const;
  const ServerCounts& counts() const;
  // Accepts no more; calls gone when the last answer that is under way has been sent.
  void drain(std::function<void()> gone);
  void stop();  // accepts no more and closes what is open

 private:
  std::shared_ptr<ServerState> state_;
};

}  // namespace retrovue::serve
