#include "playout/event_child.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "playout/child_pipe.h"

namespace retrovue::playout {

namespace asio = boost::asio;
using Pipe = asio::posix::stream_descriptor;

std::string ChildEnd::text() const {
  const auto how = hung ? std::string("hung") : overran ? std::string("held too much memory") : base::status_text(status);
  return complaint.empty() ? how : fmt::format("{}: {}", how, complaint);
}

struct EventChild::Core : std::enable_shared_from_this<EventChild::Core> {
  Core(asio::io_context& l, base::Child c, Handlers h, const ChildBounds& bounds)
      : loop(l), child(std::move(c)), handlers(std::make_shared<Handlers>(std::move(h))), memory(bounds.memory), pulse(bounds.hang_after), meter(bounds.use), video(l, child.stdout_fd.release()),
        sound(l, child.fd3.release()), errors(l, child.stderr_fd.release()), ended(l), watchdog(l) {
    if (child.pidfd.valid()) ended.assign(child.pidfd.release());
  }

  void start() {
    read_video();
    read_sound();
    read_errors();
    wait_end();
    watch();
  }

  // Reads what is there. False at the end of the stream.
  template <typename Take>
  bool read_some(Pipe& pipe, Take take) {
    std::array<char, 65536> buffer;
    const ssize_t n = ::read(pipe.native_handle(), buffer.data(), buffer.size());
    if (n > 0) {
      take(buffer.data(), static_cast<std::size_t>(n));
      return true;
    }
    return n < 0 && (errno == EAGAIN || errno == EINTR);
  }

  void read_video() {
    if (held || reading || !video.is_open()) return;
    reading = true;
    video.async_wait(Pipe::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
      self->reading = false;
      if (error || self->closed || self->held) return;
      std::vector<AccessUnit> units;
      const bool more = self->read_some(self->video, [&](const char* bytes, std::size_t count) {
        self->pulse.sign();
        self->demux.feed({reinterpret_cast<const std::uint8_t*>(bytes), count}, units);
      });
      if (!more) {
        self->demux.finish(units);
        self->video.close();
      }
      const auto to = self->handlers;
      for (auto& unit : units) {
        if (self->closed) return;
        to->unit(std::move(unit));
      }
      if (self->closed) return;
      if (more) self->read_video();
      else self->finish();
    });
  }

  void read_sound() {
    sound.async_wait(Pipe::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
      if (error || self->closed) return;
      const bool more = self->read_some(self->sound, [&](const char* bytes, std::size_t count) {
        self->pulse.sign();
        self->take_sound(bytes, count);
      });
      if (self->closed) return;
      if (more) return self->read_sound();
      self->sound.close();
      self->finish();
    });
  }

  // PCM may be cut anywhere by the pipe; pairs are 4 bytes.
  void take_sound(const char* bytes, std::size_t count) {
    odd.insert(odd.end(), bytes, bytes + count);
    const std::size_t pairs = odd.size() / 4;
    std::vector<std::int16_t> samples(pairs * 2);
    std::memcpy(samples.data(), odd.data(), pairs * 4);
    odd.erase(odd.begin(), odd.begin() + static_cast<std::ptrdiff_t>(pairs * 4));
    const auto to = handlers;
    if (pairs > 0) to->pcm(samples);
  }

  void read_errors() {
    errors.async_wait(Pipe::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
      if (error || self->closed) return;
      const bool more =
          self->read_some(self->errors, [&](const char* bytes, std::size_t count) { self->complaints.add(bytes, count); });
      if (more) return self->read_errors();
      self->errors.close();
      self->finish();
    });
  }

  void wait_end() {
    if (!ended.is_open()) return;
    ended.async_wait(Pipe::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
      if (error || self->closed) return;
      self->ended.close();
      self->finish();
    });
  }

  // All three pipes at their end and the process gone. A grandchild cannot keep a pipe open: there are none.
  void finish() {
    if (closed || video.is_open() || sound.is_open() || errors.is_open() || ended.is_open()) return;
    closed = true;
    watchdog.cancel();
    ChildEnd end;
    meter.gone(child.pid());
    end.status = child.wait();
    end.hung = hung;
    end.overran = overran;
    end.complaint = complaints.summary();
    const auto to = std::move(handlers);
    to->ended(end);
  }

  void watch() {
    watchdog.expires_after(std::chrono::milliseconds(pulse.period()));
    watchdog.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (error || self->closed) return;
      self->look();
      self->watch();
    });
  }

  void look() {
    const auto seen = look_at(child.pid());
    meter.see(seen);
    if (held) pulse.sign();
    if (hung || overran) return;
    overran = memory > 0 && meter.too_much(memory);
    hung = !overran && pulse.hangs(base::steady_ms(), seen);
    if (!hung && !overran) return;
    child.signal_group(SIGKILL);
  }

  void close() {
    if (!closed) meter.gone(child.pid());
    closed = true;
    handlers.reset();
    watchdog.cancel();
    boost::system::error_code ignored;
    for (auto* pipe : {&video, &sound, &errors}) pipe->close(ignored);
    if (ended.is_open()) child.pidfd = base::Fd(ended.release());
    bury(loop, std::move(child));
  }

  asio::io_context& loop;
  base::Child child;
  std::shared_ptr<Handlers> handlers;  // a handler that runs may close us
  std::int64_t memory;
  Pulse pulse;
  UseMeter meter;
  Pipe video, sound, errors, ended;
  asio::steady_timer watchdog;
  TsDemux demux;
  Complaints complaints;
  std::vector<char> odd;
  bool held = false, reading = false, closed = false, hung = false, overran = false;
};

EventChild::EventChild(asio::io_context& loop, const std::vector<std::string>& argv, Handlers handlers, const ChildBounds& bounds) {
  base::SpawnOptions options;
  options.pipe_stdout = true;
  options.pipe_fd3 = true;
  options.nice = bounds.nice;
  core_ = std::make_shared<Core>(loop, base::Child::spawn(argv, options), std::move(handlers), bounds);
  core_->start();
}

EventChild::~EventChild() { core_->close(); }

void EventChild::hold(bool pictures) {
  core_->held = pictures;
  if (!pictures) core_->read_video();
}

int EventChild::pid() const { return core_->child.pid(); }

}  // namespace retrovue::playout
