#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "base/process.h"

namespace retrovue::playout {

// Pieces shared by the children of a channel.

// Kills the child's group and reaps it when it is gone, without blocking the loop.
void bury(boost::asio::io_context& loop, base::Child child);

// The end of what a child wrote to stderr, bounded.
class Complaints {
 public:
  void add(const char* bytes, std::size_t count);
  std::string summary() const;  // its last two different lines, printable, at most 200 bytes each

 private:
  std::string text_;
};

}  // namespace retrovue::playout
