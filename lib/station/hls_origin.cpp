#include "station/hls_origin.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace retrovue::station {
namespace {

using base::Error;
using base::ErrorKind;

constexpr base::Millis kFirstDelay = 250, kLongestDelay = 8'000;
constexpr base::Millis kPatience = 5'000;    // with a server that takes no byte
constexpr base::Millis kEndPatience = 5'000;
constexpr std::size_t kMostIndex = 64u << 10;
constexpr std::uint64_t kBefore = HlsPlace::kKept - 8;  // of an earlier run, that its last playlist named no more

const char* type_of(std::string_view name) {
  if (name.ends_with(".ts")) return "video/mp2t";
  if (name.ends_with(".aac")) return "audio/aac";
  if (name.ends_with(".vtt")) return "text/vtt; charset=utf-8";
  return name.ends_with(".m3u8") ? "application/vnd.apple.mpegurl" : "video/mp4";
}

std::string folder_url(const std::string& text) {
  const bool scheme = text.starts_with("http://") || text.starts_with("https://");
  if (!scheme || text.find_first_of("?#@ \t\r\n\"<>\\") != text.npos || text.find("://") + 3 >= text.size())
    throw Error(ErrorKind::usage, fmt::format("'hls:{}' is no place to put segments", base::printable(base::public_url(text))),
                "write hls:http://HOST/PATH/, and a name and password into a file or RETROVUE_ORIGIN_TOKEN");
  return text.ends_with('/') ? text : text + '/';
}

}  // namespace

std::string authorization_field(const std::string& secret) {
  if (secret.empty()) return {};
  const bool plain = std::all_of(secret.begin(), secret.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
  const bool basic = secret.find(':') != secret.npos;
  if (!plain || secret.size() > 4096 || (!basic && secret.find(' ') != secret.npos))
    throw Error(ErrorKind::usage, "the origin's secret is neither NAME:PASSWORD nor one word");
  if (!basic) return "Bearer " + secret;
  std::string text(sodium_base64_encoded_len(secret.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its NUL
  return "Basic " + text;
}

HlsOrigin::HlsOrigin(boost::asio::io_context& loop, const std::string& url, std::string authorization)
    : loop_(loop), url_(folder_url(url)), authorization_(std::move(authorization)), thread_([this] { run(); }) {}

HlsOrigin::~HlsOrigin() {
  {
    const std::lock_guard lock{mutex_};
    stop_ = true;
  }
  changed_.notify_all();
  http_.cancel();
  thread_.join();
}

void HlsOrigin::init(const std::string& name, const playout::Bytes& bytes) {
  const std::lock_guard lock{mutex_};
  if (init_.name != name) init_ = {name, bytes};
}

void HlsOrigin::segment(const std::string& name, const playout::Bytes& bytes) {
  const std::lock_guard lock{mutex_};
  parts_.push_back({name, bytes});
  if (parts_.size() > kKept) parts_.pop_front();
}

void HlsOrigin::playlist(const std::string& text) {
  if (text.empty()) return;
  {
    const std::lock_guard lock{mutex_};
    playlist_ = text;
    playlist_sent_ = false;
    while (!parts_.empty() && text.find('\n' + parts_.front().name + '\n') == text.npos) parts_.pop_front();
  }
  changed_.notify_all();
}

bool HlsOrigin::listed() const {
  const std::lock_guard lock{mutex_};
  return listed_;
}

void HlsOrigin::finish(std::function<void()> done) {
  {
    const std::lock_guard lock{mutex_};
    done_ = std::move(done);
    until_ = base::steady_ms() + kEndPatience;
    ending_ = true;
  }
  changed_.notify_all();
}

// The playlist goes when all that it names is there; deleting comes last.
std::optional<HlsOrigin::Task> HlsOrigin::next() const {
  if (playlist_.empty()) return std::nullopt;
  if (!looked_) return Task{Act::look, std::string{kHlsIndex}, nullptr, {}};
  if (init_.bytes && !init_.sent) return Task{Act::put_init, init_.name, init_.bytes, {}};
  for (const auto& part : parts_)
    if (!part.sent && playlist_.find('\n' + part.name + '\n') != playlist_.npos) return Task{Act::put_segment, part.name, part.bytes, {}};
  if (!playlist_sent_) return Task{Act::put_playlist, std::string{kHlsIndex}, nullptr, playlist_};
  if (there_.size() > kKept && !keeps_) return Task{Act::remove, there_.front(), nullptr, {}};
  return std::nullopt;
}

void HlsOrigin::run() {
  std::unique_lock lock{mutex_};
  base::Millis delay = kFirstDelay;
  while (!stop_) {
    const auto task = next();
    const bool late = ending_ && base::steady_ms() > until_;
    if (ending_ && (late || !task || task->act == Act::remove)) {
      boost::asio::post(loop_, [done = done_, sent = all_sent()] {
        if (!sent) throw Error(ErrorKind::unreachable, "the origin did not take the last segments");
        done();
      });
      return;
    }
    if (!task) {
      changed_.wait(lock);
      continue;
    }
    lock.unlock();
    const bool taken = act(*task);
    lock.lock();
    if (taken) {
      done(*task);
      delay = kFirstDelay;
    } else {
      changed_.wait_for(lock, std::chrono::milliseconds(delay), [this] { return stop_ || (ending_ && base::steady_ms() > until_); });
      delay = std::min(2 * delay, kLongestDelay);
    }
  }
}

bool HlsOrigin::act(const Task& task) {
  base::HttpRequest request;
  request.url = url_ + task.name;
  request.connect_timeout = request.idle_timeout = kPatience;
  request.attempts = 1;
  request.max_bytes = kMostIndex;
  if (!authorization_.empty()) request.headers.push_back({"Authorization", authorization_, true});
  if (task.act == Act::remove) request.method = "DELETE";
  else if (task.act != Act::look) request.method = "PUT";
  if (request.method == "PUT") {
    request.headers.push_back({"Content-Type", type_of(task.name)});
    request.headers.push_back({"Cache-Control", task.act == Act::put_playlist ? "no-cache" : "public, max-age=3600, immutable"});
    request.body = task.bytes ? std::string(task.bytes->begin(), task.bytes->end()) : task.body;
  }
  const auto answer = http_.send(std::move(request));
  if (answer.fault == base::HttpFault::cancelled) return false;
  if (task.act == Act::look) {
    if (answer.ok()) learn(answer.body);
    // Whatever else it says of a playlist that need not be there, it is there itself.
    return answer.fault == base::HttpFault::none || answer.fault == base::HttpFault::too_large;
  }
  if (task.act == Act::remove) {
    const bool refuses = answer.fault == base::HttpFault::none && !answer.ok() && answer.status != 404 && answer.status != 410;
    if (refuses) base::log(base::LogLevel::warning, "air", "the origin does not delete segments (status {}); they are left there", answer.status);
    keeps_ = refuses;
    return answer.fault == base::HttpFault::none;
  }
  report(task, answer);
  return answer.ok();
}

// Once when it goes and once when it is back.
void HlsOrigin::report(const Task& task, const base::HttpResponse& answer) {
  if (answer.ok() != down_) return;
  down_ = !answer.ok();
  if (down_)
    base::log(base::LogLevel::warning, "air", "{}; it is tried again until the channel ends", base::http_error("the origin", answer).message());
  else
    base::log(base::LogLevel::info, "air", "the origin takes segments again, from {} on", task.name);
}

void HlsOrigin::done(const Task& task) {
  switch (task.act) {
    case Act::look: looked_ = true; break;
    case Act::put_init: init_.sent = init_.sent || init_.name == task.name; break;
    case Act::put_segment:
      there_.push_back(task.name);
      for (auto& part : parts_) part.sent = part.sent || part.name == task.name;
      break;
    case Act::put_playlist:
      playlist_sent_ = playlist_ == task.body;
      listed_ = true;
      break;
    case Act::remove: there_.pop_front(); break;
  }
}

// What an earlier run put there goes as time passes.
void HlsOrigin::learn(const std::string& playlist) {
  std::deque<std::string> old;
  for (const auto& line : base::split(playlist, '\n'))
    if (segment_number(line) && old.size() < kKept) old.push_back(line);
  if (old.empty()) return;
  const auto first = *segment_number(old.front());
  const auto suffix = old.front().substr(old.front().rfind('.'));
  for (auto number = first; number > 0 && number > first - std::min(first, kBefore);) old.push_front(fmt::format("{}{}", --number, suffix));
  const std::lock_guard lock{mutex_};
  there_.insert(there_.begin(), old.begin(), old.end());
}

}  // namespace retrovue::station
