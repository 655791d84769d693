#include "base/http.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <list>
#include <mutex>
#include <random>
#include <thread>

#include "base/log.h"
#include "base/text.h"

namespace retrovue::base {
namespace {
constexpr std::size_t kErrorBody = 64 << 10;

struct Url {
  std::string scheme, host, port, path, whole;
};

// An absolute http(s) address, reference taken against base; empty host when it is none.
Url resolve(const std::string& base, const std::string& reference) {
  Url url;
  CURLU* handle = curl_url();
  auto part = [&](CURLUPart which, unsigned flags) {
    char* text = nullptr;
    std::string value;
    if (curl_url_get(handle, which, &text, flags) == CURLUE_OK && text) value = text;
    curl_free(text);
    return value;
  };
  const bool parsed = (base.empty() || curl_url_set(handle, CURLUPART_URL, base.c_str(), 0) == CURLUE_OK) &&
                      curl_url_set(handle, CURLUPART_URL, reference.c_str(), 0) == CURLUE_OK;
  if (parsed) {
    url.scheme = part(CURLUPART_SCHEME, 0);
    if (url.scheme == "http" || url.scheme == "https") {
      url.host = lower_ascii(part(CURLUPART_HOST, 0));
      url.port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
      url.path = part(CURLUPART_PATH, 0);
      url.whole = part(CURLUPART_URL, 0);
    }
  }
  curl_url_cleanup(handle);
  return url;
}

// A secret may go along when host and port stay, or when the same host moves up to https; never down.
bool trusted(const Url& from, const Url& to) {
  if (from.host != to.host) return false;
  if (from.scheme == to.scheme) return from.port == to.port;
  return from.scheme == "http" && to.scheme == "https";
}

HttpFault fault_of(CURLcode code) {
  switch (code) {
    case CURLE_OK: return HttpFault::none;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING: return HttpFault::connect;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM: return HttpFault::tls;
    case CURLE_OPERATION_TIMEDOUT: return HttpFault::timeout;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2_STREAM:
    case CURLE_BAD_CONTENT_ENCODING: return HttpFault::truncated;
    default: return HttpFault::other;
  }
}

bool passing_status(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

struct Job {
  HttpRequest request;
  std::promise<HttpResponse> promise;
  HttpResponse answer;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  Url url, first;
  bool secrets = true;
  int redirects = 0;
  bool delivered = false, refused = false, oversized = false, idle = false;
  Millis begun = 0, due = 0, moved_at = 0;
  curl_off_t moved_bytes = 0;
};

// Ends a transfer on which no byte moved for idle_timeout.
int on_progress(void* target, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  auto& job = *static_cast<Job*>(target);
  const Millis now = steady_ms();
  if (down + up != job.moved_bytes) {
    job.moved_bytes = down + up;
    job.moved_at = now;
  }
  job.idle = now - job.moved_at > job.request.idle_timeout;
  return job.idle ? 1 : 0;
}

std::size_t on_header(char* bytes, std::size_t one, std::size_t count, void* target) {
  auto& job = *static_cast<Job*>(target);
  std::string_view line{bytes, one * count};
  if (line.starts_with("HTTP/")) {
    job.answer.headers.clear();
  } else if (const auto colon = line.find(':'); colon != line.npos && job.answer.headers.size() < 200) {
    job.answer.headers.push_back({lower_ascii(trim(line.substr(0, colon))), std::string{trim(line.substr(colon + 1))}});
  }
  return one * count;
}

std::size_t on_bytes(char* bytes, std::size_t one, std::size_t count, void* target) {
  auto& job = *static_cast<Job*>(target);
  const std::size_t size = one * count;
  long status = 0;
  curl_easy_getinfo(job.easy, CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status > 299) {
    job.answer.body.append(bytes, std::min(size, kErrorBody - std::min(kErrorBody, job.answer.body.size())));
    return size;
  }
  if (job.request.on_body) {
    job.delivered = true;
    if (job.request.on_body({bytes, size})) return size;
    job.refused = true;
    return 0;
  }
  if (job.answer.body.size() + size > job.request.max_bytes) {
    job.oversized = true;
    return 0;
  }
  job.answer.body.append(bytes, size);
  return size;
}
}  // namespace

struct Http::Impl {
  HttpPolicy policy;
  CURLM* multi = nullptr;
  std::mutex mutex;
  std::deque<std::unique_ptr<Job>> incoming;
  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> requests{0}, bytes{0};
  std::list<std::unique_ptr<Job>> waiting, active;
  std::vector<CURL*> spare;
  std::mt19937_64 random;
  std::thread thread;

  explicit Impl(HttpPolicy given) : policy(std::move(given)) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    multi = ready == CURLE_OK ? curl_multi_init() : nullptr;
    if (!multi) throw Error(ErrorKind::failed, "cannot start the HTTP client");
    policy.in_flight = std::clamp(policy.in_flight, 1, 16);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(policy.in_flight));
    random.seed(policy.seed ? policy.seed : std::random_device{}());
    thread = std::thread([this] { loop(); });
  }

  ~Impl() {
    cancel();
    thread.join();
    for (CURL* easy : spare) curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
  }

  void cancel() {
    stop = true;
    curl_multi_wakeup(multi);
  }

  void loop() {
    for (;;) {
      {
        std::lock_guard lock{mutex};
        while (!incoming.empty()) {
          waiting.push_back(std::move(incoming.front()));
          incoming.pop_front();
        }
        if (stop) break;
      }
      start_due();
      int running = 0;
      curl_multi_perform(multi, &running);
      collect();
      curl_multi_poll(multi, nullptr, 0, static_cast<int>(pause()), nullptr);
    }
    for (auto* list : {&active, &waiting})
      while (!list->empty()) {
        auto job = take(*list, list->begin());
        release(*job);
        end(*job, HttpFault::cancelled, "cancelled");
      }
    std::lock_guard lock{mutex};
    while (!incoming.empty()) {
      end(*incoming.front(), HttpFault::cancelled, "cancelled");
      incoming.pop_front();
    }
  }

  static std::unique_ptr<Job> take(std::list<std::unique_ptr<Job>>& list, std::list<std::unique_ptr<Job>>::iterator at) {
    auto job = std::move(*at);
    list.erase(at);
    return job;
  }

  Millis pause() const {
    Millis longest = active.empty() ? 60'000 : 200;  // the idle check needs a look now and then
    if (static_cast<int>(active.size()) >= policy.in_flight) return longest;
    const Millis now = steady_ms();
    for (const auto& job : waiting) longest = std::min(longest, std::max<Millis>(0, job->due - now));
    return longest;
  }

  void start_due() {
    for (auto it = waiting.begin(); it != waiting.end() && static_cast<int>(active.size()) < policy.in_flight;) {
      if ((*it)->due > steady_ms()) {
        ++it;
        continue;
      }
      auto here = it++;
      auto job = take(waiting, here);
      if (open(*job)) active.push_back(std::move(job));
    }
  }

  bool open(Job& job) {
    auto& request = job.request;
    if (job.url.host.empty()) {
      job.url = job.first = resolve({}, request.url);
      job.begun = steady_ms();
      if (job.url.host.empty()) {
        end(job, HttpFault::other, fmt::format("'{}' is not an http or https address", public_url(request.url)));
        return false;
      }
      for (const auto& header : request.headers)
        if ((header.name + header.value).find_first_of(std::string_view{"\r\n\0", 3}) != std::string::npos) {
          end(job, HttpFault::other, fmt::format("header '{}' holds a line break", printable(header.name)));
          return false;
        }
    }
    job.answer.body.clear();
    job.answer.headers.clear();
    job.answer.url = public_url(job.url.whole);
    if (spare.empty()) {
      job.easy = curl_easy_init();
    } else {
      job.easy = spare.back();
      spare.pop_back();
      curl_easy_reset(job.easy);
    }
    CURL* easy = job.easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &job);
    curl_easy_setopt(easy, CURLOPT_URL, job.url.whole.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, policy.user_agent.c_str());
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout));
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &job);
    job.moved_at = steady_ms();
    job.moved_bytes = -1;
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L << 10);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &job);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &job);
    if (request.method == "HEAD") {
      curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (request.method != "GET") {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
      curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    for (const auto& header : request.headers) {
      if (header.secret && !job.secrets) continue;
      job.headers = curl_slist_append(job.headers, fmt::format("{}: {}", header.name, header.value).c_str());
    }
    job.headers = curl_slist_append(job.headers, "Expect:");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, job.headers);
    ++requests;
    ++job.answer.attempts;
    curl_multi_add_handle(multi, easy);
    return true;
  }

  // Gives the handle back; the connection stays in the pool.
  void release(Job& job) {
    if (!job.easy) return;
    curl_multi_remove_handle(multi, job.easy);
    curl_slist_free_all(job.headers);
    job.headers = nullptr;
    spare.push_back(job.easy);
    job.easy = nullptr;
  }

  static void end(Job& job, HttpFault fault, std::string problem) {
    job.answer.fault = fault;
    job.answer.problem = std::move(problem);
    job.answer.elapsed = job.begun ? steady_ms() - job.begun : 0;
    if (job.request.on_whole && job.answer.ok()) job.request.on_whole(job.answer);
    job.promise.set_value(std::move(job.answer));
  }

  void collect() {
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      Job* raw = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &raw);
      const CURLcode code = message->data.result;
      auto job = take(active, std::find_if(active.begin(), active.end(), [&](auto& one) { return one.get() == raw; }));
      finish(std::move(job), code);
    }
  }

  void finish(std::unique_ptr<Job> job, CURLcode code) {
    long status = 0;
    curl_off_t received = 0, retry_after = 0;
    curl_easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(job->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
    curl_easy_getinfo(job->easy, CURLINFO_RETRY_AFTER, &retry_after);
    release(*job);
    bytes += received;
    auto& answer = job->answer;
    answer.wire_bytes += received;
    answer.status = static_cast<int>(status);
    if (job->refused) return end(*job, HttpFault::cancelled, "cancelled");
    if (job->oversized)
      return end(*job, HttpFault::too_large, fmt::format("the answer is larger than {} bytes", job->request.max_bytes));
    const HttpFault fault = job->idle ? HttpFault::timeout : fault_of(code);
    const bool safe = job->request.method == "GET" || job->request.method == "HEAD";
    const bool slow = fault == HttpFault::timeout || (fault == HttpFault::none && status == 500);
    const bool passing = fault == HttpFault::connect || fault == HttpFault::timeout || fault == HttpFault::truncated ||
                         (fault == HttpFault::none && passing_status(answer.status));
    if (passing && safe && !job->delivered && answer.attempts < job->request.attempts && (job->request.retry_slow || !slow))
      return again(std::move(job), static_cast<Millis>(retry_after) * 1000);
    if (fault != HttpFault::none) return end(*job, fault, curl_easy_strerror(code));
    if (safe && (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)) return follow(std::move(job));
    end(*job, HttpFault::none, {});
  }

  void again(std::unique_ptr<Job> job, Millis asked) {
    Millis delay = policy.first_delay;
    for (int i = 1; i < job->answer.attempts && delay < policy.longest_delay; ++i) delay *= 2;
    delay = std::min(delay, policy.longest_delay);
    delay = delay / 2 + static_cast<Millis>(random() % static_cast<std::uint64_t>(delay / 2 + 1));
    delay = std::max(delay, std::min(asked, policy.longest_delay));
    if (policy.wait) delay = policy.wait(delay);
    log(LogLevel::debug, "http", "{}: attempt {} failed, again in {} ms", job->answer.url, job->answer.attempts, delay);
    job->due = steady_ms() + delay;
    waiting.push_back(std::move(job));
  }

  void follow(std::unique_ptr<Job> job) {
    const auto next = resolve(job->url.whole, std::string{job->answer.header("location")});
    if (next.host.empty() || job->answer.header("location").empty())
      return end(*job, HttpFault::redirect, "redirected to something that is not an http or https address");
    if (job->redirects++ >= job->request.redirects) return end(*job, HttpFault::redirect, "redirected too often");
    job->secrets = job->secrets && trusted(job->url, next);
    job->url = next;
    --job->answer.attempts;  // a redirect is not a failure
    waiting.push_front(std::move(job));
  }
};

Http::Http(HttpPolicy policy) : impl_(std::make_unique<Impl>(std::move(policy))) {}
Http::~Http() = default;

std::future<HttpResponse> Http::start(HttpRequest request) {
  auto job = std::make_unique<Job>();
  job->request = std::move(request);
  auto future = job->promise.get_future();
  {
    std::lock_guard lock{impl_->mutex};
    if (impl_->stop) Impl::end(*job, HttpFault::cancelled, "cancelled");
    else impl_->incoming.push_back(std::move(job));
  }
  curl_multi_wakeup(impl_->multi);
  return future;
}

void Http::cancel() { impl_->cancel(); }
std::int64_t Http::requests() const { return impl_->requests; }
std::int64_t Http::wire_bytes() const { return impl_->bytes; }

}  // namespace retrovue::base
