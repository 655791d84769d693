#include "base/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "base/file.h"

using namespace retrovue::base;

namespace {
std::string taken(int fd) {
  std::string text(1 << 20, '\0');
  const auto n = ::read(fd, text.data(), text.size());
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return text;
}
}  // namespace

TEST_CASE("who must not wait drops what nobody reads of its log, and says how much") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const Fd reader{ends[0]}, writer{ends[1]};
  REQUIRE(::fcntl(writer.get(), F_SETPIPE_SZ, 16 * 1024) == 16 * 1024);
  set_log({LogLevel::warning, false, writer.get()});
  drop_what_log_cannot_take();
  for (int n = 0; n < 1000; ++n) log(LogLevel::error, "test", "line {} {}", n, std::string(100, '.'));
  auto first = taken(reader.get());
  CHECK(first.find("test: line 0 .") != first.npos);
  CHECK(first.back() == '\n');
  const auto kept = std::count(first.begin(), first.end(), '\n');
  CHECK(kept > 50);
  log(LogLevel::error, "test", "after");
  const auto second = taken(reader.get());
  CHECK(second.find(fmt::format("log: {} lines were dropped, nobody read them\n", 1000 - kept)) != second.npos);
  CHECK(second.find("test: after\n") != second.npos);

  // One that is longer than a pipe takes at once is cut, in JSON as well, and is a whole line all the same.
  set_log({LogLevel::warning, true, writer.get()});
  drop_what_log_cannot_take();
  log(LogLevel::error, "test", "{}", std::string(100'000, 'x'));
  const auto cut = taken(reader.get());
  CHECK(cut.size() < 1000);
  CHECK(cut.substr(cut.size() - 3) == "\"}\n");
  set_log({});
}
