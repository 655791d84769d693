#include "base/process.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/children.h"
#include "base/error.h"

using namespace retrovue::base;

namespace {
std::string read_to_end(int fd) {
  std::string text;
  char buffer[4096];
  for (;;) {
    pollfd wait{fd, POLLIN, 0};
    ::poll(&wait, 1, 5000);
    const auto n = ::read(fd, buffer, sizeof buffer);
    if (n <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
  }
}
}  // namespace

TEST_CASE("a program runs to its end with both outputs kept") {
  const auto done = run({"sh", "-c", "echo out; echo err >&2; exit 3"}, 5000);
  CHECK(done.out == "out\n");
  CHECK(done.err == "err\n");
  CHECK(!done.ok());
  CHECK(status_text(done.status) == "exit 3");
  CHECK(run({"true"}, 5000).ok());
}

TEST_CASE("a process is known again, and nobody else is taken for it") {
  const auto self = process_identity();
  CHECK(process_runs(self));
  CHECK(self == process_identity());
  const auto cut = self.rfind(' ');
  CHECK_FALSE(process_runs(self.substr(0, cut) + " 1"));             // the number was given again
  CHECK_FALSE(process_runs("another-boot" + self.substr(self.find(' '))));
  for (const char* other : {"", " ", "  ", "boot", "boot ../self 1", "boot 999999999 1"}) CHECK_FALSE(process_runs(other));
}

TEST_CASE("a child gets the environment without what is withheld") {
  ::setenv("SOME_SECRET", "hush", 1);
  ::setenv("SOME_SECRETS", "said", 1);
  CHECK(run({"sh", "-c", "echo $SOME_SECRET-$SOME_SECRETS"}, 5000).out == "hush-said\n");
  withhold_from_children("SOME_SECRET");
  CHECK(run({"sh", "-c", "echo $SOME_SECRET-$SOME_SECRETS"}, 5000).out == "-said\n");
}

TEST_CASE("arguments are passed as they are") {
  const std::vector<std::string> argv{"printf", "%s|", "a b", "$HOME", "'\"", "-x", "\n", "caf\xE9", ""};
  CHECK(run(argv, 5000).out == "a b|$HOME|'\"|-x|\n|caf\xE9||");
}

TEST_CASE("output past the bound is dropped, the program still ends by itself") {
  const auto done = run({"sh", "-c", "head -c 300000 /dev/zero; echo end >&2"}, 5000, 1000);
  CHECK(done.out.size() == 1000);
  CHECK(done.err == "end\n");
  CHECK(done.ok());
}

TEST_CASE("at the time-out the whole group is killed") {
  const auto before = steady_ms();
  const auto done = run({"sh", "-c", "sleep 60 & sleep 60"}, 200);
  CHECK(done.timed_out);
  CHECK(!done.ok());
  CHECK(steady_ms() - before < 10'000);
}

TEST_CASE("a program that is not there is unreachable") {
  try {
    run({"retrovue-no-such-program"}, 1000);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unreachable);
  }
  CHECK(find_program("retrovue-no-such-program").empty());
  CHECK(find_program("sh").ends_with("/sh"));
}

TEST_CASE("a child has its own pipes and nothing else of ours") {
  SpawnOptions options;
  options.pipe_stdin = options.pipe_stdout = options.pipe_fd3 = true;
  auto child = Child::spawn({"sh", "-c", "read line; echo got $line; echo third >&3; ls /proc/self/fd | wc -l"}, options);
  REQUIRE(::write(child.stdin_fd.get(), "word\n", 5) == 5);
  child.stdin_fd.reset();
  const auto out = read_to_end(child.stdout_fd.get());
  CHECK(out.starts_with("got word\n"));
  CHECK(out.substr(9) == "5\n");  // 0, 1, 2, 3 and the folder ls reads
  CHECK(read_to_end(child.fd3.get()) == "third\n");
  CHECK(child.wait() == 0);
  CHECK(!child.running());
}

TEST_CASE("a child and its group do not outlive their owner") {
  pid_t pid = 0;
  {
    SpawnOptions options;
    options.pipe_stdout = true;
    auto child = Child::spawn({"sh", "-c", "sleep 60 & echo ready; wait"}, options);
    pid = child.pid();
    char byte = 0;
    pollfd wait{child.stdout_fd.get(), POLLIN, 0};
    REQUIRE(::poll(&wait, 1, 5000) == 1);
    REQUIRE(::read(child.stdout_fd.get(), &byte, 1) == 1);
    CHECK(child.running());
    CHECK(!child.poll());
    CHECK(::getpgid(pid) == pid);
  }
  CHECK(::waitpid(pid, nullptr, WNOHANG) == -1);  // reaped already
}

TEST_CASE("the end of a child can be waited for") {
  auto child = Child::spawn({"sleep", "60"}, {});
  child.signal_group(SIGTERM);
  pollfd wait{child.pidfd.get(), POLLIN, 0};
  REQUIRE(::poll(&wait, 1, 5000) == 1);
  REQUIRE(child.poll());
  CHECK(status_text(*child.poll()) == "signal 15");
}

TEST_CASE("a program that is told to end takes its children's groups along") {
  auto child = Child::spawn({"sh", "-c", "sleep 60 & sleep 60"}, {});
  auto other = Child::spawn({"true"}, {});
  other.wait();
  kill_children();
  CHECK(status_text(child.wait()) == "signal 9");
  kill_children();  // nobody is left in mind
}
