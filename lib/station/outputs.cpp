#include "station/outputs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "station/hls_output.h"
#include "station/srt_output.h"

namespace retrovue::station {
namespace {

namespace asio = boost::asio;
using playout::Bytes;

[[noreturn]] void cannot_write(const std::string& where, int error) {
  throw base::Error(base::ErrorKind::failed, fmt::format("cannot write '{}': {}", base::printable(where), std::strerror(error)));
}

// A file takes everything at once, so nothing needs pacing when an end is given.
class FileOutput final : public Output {
 public:
  explicit FileOutput(const std::string& path) : path_(path) {
    file_.reset(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file_.valid()) cannot_write(path_, errno);
  }
  void prepare(playout::AirOptions& options) override {
    options.fast = options.end_frame.has_value();
    if (options.fast) waiting_.reserve(kAtOnce);
    options.on_bytes = [this, fast = options.fast](const Bytes& bytes) {
      if (!fast) return write(*bytes);
      if (waiting_.size() + bytes->size() > kAtOnce) flush();
      waiting_.insert(waiting_.end(), bytes->begin(), bytes->end());
    };
  }
  void begin(playout::ChannelAir&, std::function<void()>) override {}
  void finish(std::function<void()> done) override {
    flush();
    done();
  }

 private:
  static constexpr std::size_t kAtOnce = 256 << 10;  // where nobody waits for it

  void flush() {
    write(waiting_);
    waiting_.clear();
  }
  void write(const std::vector<std::uint8_t>& bytes) {
    if (!file_.valid()) return;
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t n = ::write(file_.get(), bytes.data() + at, bytes.size() - at);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) {
        const int error = errno;
        struct stat found {};
        // Half a file is worse than none; a device stays where it is.
        if (::fstat(file_.get(), &found) == 0 && S_ISREG(found.st_mode)) ::unlink(path_.c_str());
        file_.reset();
        cannot_write(path_, error);
      }
      at += static_cast<std::size_t>(n);
      bytes_ += n;
    }
  }
  std::string path_;
  base::Fd file_;
  std::vector<std::uint8_t> waiting_;
};

// stdout as one more viewer: a reader that is too slow loses pictures, not the channel.
class StdoutOutput final : public Output {
 public:
  explicit StdoutOutput(asio::io_context& loop) : loop_(loop), pipe_(loop), flags_(::fcntl(1, F_GETFL)) {
    struct stat found {};
    pollable_ = ::fstat(1, &found) == 0 && !S_ISREG(found.st_mode);
    if (!pollable_) return;
    ::fcntl(1, F_SETFL, flags_ | O_NONBLOCK);
    boost::system::error_code refused;
    pipe_.assign(::dup(1), refused);
    pollable_ = !refused;
  }
  ~StdoutOutput() override { ::fcntl(1, F_SETFL, flags_); }
  void prepare(playout::AirOptions&) override {}
  void begin(playout::ChannelAir& air, std::function<void()> gone) override {
    gone_ = std::move(gone);
    viewer_ = air.watch();
    pull();
  }
  void finish(std::function<void()> done) override {
    if (ended_) return done();
    done_ = std::move(done);
  }

 private:
  void pull() {
    viewer_->next([this](Bytes bytes) {
      if (!bytes) {
        ended_ = true;
        if (done_) done_();
        return;
      }
      piece_ = std::move(bytes);
      at_ = 0;
      write();
    });
  }
  void write() {
    while (at_ < piece_->size()) {
      const ssize_t n = ::write(1, piece_->data() + at_, piece_->size() - at_);
      if (n > 0) {
        at_ += static_cast<std::size_t>(n);
        bytes_ += n;
      } else if (n < 0 && errno == EAGAIN && pollable_) {
        pipe_.async_wait(asio::posix::stream_descriptor::wait_write, [this](const boost::system::error_code& error) {
          if (!error) write();
        });
        return;
      } else if (n < 0 && errno != EINTR) {
        if (errno != EPIPE) cannot_write("standard output", errno);
        ended_ = true;
        asio::post(loop_, gone_);
        return;
      }
    }
    pull();
  }

  asio::io_context& loop_;
  asio::posix::stream_descriptor pipe_;
  int flags_;
  bool pollable_ = false, ended_ = false;
  std::unique_ptr<playout::TsViewer> viewer_;
  Bytes piece_;
  std::size_t at_ = 0;
  std::function<void()> gone_, done_;
};

// Seven packets a datagram, evenly: a key picture all at once would be more than a receiver's socket holds. Nobody listening
// is no error.
class UdpOutput final : public Output {
 public:
  UdpOutput(asio::io_context& loop, const std::string& where) : socket_(loop), timer_(loop) {
    const auto colon = where.rfind(':');
    boost::system::error_code error;
    asio::ip::udp::resolver resolver(loop);
    const auto host = where.substr(0, colon);
    const auto found = colon == std::string::npos || host.empty() || colon + 1 == where.size()
                           ? asio::ip::udp::resolver::results_type{}
                           : resolver.resolve(host, where.substr(colon + 1), asio::ip::udp::resolver::numeric_service, error);
    if (colon == std::string::npos || host.empty() || colon + 1 == where.size() || error || found.empty())
      throw base::Error(base::ErrorKind::usage, fmt::format("'udp://{}' is no address to send to", base::printable(where)), "write udp://HOST:PORT");
    to_ = found.begin()->endpoint();
    socket_.open(to_.protocol(), error);
    if (!error) socket_.non_blocking(true, error);
    if (error) throw base::Error(base::ErrorKind::failed, fmt::format("cannot open a UDP socket: {}", error.message()));
  }
  void prepare(playout::AirOptions& options) override {
    options.on_bytes = [this](const Bytes& bytes) {
      waiting_.insert(waiting_.end(), bytes->begin(), bytes->end());
      if (!std::exchange(ticking_, true)) tick();
    };
  }
  void begin(playout::ChannelAir&, std::function<void()>) override {}
  void finish(std::function<void()> done) override {
    send(waiting_.size());
    done();
  }

 private:
  static constexpr std::size_t kDatagram = 7 * 188;
  static constexpr std::chrono::milliseconds kTick{5};
  static constexpr std::size_t kTicks = 12;  // a twelfth of what waits goes with each: most of a piece within 100 ms

  void tick() {
    send(std::max(waiting_.size() / kTicks / kDatagram * kDatagram, 2 * kDatagram));
    ticking_ = !waiting_.empty();
    if (!ticking_) return;
    timer_.expires_after(kTick);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) tick();
    });
  }
  void send(std::size_t most) {
    boost::system::error_code ignored;
    const auto end = std::min(most, waiting_.size());
    for (std::size_t at = 0; at < end; at += kDatagram) {
      const auto size = std::min(kDatagram, end - at);
      socket_.send_to(asio::buffer(waiting_.data() + at, size), to_, 0, ignored);
      bytes_ += static_cast<std::int64_t>(size);
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(end));
  }
  asio::ip::udp::socket socket_;
  asio::ip::udp::endpoint to_;
  asio::steady_timer timer_;
  std::vector<std::uint8_t> waiting_;
  bool ticking_ = false;
};

std::unique_ptr<Output> open_one(asio::io_context& loop, const std::string& where) {
  if (where.empty() || where == "-") return std::make_unique<StdoutOutput>(loop);
  if (where.starts_with("udp://")) return std::make_unique<UdpOutput>(loop, where.substr(6));
  if (where.starts_with("srt://")) return srt_output(loop, where);
  if (const auto at = where.find("://"); at != std::string::npos)
    throw base::Error(base::ErrorKind::usage, fmt::format("'{}' is no output", base::printable(where)), "use -, hls:DIR, hls:URL, udp://HOST:PORT, srt://HOST:PORT or a file name");
  return std::make_unique<FileOutput>(where);
}
}  // namespace

std::vector<std::unique_ptr<Output>> open_outputs(asio::io_context& loop, const OutputWish& wish, const HlsShape& shape) {
  if (wish.where.starts_with("hls:")) return hls_outputs(loop, wish.where.substr(4), wish.origin_secret, wish.now, shape);
  std::vector<std::unique_ptr<Output>> made;
  made.push_back(open_one(loop, wish.where));
  return made;
}

}  // namespace retrovue::station
