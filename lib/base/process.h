#pragma once
#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file.h"

namespace retrovue::base {

// How a child's descriptor is connected. The parent's ends are non-blocking and close-on-exec.
struct SpawnOptions {
  bool pipe_stdin = false;   // else /dev/null
  bool pipe_stdout = false;  // else /dev/null
  bool pipe_fd3 = false;     // a second output, else closed
  bool pipe_stderr = true;   // else /dev/null
  int pipe_bytes = 0;        // F_SETPIPE_SZ for the outputs; 0 keeps the kernel's 64 KiB
  int nice = 0;              // 0..19, added to our own
};

// A running program: own process group, default signals, nothing inherited but the pipes asked for
// and the environment without what is withheld.
// The destructor kills the group and reaps, so no zombie outlives its owner.
class Child {
 public:
  // argv[0] is looked up in PATH. Throws Error(unreachable) when the program cannot be started.
  static Child spawn(const std::vector<std::string>& argv, const SpawnOptions& options);
  Child() = default;
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();

  pid_t pid() const { return pid_; }
  bool running() const { return pid_ > 0 && !status_; }
  void signal_group(int number) const;
  // Exit status as waitpid gives it, without blocking; empty while it runs.
  std::optional<int> poll();
  int wait();      // blocks
  void destroy();  // SIGKILL to the group, then reap

  Fd stdin_fd, stdout_fd, fd3, stderr_fd;  // parent ends; invalid when not asked for
  Fd pidfd;                                // readable once the child has ended

 private:
  pid_t pid_ = -1;
  std::optional<int> status_;
};

// A variable of our own environment that no child started from now on gets: it is secret. For the start of a program.
void withhold_from_children(std::string name);

std::string status_text(int wait_status);  // "exit 1", "signal 9"

struct Captured {
  int status = 0;  // as waitpid gives it
  std::string out, err;
  bool timed_out = false;
  bool ok() const { return status == 0 && !timed_out; }
};

// Runs to the end and hands over what comes on stdout and stderr, as it comes; at timeout the group is killed.
// An exception from out or err kills it too. The result's texts stay empty.
using BytesSink = std::function<void(std::string_view)>;
Captured run_streaming(const std::vector<std::string>& argv, Millis timeout, const BytesSink& out, const BytesSink& err);

// Cuts a stream of bytes into lines; finish() gives the last one when it has no line end.
class LineCutter {
 public:
  explicit LineCutter(BytesSink line) : line_(std::move(line)) {}
  void operator()(std::string_view bytes);
  void finish();

 private:
  BytesSink line_;
  std::string rest_;
};

// Runs to the end. Output past max_bytes is read and dropped; at timeout the group is killed.
Captured run(const std::vector<std::string>& argv, Millis timeout, std::size_t max_bytes = 16 << 20);

// Full path of a program in PATH, or empty.
std::string find_program(const std::string& name);

// This process, unlike any other that this machine ran or runs: its boot, number and start.
std::string process_identity();
// Whether the process that called itself so still runs.
bool process_runs(const std::string& identity);

}  // namespace retrovue::base
