#pragma once
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "base/http.h"
#include "station/hls_place.h"

namespace retrovue::station {

// The Authorization field (RFC 9110 section 11.6.2) for a secret: "NAME:PASSWORD" is Basic, one word Bearer. Empty for an empty
// one. Throws Error(usage) for anything else.
std::string authorization_field(const std::string& secret);

// A web server that takes PUT and DELETE. Sends on a thread of its own, so it never holds the air up; as long as the server
// is away, only what the newest playlist names waits for it, and the rest is left out.
class HlsOrigin final : public HlsPlace {
 public:
  // url: http or https, a folder; no user name and no query, which end up in logs. authorization: the field's value, may be
  // empty. Throws Error(usage).
  HlsOrigin(boost::asio::io_context& loop, const std::string& url, std::string authorization);
  ~HlsOrigin() override;
  void init(const std::string& name, const playout::Bytes& bytes) override;
  void segment(const std::string& name, const playout::Bytes& bytes) override;
  void playlist(const std::string& text) override;
  bool listed() const override;
  // Gives up after some seconds: then the loop throws Error(unreachable).
  void finish(std::function<void()> done) override;

 private:
  struct Part {
    std::string name;
    playout::Bytes bytes;
    bool sent = false;
  };
  enum class Act { look, put_init, put_segment, put_playlist, remove };
  struct Task {
    Act act = Act::look;
    std::string name;
    playout::Bytes bytes;  // of what is put; of a playlist its text stands in body
    std::string body;
  };
  void run();
  std::optional<Task> next() const;  // with the lock held
  bool act(const Task& task);        // false: the server did not take it
  void done(const Task& task);       // with the lock held
  void learn(const std::string& playlist);
  void report(const Task& task, const base::HttpResponse& answer);
  bool all_sent() const { return !next() || next()->act == Act::remove; }

  boost::asio::io_context& loop_;
  std::string url_, authorization_;
  base::Http http_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Part init_;
  std::deque<Part> parts_;         // those that the playlist names, and newer ones
  std::string playlist_;
  bool playlist_sent_ = true, listed_ = false, looked_ = false, stop_ = false, ending_ = false;
  std::deque<std::string> there_;  // segments at the server, oldest first
  std::function<void()> done_;
  base::Millis until_ = 0;         // of ending
  bool down_ = false, keeps_ = false;  // away; refuses to delete
  std::thread thread_;             // goes first
};

}  // namespace retrovue::station
