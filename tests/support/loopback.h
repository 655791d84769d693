#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

// A server on 127.0.0.1 that answers with the raw bytes it is told, so that a test can break HTTP in every way.
class Loopback {
 public:
  struct Reply {
    std::string bytes;
    bool close = false;  // end the connection after the bytes
    bool hang = false;   // send the bytes, then stay silent until the client goes
  };
  using Answer = std::function<Reply(const std::string& request)>;

  explicit Loopback(Answer answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(listener_, 64) != 0) std::abort();
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    acceptor_ = std::thread([this] {
      for (;;) {
        const int fd = ::accept(listener_, nullptr, nullptr);
        if (fd < 0) return;
        ++connections;
        std::lock_guard lock{mutex_};
        clients_.push_back(fd);
        threads_.emplace_back([this, fd] { serve(fd); });
      }
    });
  }

  ~Loopback() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (const int fd : clients_) ::shutdown(fd, SHUT_RDWR);
    for (auto& thread : threads_) thread.join();
    for (const int fd : clients_) ::close(fd);
    ::close(listener_);
  }

  std::string url(const std::string& path = "/", const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(port_) + path;
  }
  int port() const { return port_; }
  std::vector<std::string> requests() const {
    std::lock_guard lock{mutex_};
    return requests_;
  }

  static std::string ok(const std::string& body, const std::string& headers = {}, const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
  }

  std::atomic<int> connections{0};
  std::atomic<int> busy{0}, most_busy{0};

 private:
  void serve(int fd) {
    std::string pending;
    for (;;) {
      std::size_t head = std::string::npos;
      while ((head = pending.find("\r\n\r\n")) == std::string::npos) {
        char buffer[65536];
        const auto n = ::recv(fd, buffer, sizeof buffer, 0);
        if (n <= 0) return;
        pending.append(buffer, static_cast<std::size_t>(n));
      }
      std::size_t body = 0;
      if (const auto at = pending.find("Content-Length: "); at < head) body = std::stoul(pending.substr(at + 16));
      while (pending.size() < head + 4 + body) {
        char buffer[65536];
        const auto n = ::recv(fd, buffer, sizeof buffer, 0);
        if (n <= 0) return;
        pending.append(buffer, static_cast<std::size_t>(n));
      }
      const auto request = pending.substr(0, head + 4 + body);
      pending.erase(0, head + 4 + body);
      {
        std::lock_guard lock{mutex_};
        requests_.push_back(request);
      }
      int now = ++busy, most = most_busy;
      while (now > most && !most_busy.compare_exchange_weak(most, now)) {
      }
      const auto reply = answer_(request);
      --busy;
      std::string_view rest = reply.bytes;
      while (!rest.empty()) {
        const auto n = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (n <= 0) return;
        rest.remove_prefix(static_cast<std::size_t>(n));
      }
      if (reply.hang) {
        char byte;
        while (::recv(fd, &byte, 1, 0) > 0) {
        }
        return;
      }
      if (reply.close) {
        ::shutdown(fd, SHUT_RDWR);
        return;
      }
    }
  }

  Answer answer_;
  int listener_ = -1, port_ = 0;
  std::thread acceptor_;
  mutable std::mutex mutex_;
  std::vector<int> clients_;
  std::vector<std::thread> threads_;
  std::vector<std::string> requests_;
};
