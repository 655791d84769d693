#include "playout/child_pipe.h"

#include <signal.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace retrovue::playout {

namespace asio = boost::asio;

void bury(asio::io_context& loop, base::Child child) {
  if (child.pid() <= 0 || child.poll()) return;
  child.signal_group(SIGKILL);
  if (child.poll() || !child.pidfd.valid()) return;  // without a pidfd the destructor waits
  struct Grave {
    base::Child child;
    asio::posix::stream_descriptor ended;
  };
  const int fd = child.pidfd.release();
  auto grave = std::make_shared<Grave>(Grave{std::move(child), asio::posix::stream_descriptor(loop, fd)});
  grave->ended.async_wait(asio::posix::stream_descriptor::wait_read,
                          [grave](const boost::system::error_code&) { grave->child.poll(); });
}

void Complaints::add(const char* bytes, std::size_t count) {
  constexpr std::size_t kKept = 4096;
  text_.append(bytes, count);
  if (text_.size() > 2 * kKept) text_.erase(0, text_.size() - kKept);
}

std::string Complaints::summary() const {
  std::vector<std::string> said;
  for (const auto& line : base::split(text_, '\n')) {
    std::string_view words = base::trim(line);
    // "[mov,mp4 @ 0x55d0c8] moov atom not found": who says it and where in memory helps nobody.
    if (words.starts_with('[') && words.find(" @ 0x") < words.find(']') && words.find("] ") != words.npos)
      words.remove_prefix(words.find("] ") + 2);
    auto one = base::printable(words.substr(0, 200));
    if (!one.empty() && std::find(said.begin(), said.end(), one) == said.end()) said.push_back(std::move(one));
  }
  if (said.size() > 2) said.erase(said.begin(), said.end() - 2);
  return base::join(said, "; ");
}

}  // namespace retrovue::playout
