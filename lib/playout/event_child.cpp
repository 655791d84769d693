#include "playout/event_child.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "playout/child_pipe.h"

namespace retrovue::playout {

namespace asio = boost::asio;
using Pipe = asio::posix::stream_descriptor;

std::string ChildEnd::text() const {
  const auto how = hung ? std::string("hung") : overran ? std::string("held too much memory") : base::status_text(status);
  return complaint.empty() ? how : fmt::format("{}: {}", how, complaint);
}

namespace {
// A child writes every picture and every bit of sound by itself, and each would wake us: its outputs are looked at by the clock.
constexpr base::Millis kQuick = 2, kCalm = 40;  // between looks: the shorter the fuller one of its pipes
constexpr int kPipe = 256 << 10;                // bytes
constexpr std::size_t kLittle = kPipe / 8, kMuch = kPipe / 2;
constexpr std::size_t kFirst = 30;              // pictures that somebody may wait for
}  // namespace

struct EventChild::Core : std::enable_shared_from_this<EventChild::Core> {
  Core(asio::io_context& l, base::Child c, Handlers h, const ChildBounds& bounds)
      : loop(l), child(std::move(c)), handlers(std::make_shared<Handlers>(std::move(h))), memory(bounds.memory), pulse(bounds.hang_after), meter(bounds.use),
        video(std::move(child.stdout_fd)), sound(std::move(child.fd3)), errors(l, child.stderr_fd.release()), ended(l), watchdog(l), clock(l) {
    if (child.pidfd.valid()) ended.assign(child.pidfd.release());
  }

  void start() {
    look_in(kQuick);
    read_errors();
    wait_end();
    watch();
  }

  void look_in(base::Millis wait) {
    clock.expires_after(std::chrono::milliseconds(wait));
    clock.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (error || self->closed) return;
      self->read_outputs();
    });
  }

  void read_outputs() {
    if (hold == Hold::everything) return;  // and does not look again until it is let go
    most = 0;
    if (hold == Hold::nothing) read_video();
    if (!closed) read_sound();
    if (closed) return;
    if (most > kMuch) pause = std::max(kQuick, pause / 2);
    else if (most < kLittle && pictures >= kFirst) pause = std::min(kCalm, pause * 2);
    if (video.valid() || sound.valid()) look_in(pause);
    finish();
  }

  // Reads what is there. False at the end of the stream.
  template <typename Take>
  bool read_some(int fd, Take take) {
    std::array<char, kPipe> buffer;
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n > 0) {
      most = std::max(most, static_cast<std::size_t>(n));
      take(buffer.data(), static_cast<std::size_t>(n));
      return true;
    }
    return n < 0 && (errno == EAGAIN || errno == EINTR);
  }

  void read_video() {
    if (!video.valid()) return;
    std::vector<AccessUnit> units;
    const bool more = read_some(video.get(), [&](const char* bytes, std::size_t count) {
      pulse.sign();
      demux.feed({reinterpret_cast<const std::uint8_t*>(bytes), count}, units);
    });
    if (!more) {
      demux.finish(units);
      video.reset();
    }
    pictures += units.size();
    const auto to = handlers;
    for (auto& unit : units) {
      if (closed) return;
      to->unit(std::move(unit));
    }
  }

  // PCM may be cut anywhere by the pipe; pairs are 4 bytes.
  void read_sound() {
    if (!sound.valid()) return;
    std::array<std::int16_t, kPipe / sizeof(std::int16_t) + 2> samples;
    auto* const bytes = reinterpret_cast<char*>(samples.data());
    std::copy_n(odd.data(), odds, bytes);
    const ssize_t n = ::read(sound.get(), bytes + odds, kPipe);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return sound.reset();
    if (n < 0) return;
    pulse.sign();
    most = std::max(most, static_cast<std::size_t>(n));
    const auto there = odds + static_cast<std::size_t>(n);
    odds = there % 4;
    std::copy_n(bytes + there - odds, odds, odd.data());
    const auto to = handlers;
    if (there >= 4) to->pcm({samples.data(), there / 4 * 2});
  }

  void read_errors() {
    errors.async_wait(Pipe::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
      if (error || self->closed) return;
      const bool more =
          self->read_some(self->errors.native_handle(), [&](const char* bytes, std::size_t count) { self->complaints.add(bytes, count); });
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
      self->look_in(0);
    });
  }

  // All three pipes at their end and the process gone. A grandchild cannot keep a pipe open: there are none.
  void finish() {
    if (closed || video.valid() || sound.valid() || errors.is_open() || ended.is_open()) return;
    closed = true;
    watchdog.cancel();
    clock.cancel();
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
    if (hold != Hold::nothing) pulse.sign();
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
    clock.cancel();
    boost::system::error_code ignored;
    errors.close(ignored);
    video.reset();
    sound.reset();
    if (ended.is_open()) child.pidfd = base::Fd(ended.release());
    bury(loop, std::move(child));
  }

  asio::io_context& loop;
  base::Child child;
  std::shared_ptr<Handlers> handlers;  // a handler that runs may close us
  std::int64_t memory;
  Pulse pulse;
  UseMeter meter;
  base::Fd video, sound;
  Pipe errors, ended;
  asio::steady_timer watchdog, clock;
  TsDemux demux;
  Complaints complaints;
  std::array<char, 4> odd{};
  std::size_t odds = 0;                // bytes of a pair whose others are still to come
  std::size_t pictures = 0;            // that it gave
  std::size_t most = 0;                // bytes of the fuller pipe at this look
  base::Millis pause = kQuick;
  Hold hold = Hold::nothing;
  bool closed = false, hung = false, overran = false;
};

EventChild::EventChild(asio::io_context& loop, const std::vector<std::string>& argv, Handlers handlers, const ChildBounds& bounds) {
  base::SpawnOptions options;
  options.pipe_stdout = true;
  options.pipe_fd3 = true;
  options.pipe_bytes = kPipe;
  options.nice = bounds.nice;
  core_ = std::make_shared<Core>(loop, base::Child::spawn(argv, options), std::move(handlers), bounds);
  core_->start();
}

EventChild::~EventChild() { core_->close(); }

void EventChild::hold(Hold what) {
  if (std::exchange(core_->hold, what) > what) core_->look_in(0);
}

int EventChild::pid() const { return core_->child.pid(); }

}  // namespace retrovue::playout
