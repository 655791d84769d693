#pragma once
#include <cstdlib>
#include <string>
#include <vector>

#include "base/http.h"
#include "base/json.h"
#include "base/process.h"

#include <poll.h>
#include <unistd.h>

// A running tests/fakes/plex; ends with this object.
class FakePlex {
 public:
  explicit FakePlex(std::vector<std::string> options = {}) {
    std::vector<std::string> argv{"python3", RETROVUE_SOURCE "/tests/fakes/plex"};
    argv.insert(argv.end(), options.begin(), options.end());
    retrovue::base::SpawnOptions wish;
    wish.pipe_stdin = wish.pipe_stdout = true;
    wish.pipe_stderr = false;
    child_ = retrovue::base::Child::spawn(argv, wish);
    std::string line;
    while (line.find('\n') == std::string::npos) {
      pollfd one{child_.stdout_fd.get(), POLLIN, 0};
      ::poll(&one, 1, 20'000);
      char buffer[4096];
      const auto n = ::read(child_.stdout_fd.get(), buffer, sizeof buffer);
      if (n == 0) std::abort();
      if (n > 0) line.append(buffer, static_cast<std::size_t>(n));
    }
    const auto json = retrovue::base::Json::parse(line);
    url = json["url"].text_or("");
    token = json["token"].text_or("");
    machine = json["machine"].text_or("");
    gdm_port = static_cast<int>(json["gdm_port"].integer().value_or(0));
  }

  // The fake's own side: set, fault, clear, mutate, remove, edit, library, stats, reset ...
  retrovue::base::Json tell(const std::string& what, const std::string& json = "{}") {
    retrovue::base::HttpRequest request;
    request.method = "POST";
    request.url = url + "/_fake/" + what;
    request.body = json;
    const auto answer = http_.send(std::move(request));
    if (!answer.ok()) std::abort();
    return retrovue::base::Json::parse(answer.body);
  }
  std::int64_t requests() { return tell("stats")["requests"].integer().value_or(-1); }

  std::string url, token, machine;
  int gdm_port = 0;

 private:
  retrovue::base::Child child_;
  retrovue::base::Http http_;
};
