#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/file.h"
#include "base/text.h"

namespace retrovue::test {

struct Answer {
  int status = 0;
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
  bool closed = false;
  std::string field(const std::string& name) const { return fields.contains(name) ? fields.at(name) : ""; }
};

// A blocking client that sends what it is told, however wrong.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer) ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_.get(), reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error("connect");
  }
  void send(std::string_view text) {
    while (!text.empty()) {
      const auto n = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  // At least one more byte into the buffer; false at the end of the stream. Throws after ten seconds.
  bool more() {
    pollfd p{fd_.get(), POLLIN, 0};
    if (::poll(&p, 1, 10'000) != 1) throw std::runtime_error("the server is silent");
    char buffer[65536];
    const auto n = ::recv(fd_.get(), buffer, sizeof buffer, 0);
    if (n <= 0) return false;
    data_.append(buffer, static_cast<std::size_t>(n));
    return true;
  }
  std::string take(std::size_t n) {
    while (data_.size() < n)
      if (!more()) throw std::runtime_error("the stream ended early");
    auto part = data_.substr(0, n);
    data_.erase(0, n);
    return part;
  }
  std::string line() {
    for (;;) {
      if (const auto end = data_.find("\r\n"); end != std::string::npos) {
        auto text = data_.substr(0, end);
        data_.erase(0, end + 2);
        return text;
      }
      if (!more()) throw std::runtime_error("the stream ended early");
    }
  }
  Answer head() {
    Answer a;
    a.status = std::atoi(line().substr(9, 3).c_str());
    for (auto text = line(); !text.empty(); text = line()) {
      const auto colon = text.find(": ");
      a.fields[base::lower_ascii(text.substr(0, colon))] = text.substr(colon + 2);
    }
    return a;
  }
  Answer answer(bool has_body = true) {
    auto a = head();
    if (!has_body || a.status == 304 || a.status == 204) return a;
    if (a.field("transfer-encoding") == "chunked") {
      for (auto size = std::stoul(line(), nullptr, 16); size > 0; size = std::stoul(line(), nullptr, 16)) {
        a.body += take(size);
        line();
      }
      line();
    } else if (a.fields.contains("content-length")) {
      a.body = take(std::stoul(a.field("content-length")));
    } else {
      while (more()) {
      }
      a.body = std::exchange(data_, {});
    }
    return a;
  }
  Answer get(const std::string& target, const std::string& fields = {}, const std::string& method = "GET") {
    send(method + " " + target + " HTTP/1.1\r\nHost: tv.example:8080\r\n" + fields + "\r\n");
    return answer(method != "HEAD");
  }
  bool ended() {
    while (more()) {
    }
    return true;
  }

 private:
  base::Fd fd_;
  std::string data_;
};

}  // namespace retrovue::test
