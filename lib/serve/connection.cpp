#include <fmt/format.h>
#include <netinet/tcp.h>

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "base/log.h"
#include "serve/gzip.h"
#include "serve/server_state.h"
#include "serve/target.h"

// The only file that knows Beast.
namespace retrovue::serve {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {
// Unsent bytes the kernel may hold for a client: enough for a steady flow, little enough that the viewer's own
// rules for slow clients see the truth.
constexpr int kUnsentBytes = 256 * 1024;

Request::Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get: return Request::Method::get;
    case http::verb::head: return Request::Method::head;
    case http::verb::post: return Request::Method::post;
    case http::verb::options: return Request::Method::options;
    default: return Request::Method::other;
  }
}

std::string text_of(boost::beast::string_view view) { return {view.data(), view.size()}; }
}  // namespace

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<ServerState> state, tcp::socket socket)
      : state_(std::move(state)), socket_(std::move(socket)), deadline_(state_->loop) {
    state_->open.insert(this);
    state_->counts.connections = state_->open.size();
  }
  ~Connection() {
    state_->open.erase(this);
    state_->counts.connections = state_->open.size();
    if (state_->open.empty() && state_->gone) asio::post(state_->loop, std::exchange(state_->gone, nullptr));
  }

  bool waiting() const { return idle_; }

  void start() {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentBytes, sizeof kUnsentBytes);
    read(state_->limits.header_time);
  }

  void close() {
    const auto self = std::move(waiting_);
    waiting_.reset();
    pieces_.reset();
    deadline_.cancel();
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

 private:
  // One deadline at a time: for a whole header, a whole body, or one piece sent.
  void arm(base::Millis time) {
    deadline_.expires_after(std::chrono::milliseconds{time});
    deadline_.async_wait([weak = weak_from_this()](error_code stopped) {
      if (const auto self = weak.lock(); self && !stopped && self->deadline_.expiry() <= asio::steady_timer::clock_type::now()) self->close();
    });
  }

  void read(base::Millis first_byte) {
    parser_.emplace();
    parser_->header_limit(state_->limits.header_bytes);
    parser_->body_limit(state_->limits.body_bytes);
    if (buffer_.size() > 0) return read_header();  // a pipelined request
    idle_ = true;
    arm(first_byte);
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
      self->idle_ = false;
      if (!error) self->read_header();
    });
  }

  void read_header() {
    arm(state_->limits.header_time);
    http::async_read(socket_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) { self->have_request(error); });
  }

  void have_request(error_code error) {
    deadline_.cancel();
    if (error) {
      keep_ = false;
      version_ = 11;
      request_ = {};
      if (error == http::error::header_limit) return send(error_reply(431, "usage", "the request header is too large"));
      if (error == http::error::body_limit) return send(error_reply(413, "usage", "the request body is too large"));
      const bool spoke = error.category() == http::make_error_code(http::error::end_of_stream).category() &&
                         error != http::error::end_of_stream && error != http::error::partial_message;
      if (spoke) return send(error_reply(400, "usage", "malformed request"));
      return close();
    }
    const auto& message = parser_->get();
    version_ = message.version();
    keep_ = message.keep_alive();
    request_.method = method_of(message.method());
    request_.target = text_of(message.target());
    request_.host = text_of(message[http::field::host]);
    request_.if_none_match = text_of(message[http::field::if_none_match]);
    request_.gzip = false;
    for (auto [field, end] = message.equal_range(http::field::accept_encoding); field != end; ++field)
      request_.gzip = request_.gzip || accepts_gzip(text_of(field->value()));
    if (version_ >= 11 && message.count(http::field::host) != 1) return send(error_reply(400, "usage", "exactly one Host field is needed"));
    state_->answer(request_, [self = shared_from_this()](Reply reply) { self->send(std::move(reply)); });
  }

  void send(Reply reply) {
    if (!socket_.is_open()) return;
    ++state_->counts.replies[reply.status];
    reply_ = std::move(reply);
    if (reply_.zip && request_.gzip && reply_.text.size() > 256) {
      reply_.text = gzip(reply_.text);
      reply_.field("Content-Encoding", "gzip");
    }
    const bool has_body = !reply_.type.empty();
    chunked_ = reply_.pieces && !reply_.until_close && version_ >= 11;
    if (reply_.pieces && !chunked_) keep_ = false;
    if (state_->stopped) keep_ = false;

    head_ = fmt::format("HTTP/1.1 {} {}\r\nServer: RetroVue\r\nX-Content-Type-Options: nosniff\r\n", reply_.status, reason(reply_.status));
    if (has_body) head_ += fmt::format("Content-Type: {}\r\n", reply_.type);
    if (reply_.zip) head_ += "Vary: Accept-Encoding\r\n";
    for (const auto& [name, value] : reply_.fields) head_ += fmt::format("{}: {}\r\n", name, value);
    if (chunked_) head_ += "Transfer-Encoding: chunked\r\n";
    else if (!reply_.pieces && !reply_.until_close && reply_.status != 204 && reply_.status != 304) head_ += fmt::format("Content-Length: {}\r\n", body().size());
    head_ += keep_ ? (version_ < 11 ? "Connection: keep-alive\r\n\r\n" : "\r\n") : "Connection: close\r\n\r\n";

    if (request_.head() || reply_.status == 204 || reply_.status == 304) {
      reply_.pieces.reset();
      write(Parts{asio::buffer(head_)}, &Connection::sent);
    } else if (reply_.pieces) {
      pieces_ = std::move(reply_.pieces);
      watch_for_end();
      write(Parts{asio::buffer(head_)}, &Connection::next_piece);
    } else {
      state_->counts.bytes_sent += body().size();
      write(Parts{asio::buffer(head_), body()}, &Connection::sent);
    }
  }

  asio::const_buffer body() const {
    if (reply_.bytes) return asio::buffer(*reply_.bytes);
    return asio::buffer(reply_.fixed.empty() ? std::string_view{reply_.text} : reply_.fixed);
  }

  using Parts = std::array<asio::const_buffer, 3>;
  void write(const Parts& parts, void (Connection::*then)()) {
    arm(state_->limits.write_time);
    asio::async_write(socket_, parts, [self = shared_from_this(), then](error_code error, std::size_t) {
      if (error) return self->close();
      self->deadline_.cancel();
      ((*self).*then)();
    });
  }

  void sent() {
    reply_ = {};
    if (!keep_) return finish();
    read(state_->limits.idle_time);
  }

  // A client that leaves is noticed even while there is nothing to send. What it says meanwhile is not read.
  void watch_for_end() {
    if (chunked_) return;  // may be followed by the next request
    socket_.async_read_some(asio::buffer(drain_), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) self->close();
      else if (self->pieces_) self->watch_for_end();
    });
  }

  void next_piece() {
    if (!pieces_) return;
    waiting_ = shared_from_this();  // until the piece is here, nothing else holds this
    pieces_->next([weak = weak_from_this()](Bytes bytes, bool failed) {
      if (const auto self = weak.lock()) self->have_piece(std::move(bytes), failed);
    });
  }

  void have_piece(Bytes bytes, bool failed) {
    const auto self = std::move(waiting_);
    waiting_.reset();
    if (!socket_.is_open()) return;
    if (failed) return close();  // without the last chunk, so that nobody takes a part for the whole
    if (!bytes) {
      pieces_.reset();
      if (!chunked_) return finish();
      return write(Parts{asio::const_buffer("0\r\n\r\n", 5)}, &Connection::sent);
    }
    if (bytes->empty()) return next_piece();
    piece_ = std::move(bytes);
    state_->counts.bytes_sent += piece_->size();
    if (!chunked_) return write(Parts{asio::buffer(*piece_)}, &Connection::next_piece);
    size_ = fmt::format("{:x}\r\n", piece_->size());
    write(Parts{asio::buffer(size_), asio::buffer(*piece_), asio::const_buffer("\r\n", 2)}, &Connection::next_piece);
  }

  // Our end is closed first and the client's last words are read, so that a reset does not eat the answer.
  void finish() {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    arm(2'000);
    drain();
  }
  void drain() {
    socket_.async_read_some(asio::buffer(drain_), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) self->close();
      else self->drain();
    });
  }

  std::shared_ptr<ServerState> state_;
  tcp::socket socket_;
  asio::steady_timer deadline_;
  boost::beast::flat_buffer buffer_{64 * 1024};
  std::optional<http::request_parser<http::string_body>> parser_;
  Request request_;
  Reply reply_;
  std::string head_, size_;
  std::unique_ptr<Pieces> pieces_;
  std::shared_ptr<Connection> waiting_;
  Bytes piece_;
  std::array<char, 1024> drain_;
  unsigned version_ = 11;
  bool keep_ = false, chunked_ = false;
  bool idle_ = false;  // between requests
};

void serve_connection(std::shared_ptr<ServerState> state, tcp::socket socket) {
  std::make_shared<Connection>(std::move(state), std::move(socket))->start();
}

void close_connection(Connection& connection) { connection.close(); }
bool waits_for_request(const Connection& connection) { return connection.waiting(); }

}  // namespace retrovue::serve
