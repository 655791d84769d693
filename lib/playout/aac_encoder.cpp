#include "playout/aac_encoder.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "playout/adts.h"
#include "playout/child_pipe.h"
#include "playout/timeline.h"

namespace retrovue::playout {

namespace asio = boost::asio;
using Pipe = asio::posix::stream_descriptor;

namespace {
constexpr std::int64_t kFrame = kSamplesPerAudioFrame;
constexpr std::int64_t kAgain = 2;         // frames a new child starts earlier
constexpr std::int64_t kIdle = 8;          // frames that may lie inside it while it waits for more
constexpr std::int64_t kForgetAtOnce = 48 * kFrame;  // what stays is moved to the front, so not with every frame
constexpr std::int64_t kInside = 3;        // frames that lie inside it as a rule
constexpr int kIdleLooks = 2;              // and then nothing more is expected
constexpr int kFirst = 16;                 // frames that somebody may wait for
constexpr base::Millis kQuick = 2;         // between looks while somebody waits or its input is full
constexpr base::Millis kCalm = 40;
constexpr base::Millis kRetryAfter = 500;  // after a child that gave nothing

std::vector<std::string> command(int kbps) {
  return {"ffmpeg", "-hide_banner", "-nostats", "-v", "error", "-probesize", "32", "-analyzeduration", "0",
          "-f", "s16le", "-ar", "48000", "-ac", "2", "-i", "pipe:0", "-c:a", "aac", "-b:a", std::to_string(kbps) + "k",
          "-flush_packets", "1", "-f", "adts", "pipe:1"};
}
}  // namespace

struct AacEncoder::Core : std::enable_shared_from_this<AacEncoder::Core> {
  // One child with its pipes; replaced as a whole.
  struct Run {
    Run(asio::io_context& loop, base::Child c, base::Millis hang_after, std::shared_ptr<ProcessUse> use)
        : child(std::move(c)), pulse(hang_after), meter(std::move(use)), in(std::move(child.stdin_fd)), out(std::move(child.stdout_fd)),
          errors(loop, child.stderr_fd.release()), clock(loop) {}
    base::Child child;
    Pulse pulse;
    UseMeter meter;
    base::Fd in, out;
    Pipe errors;
    asio::steady_timer clock;
    AdtsSplitter splitter;
    Complaints complaints;
    std::int64_t at = 0;       // sample to write next
    std::size_t begun = 0;     // bytes of it that are written already
    std::int64_t packet = 0;   // frame number of the packet to come
    int given = 0, idle = 0;   // packets that came; looks in a row that found none
    bool looking = false, full = false, gave = false;
  };

  Core(asio::io_context& l, int k, std::int64_t first, base::Millis hang, OnFrame f, std::shared_ptr<ProcessUse> u, int n)
      : loop(l), kbps(k), nice(n), hang_after(hang), on_frame(std::move(f)), use(std::move(u)), next(first), kept_from(first * kFrame), fed(first * kFrame), watchdog(l) {}

  void start() {
    try {
      base::SpawnOptions options;
      options.pipe_stdin = options.pipe_stdout = true;
      options.nice = nice;
      run = std::make_shared<Run>(loop, base::Child::spawn(command(kbps), options), hang_after, use);
    } catch (const base::Error& error) {
      if (!std::exchange(told, true)) base::log(base::LogLevel::error, "air", "sound: {}", error.message());
      failed_at = base::steady_ms();
      return;
    }
    told = false;
    run->at = std::max(kept_from, (next - kAgain) * kFrame);
    run->packet = run->at / kFrame - 1;  // the first packet holds what the encoder puts before the first sample
    read_errors(run);
    look_in(run, 0);
  }

  // Its pipes are looked at by the clock, as long as there is something to expect: it writes every frame by itself, and each
  // would wake us.
  void look_in(const std::shared_ptr<Run>& r, base::Millis pause) {
    if (std::exchange(r->looking, true)) return;
    r->clock.expires_after(std::chrono::milliseconds(pause));
    r->clock.async_wait([self = shared_from_this(), r](const boost::system::error_code& error) {
      r->looking = false;
      if (error || r != self->run) return;
      if (!self->read(r)) return self->lost("ended");
      if (r != self->run) return;
      if (!self->write(*r)) return self->lost("closed its input");
      const bool expected = self->fed > r->at || r->at >= (r->packet + kInside) * kFrame;
      if (expected || r->idle < kIdleLooks) self->look_in(r, r->full || r->given < kFirst ? kQuick : kCalm);
    });
  }

  // Takes what is there. False at the end.
  bool read(const std::shared_ptr<Run>& r) {
    std::array<std::uint8_t, 16384> buffer;
    const ssize_t n = ::read(r->out.get(), buffer.data(), buffer.size());
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return false;
    if (n < 0) {
      ++r->idle;
      return true;
    }
    r->idle = 0;
    r->pulse.sign();
    waited_on = base::steady_ms();
    std::vector<std::vector<std::uint8_t>> frames;
    r->splitter.feed({buffer.data(), static_cast<std::size_t>(n)}, frames);
    for (auto& frame : frames)
      if (r == run) take(*r, std::move(frame));
    return true;
  }

  void take(Run& r, std::vector<std::uint8_t> frame) {
    const auto k = r.packet++;
    ++r.given;
    if (k < next) return;
    r.gave = heard = true;
    next = k + 1;
    forget();
    on_frame(k, std::move(frame));
  }

  // PCM that a new child would still need stays, and what this one was not given yet: a gap would shift its sound.
  void forget() {
    auto keep = std::min(next - kAgain, fed / kFrame) * kFrame;
    if (run) keep = std::min(keep, run->at);
    if (keep < kept_from + kForgetAtOnce) return;
    pcm.erase(pcm.begin(), pcm.begin() + (keep - kept_from) * 2);
    kept_from = keep;
  }

  // Gives what fits. False when nothing is taken any more.
  bool write(Run& r) {
    r.full = false;
    if (r.at >= fed) return true;
    const auto* const from = reinterpret_cast<const char*>(pcm.data() + (r.at - kept_from) * 2) + r.begun;
    const auto bytes = static_cast<std::size_t>(fed - r.at) * 4 - r.begun;
    const ssize_t n = ::write(r.in.get(), from, bytes);
    if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
    r.full = n < static_cast<ssize_t>(bytes);
    if (n <= 0) return true;
    r.begun += static_cast<std::size_t>(n);  // it may stop inside a pair
    r.at += static_cast<std::int64_t>(r.begun / 4);
    r.begun %= 4;
    return true;
  }

  void read_errors(const std::shared_ptr<Run>& r) {
    r->errors.async_wait(Pipe::wait_read, [self = shared_from_this(), r](const boost::system::error_code& error) {
      if (error || r != self->run) return;
      std::array<char, 4096> buffer;
      const ssize_t n = ::read(r->errors.native_handle(), buffer.data(), buffer.size());
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return self->look_in(r, 0);  // it has ended
      if (n > 0) r->complaints.add(buffer.data(), static_cast<std::size_t>(n));
      self->read_errors(r);
    });
  }

  void lost(const char* how) {
    if (closed || !run) return;
    base::log(base::LogLevel::warning, "air", "the sound encoder {}, another takes over: {}", how, run->complaints.summary());
    const bool useful = run->gave;
    drop_run();
    ++restarts;
    if (useful) return start();
    failed_at = base::steady_ms();  // the watchdog tries again
  }

  void drop_run() {
    if (!run) return;
    boost::system::error_code ignored;
    run->errors.close(ignored);
    run->clock.cancel();
    run->meter.gone(run->child.pid());
    bury(loop, std::move(run->child));
    run.reset();
  }

  void watch() {
    watchdog.expires_after(std::chrono::milliseconds(period));
    watchdog.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (error || self->closed) return;
      const auto now = base::steady_ms();
      if (self->run) {
        const auto seen = look_at(self->run->child.pid());
        self->run->meter.see(seen);
        if (!self->child_owes()) self->run->pulse.sign();
        if (self->run->pulse.hangs(now, seen)) self->lost("hung");
      }
      if (!self->run && now - self->failed_at > kRetryAfter) self->start();
      self->watch();
    });
  }

  // Enough was fed for a frame to come out: for the one that comes next, and for the next one of the child, which may be
  // one that is not waited for any more.
  bool owes() const { return fed >= (next + kIdle) * kFrame; }
  bool child_owes() const { return fed >= (run->packet + 1 + kIdle) * kFrame; }

  void close() {
    closed = true;
    watchdog.cancel();
    drop_run();
    on_frame = {};
  }

  asio::io_context& loop;
  int kbps, nice;
  base::Millis hang_after;
  OnFrame on_frame;
  std::shared_ptr<ProcessUse> use;
  std::int64_t next;       // AAC frame expected next
  std::int64_t kept_from, fed;  // samples [kept_from, fed) are in pcm
  std::vector<std::int16_t> pcm;
  asio::steady_timer watchdog;
  std::shared_ptr<Run> run;
  base::Millis failed_at = 0, waited_on = base::steady_ms();
  base::Millis period = Pulse(hang_after).period();
  std::uint64_t restarts = 0;
  bool closed = false, heard = false, told = false;
};

AacEncoder::AacEncoder(asio::io_context& loop, int kbps, std::int64_t first, base::Millis hang_after, OnFrame frame, std::shared_ptr<ProcessUse> use,
                       int nice)
    : core_(std::make_shared<Core>(loop, kbps, first, hang_after, std::move(frame), std::move(use), nice)) {
  core_->start();
  core_->watch();
}

AacEncoder::~AacEncoder() { core_->close(); }

void AacEncoder::feed(std::span<const std::int16_t> pcm) {
  if (!core_->owes()) core_->waited_on = base::steady_ms();
  core_->pcm.insert(core_->pcm.end(), pcm.begin(), pcm.end());
  core_->fed += static_cast<std::int64_t>(pcm.size() / 2);
  if (core_->run) core_->look_in(core_->run, 0);
}

void AacEncoder::skip_to(std::int64_t k) {
  core_->next = std::max(core_->next, k);
  core_->forget();
}

std::int64_t AacEncoder::next() const { return core_->next; }
std::int64_t AacEncoder::fed() const { return core_->fed; }
std::uint64_t AacEncoder::restarts() const { return core_->restarts; }
base::Millis AacEncoder::owes_for() const { return core_->owes() ? base::steady_ms() - core_->waited_on : 0; }
bool AacEncoder::heard() const { return core_->heard; }
int AacEncoder::pid() const { return core_->run ? core_->run->child.pid() : -1; }
int AacEncoder::children() const { return core_->run ? 1 : 0; }

std::vector<std::uint8_t> silent_adts() {
  // A channel pair of two empty long windows (ISO 14496-3 4.4.2.1): common window, no section coded, end.
  return {0xff, 0xf1, 0x4c, 0x80, 0x01, 0xbf, 0xfc, 0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c};
}

}  // namespace retrovue::playout
