#include "station/srt_output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>

#include "base/error.h"
#include "base/log.h"
#include "base/process.h"
#include "base/text.h"
#include "playout/child_pipe.h"

namespace retrovue::station {
namespace {

namespace asio = boost::asio;
using Pipe = asio::posix::stream_descriptor;

constexpr base::Millis kFirstDelay = 500, kLongestDelay = 8'000;
constexpr base::Millis kSteady = 10'000;  // a connection that held so long was a good one
constexpr base::Millis kEndPatience = 3'000;

std::vector<std::string> command(const std::string& url) {
  return {"ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-v", "error", "-f", "data", "-raw_packet_size", "1316", "-i", "pipe:0",
          "-map", "0", "-c", "copy", "-f", "data", "-flush_packets", "0", url};
}

std::string checked(const std::string& url) {
  const auto fail = [&](const char* why, const char* hint) { return base::Error(base::ErrorKind::usage, fmt::format("'{}' {}", base::printable(url.substr(0, url.find('?'))), why), hint); };
  const auto query = std::min(url.find('?'), url.size());
  const auto colon = url.rfind(':', query);
  const auto port = colon == url.npos ? std::string{} : url.substr(colon + 1, query - colon - 1);
  const bool plain = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (!plain || colon <= 6 || port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != port.npos)
    throw fail("is no address to send to", "write srt://HOST:PORT, or srt://:PORT?mode=listener to be called");
  if (url.find("passphrase", query) != url.npos)
    throw fail("cannot take a passphrase", "arguments can be read by everybody on the machine; encrypt on the way there, in a tunnel");
  return url;
}

class SrtOutput final : public Output {
 public:
  SrtOutput(asio::io_context& loop, const std::string& url) : loop_(loop), url_(checked(url)), timer_(loop) {}
  ~SrtOutput() override { drop(); }
  void prepare(playout::AirOptions&) override {}
  void begin(playout::ChannelAir& air, std::function<void()>) override {
    air_ = &air;
    connect();
  }
  void finish(std::function<void()> done) override {
    done_ = std::move(done);
    if (!relay_) return end();
    timer_.expires_after(std::chrono::milliseconds(kEndPatience));
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) end();
    });
  }

 private:
  struct Relay {
    Relay(asio::io_context& loop, base::Child c)
        : child(std::move(c)), in(loop, child.stdin_fd.release()), errors(loop, child.stderr_fd.release()) {}
    base::Child child;
    Pipe in, errors;
    playout::Complaints complaints;
    std::unique_ptr<playout::TsViewer> viewer;
    playout::Bytes piece;
    std::size_t at = 0;
    base::Millis since = base::steady_ms();
  };
  using Held = std::shared_ptr<Relay>;

  void connect() {
    try {
      base::SpawnOptions options;
      options.pipe_stdin = true;
      relay_ = std::make_shared<Relay>(loop_, base::Child::spawn(command(url_), options));
    } catch (const base::Error& error) {
      return again(error.message());
    }
    relay_->viewer = air_->watch();
    listen(relay_);
    pull(relay_);
  }

  void pull(const Held& relay) {
    relay->viewer->next([this, weak = std::weak_ptr(relay)](playout::Bytes bytes) {
      const auto held = weak.lock();
      if (!held || held != relay_) return;
      // At the channel's end the child sends what it has and ends.
      if (!bytes) return held->in.close();
      held->piece = std::move(bytes);
      held->at = 0;
      write(held);
    });
  }

  void write(const Held& relay) {
    while (relay->at < relay->piece->size()) {
      const ssize_t n = ::write(relay->in.native_handle(), relay->piece->data() + relay->at, relay->piece->size() - relay->at);
      if (n > 0) {
        relay->at += static_cast<std::size_t>(n);
        bytes_ += n;
      } else if (n < 0 && errno == EAGAIN) {
        return relay->in.async_wait(Pipe::wait_write, [this, relay](const boost::system::error_code& error) {
          if (!error && relay == relay_) write(relay);
        });
      } else if (n < 0 && errno != EINTR) {
        return;  // it is ending, and says why
      }
    }
    pull(relay);
  }

  // What it says, until it has ended.
  void listen(const Held& relay) {
    relay->errors.async_wait(Pipe::wait_read, [this, relay](const boost::system::error_code& error) {
      if (error || relay != relay_) return;
      std::array<char, 4096> text;
      const ssize_t n = ::read(relay->errors.native_handle(), text.data(), text.size());
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return lost();
      if (n > 0) relay->complaints.add(text.data(), static_cast<std::size_t>(n));
      listen(relay);
    });
  }

  void lost() {
    const auto why = relay_->complaints.summary();
    if (base::steady_ms() - relay_->since > kSteady) delay_ = kFirstDelay;
    drop();
    if (done_) return end();
    again(why.empty() ? "the connection ended" : why);
  }

  // Each reason is told once in a row.
  void again(const std::string& why) {
    if (why != told_) base::log(base::LogLevel::warning, "air", "srt: {}; it is tried again until the channel ends", why);
    told_ = why;
    timer_.expires_after(std::chrono::milliseconds(delay_));
    delay_ = std::min(2 * delay_, kLongestDelay);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error && !done_) connect();
    });
  }

  void drop() {
    if (!relay_) return;
    playout::bury(loop_, std::move(relay_->child));
    relay_.reset();
  }

  void end() {
    drop();
    timer_.cancel();
    done_();
  }

  asio::io_context& loop_;
  std::string url_, told_;
  asio::steady_timer timer_;
  playout::ChannelAir* air_ = nullptr;
  Held relay_;
  base::Millis delay_ = kFirstDelay;
  std::function<void()> done_;
};

}  // namespace

std::unique_ptr<Output> srt_output(asio::io_context& loop, const std::string& url) { return std::make_unique<SrtOutput>(loop, url); }

}  // namespace retrovue::station
