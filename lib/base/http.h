#pragma once
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace retrovue::base {

struct HttpResponse;

// Why no whole answer came. A status of 4xx or 5xx is an answer, not a fault.
enum class HttpFault {
  none,
  connect,    // name not found, refused, no route, reset before the answer
  tls,        // the certificate does not stand up; never retried
  timeout,    // no byte for idle_timeout, or no connection for connect_timeout
  truncated,  // the connection ended inside the answer
  too_large,  // more than max_bytes after decoding
  redirect,   // too many, or to something that is not http(s)
  cancelled,
  other,
};

struct HttpHeader {
  std::string name, value;
  bool secret = false;  // never follows a redirect to another host, never in a text
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // http or https; may hold no user name or password
  std::vector<HttpHeader> headers;
  std::string body;
  std::size_t max_bytes = 32u << 20;  // of the decoded body
  Millis connect_timeout = 5'000;
  Millis idle_timeout = 60'000;  // no byte for so long; there is no limit on the total
  int attempts = 4;              // GET and HEAD only; anything else is sent once
  int redirects = 3;             // GET and HEAD only
  bool retry_slow = true;        // false: a time-out or a 500 is reported at once, for callers that then ask for less
  // Called on the fetching thread with the decoded body of a 2xx answer as it comes; body stays empty then, and no
  // retry follows once a byte was given. Returning false cancels.
  std::function<bool(std::string_view)> on_body;
  // Called on the fetching thread with a whole 2xx answer before it is given out, to take it apart while the caller is
  // still busy with an earlier one. Must not throw and not take long.
  std::function<void(HttpResponse&)> on_whole;
};

struct HttpResponse {
  HttpFault fault = HttpFault::none;
  std::string problem;  // the fault in words, without secrets
  int status = 0;
  std::vector<HttpHeader> headers;  // of the last answer, names in lower case
  std::string body;                 // at most 64 KiB of it when status is not 2xx
  std::string url;                  // the last one asked, without query and user name
  int attempts = 0;
  Millis elapsed = 0;
  std::int64_t wire_bytes = 0;  // body bytes as transferred, all attempts
  bool ok() const { return fault == HttpFault::none && status >= 200 && status < 300; }
  std::string_view header(std::string_view lower_name) const;  // empty when absent
};

// What a fault or a status means for the caller: 401 and 403 unauthorised, 404 not_found, else unreachable.
// who: "server 'attic'". Never holds a secret.
Error http_error(std::string_view who, const HttpResponse& response);

struct HttpPolicy {
  int in_flight = 4;                    // requests on the wire at once
  Millis first_delay = 500;             // doubles with every attempt
  Millis longest_delay = 30'000;        // cap, also for Retry-After
  std::uint64_t seed = 0;               // of the jitter: each delay is between half of it and the whole; 0 = random
  std::string user_agent = "RetroVue";
  std::function<Millis(Millis)> wait;   // told each planned delay, gives the one to use; for tests
};

// Fetches on one thread of its own; connections are reused. All functions may be called from any thread.
// Retried: connect, timeout and truncated faults, 429, 500, 502, 503, 504; Retry-After is honoured.
class Http {
 public:
  explicit Http(HttpPolicy policy = {});
  ~Http();  // cancels what is under way
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  std::future<HttpResponse> start(HttpRequest request);  // first come, first served
  HttpResponse send(HttpRequest request) { return start(std::move(request)).get(); }
  void cancel();  // everything under way and everything later ends with HttpFault::cancelled
  std::int64_t requests() const;    // sent so far, retries and redirects counted
  std::int64_t wire_bytes() const;  // received so far

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Without user name, query and fragment: fit for people to read and to paste.
std::string public_url(std::string_view url);
std::string percent_encode(std::string_view bytes);  // all but unreserved characters (RFC 3986 section 2.3)

}  // namespace retrovue::base
