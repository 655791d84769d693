#include "base/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/children.h"
#include "base/error.h"
#include "base/text.h"

extern char** environ;

namespace retrovue::base {
namespace {
std::vector<std::string> secret_names;  // filled before there are threads

bool withheld(std::string_view variable) {
  const auto name = variable.substr(0, variable.find('='));
  return std::find(secret_names.begin(), secret_names.end(), name) != secret_names.end();
}

struct Pipe {
  Fd read, write;
};

Pipe make_pipe(int bytes) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw Error(ErrorKind::failed, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  if (bytes > 0) ::fcntl(ends[1], F_SETPIPE_SZ, bytes);  // refusal leaves the default, which works
  return {Fd{ends[0]}, Fd{ends[1]}};
}

void set_nonblocking(const Fd& fd) { ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK); }

// Spawn attributes and file actions with the lifetime of a scope.
struct SpawnPlan {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    sigset_t all, none;
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  // from may equal to: glibc then clears close-on-exec.
  void connect(int from, int to) { posix_spawn_file_actions_adddup2(&actions, from, to); }
  void null(int to, int mode) { posix_spawn_file_actions_addopen(&actions, to, "/dev/null", mode, 0); }
};

// A pipe end on 0..3 would be overwritten while the child's table is set up; move it up.
Fd lift(Fd fd) {
  if (!fd.valid() || fd.get() > 3) return fd;
  return Fd{::fcntl(fd.get(), F_DUPFD_CLOEXEC, 10)};
}

}  // namespace

Child Child::spawn(const std::vector<std::string>& argv, const SpawnOptions& options) {
  SpawnPlan plan;
  Child child;
  std::vector<Fd> theirs;
  auto output = [&](bool wanted, int to, Fd& ours) {
    if (!wanted) {
      if (to != 3) plan.null(to, O_WRONLY);
      return;
    }
    auto pipe = make_pipe(to == 2 ? 0 : options.pipe_bytes);
    ours = lift(std::move(pipe.read));
    set_nonblocking(ours);
    theirs.push_back(lift(std::move(pipe.write)));
    plan.connect(theirs.back().get(), to);
  };
  if (options.pipe_stdin) {
    auto pipe = make_pipe(0);
    child.stdin_fd = lift(std::move(pipe.write));
    set_nonblocking(child.stdin_fd);
    theirs.push_back(lift(std::move(pipe.read)));
    plan.connect(theirs.back().get(), 0);
  } else {
    plan.null(0, O_RDONLY);
  }
  output(options.pipe_stdout, 1, child.stdout_fd);
  output(options.pipe_stderr, 2, child.stderr_fd);
  output(options.pipe_fd3, 3, child.fd3);
  // What our own parent left open without close-on-exec stays out too.
  posix_spawn_file_actions_addclosefrom_np(&plan.actions, options.pipe_fd3 ? 4 : 3);

  std::vector<char*> variables;
  for (char** one = environ; *one; ++one)
    if (!withheld(*one)) variables.push_back(*one);
  variables.push_back(nullptr);
  std::vector<char*> args;
  for (const auto& word : argv) args.push_back(const_cast<char*>(word.c_str()));
  args.push_back(nullptr);
  pid_t pid = -1;
  const int rc = ::posix_spawnp(&pid, args[0], &plan.actions, &plan.attributes, args.data(), variables.data());
  if (rc != 0)
    throw Error(ErrorKind::unreachable, fmt::format("cannot start '{}': {}", printable(argv.at(0)), std::strerror(rc)),
                argv.at(0).find("ff") != std::string::npos ? "install the package ffmpeg and see that it is in PATH" : "");
  child.pid_ = pid;
  remember_child(pid);
  child.pidfd = Fd{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
  if (options.nice > 0) ::setpriority(PRIO_PGRP, static_cast<id_t>(pid), std::min(19, ::getpriority(PRIO_PROCESS, 0) + options.nice));
  return child;
}

Child::Child(Child&& other) noexcept { *this = std::move(other); }

Child& Child::operator=(Child&& other) noexcept {
  if (this == &other) return *this;
  destroy();
  stdin_fd = std::move(other.stdin_fd);
  stdout_fd = std::move(other.stdout_fd);
  fd3 = std::move(other.fd3);
  stderr_fd = std::move(other.stderr_fd);
  pidfd = std::move(other.pidfd);
  pid_ = std::exchange(other.pid_, -1);
  status_ = std::exchange(other.status_, std::nullopt);
  return *this;
}

Child::~Child() { destroy(); }

void Child::signal_group(int number) const {
  if (running()) ::kill(-pid_, number);
}

std::optional<int> Child::poll() {
  if (!running()) return status_;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == pid_) {
    forget_child(pid_);
    status_ = status;
  }
  return status_;
}

int Child::wait() {
  while (running()) {
    int status = 0;
    if (::waitpid(pid_, &status, 0) == pid_) status_ = status;
    else if (errno != EINTR) status_ = 0;
    if (status_) forget_child(pid_);
  }
  return status_.value_or(0);
}

void Child::destroy() {
  signal_group(SIGKILL);
  wait();
}

void withhold_from_children(std::string name) { secret_names.push_back(std::move(name)); }

std::string status_text(int status) {
  if (WIFSIGNALED(status)) return fmt::format("signal {}", WTERMSIG(status));
  return fmt::format("exit {}", WEXITSTATUS(status));
}

Captured run_streaming(const std::vector<std::string>& argv, Millis timeout, const BytesSink& out, const BytesSink& err) {
  SpawnOptions options;
  options.pipe_stdout = true;
  auto child = Child::spawn(argv, options);
  Captured result;
  const Millis deadline = steady_ms() + timeout;
  std::array<Fd*, 2> sources{&child.stdout_fd, &child.stderr_fd};
  const std::array<const BytesSink*, 2> sinks{&out, &err};
  std::array<char, 65536> buffer{};
  while (sources[0]->valid() || sources[1]->valid()) {
    std::array<pollfd, 2> waits{};
    for (std::size_t i = 0; i < 2; ++i) waits[i] = {sources[i]->get(), POLLIN, 0};
    const Millis left = deadline - steady_ms();
    if (left <= 0) {
      result.timed_out = true;
      child.signal_group(SIGKILL);
      break;
    }
    if (::poll(waits.data(), waits.size(), static_cast<int>(std::min<Millis>(left, 1'000'000))) < 0 && errno != EINTR) break;
    for (std::size_t i = 0; i < 2; ++i) {
      if (!sources[i]->valid() || waits[i].revents == 0) continue;
      const ssize_t n = ::read(sources[i]->get(), buffer.data(), buffer.size());
      if (n > 0) (*sinks[i])({buffer.data(), static_cast<std::size_t>(n)});
      else if (n == 0 || (errno != EAGAIN && errno != EINTR)) *sources[i] = Fd{};
    }
  }
  result.status = child.wait();
  return result;
}

void LineCutter::operator()(std::string_view bytes) {
  for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    if (rest_.empty()) {
      line_(bytes.substr(0, end));
    } else {
      rest_ += bytes.substr(0, end);
      line_(rest_);
      rest_.clear();
    }
    bytes.remove_prefix(end + 1);
  }
  rest_ += bytes;
}

void LineCutter::finish() {
  if (!rest_.empty()) line_(rest_);
  rest_.clear();
}

Captured run(const std::vector<std::string>& argv, Millis timeout, std::size_t max_bytes) {
  std::string out, err;
  const auto keep = [max_bytes](std::string& sink) {
    return [&sink, max_bytes](std::string_view bytes) { sink += bytes.substr(0, max_bytes - std::min(max_bytes, sink.size())); };
  };
  auto result = run_streaming(argv, timeout, keep(out), keep(err));
  result.out = std::move(out);
  result.err = std::move(err);
  return result;
}

std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  for (const auto& folder : split(path ? path : "/usr/bin:/bin", ':')) {
    auto full = (folder.empty() ? "." : folder) + "/" + name;
    if (::access(full.c_str(), X_OK) == 0) return full;
  }
  return {};
}

namespace {
// The 22nd word of stat is when it started, in ticks since the boot; see proc(5). Empty when there is no such process.
std::string started(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  if (name_end == line.npos) return {};
  std::istringstream words(line.substr(name_end + 1));
  std::string word;
  for (int n = 3; n <= 22; ++n) words >> word;
  return word;
}

std::string identity_of(const std::string& pid) {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string boot;
  file >> boot;
  const auto when = started(pid);
  return when.empty() ? "" : fmt::format("{} {} {}", boot, pid, when);
}
}  // namespace

std::string process_identity() { return identity_of(std::to_string(::getpid())); }

bool process_runs(const std::string& identity) {
  const auto begin = identity.find(' '), end = identity.rfind(' ');
  if (begin == identity.npos || end <= begin + 1) return false;
  const auto pid = identity.substr(begin + 1, end - begin - 1);
  return pid.find_first_not_of("0123456789") == pid.npos && identity_of(pid) == identity;
}

}  // namespace retrovue::base
