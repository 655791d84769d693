#include <fmt/format.h>

#include "base/http.h"

namespace retrovue::base {

std::string_view HttpResponse::header(std::string_view lower_name) const {
  for (const auto& one : headers)
    if (one.name == lower_name) return one.value;
  return {};
}

std::string public_url(std::string_view url) {
  std::string out{url.substr(0, url.find_first_of("?#"))};
  const auto scheme = out.find("://");
  const auto host = scheme == out.npos ? 0 : scheme + 3;
  const auto slash = out.find('/', host);
  const auto at = out.rfind('@', slash == out.npos ? out.size() : slash);
  if (at != out.npos && at >= host) out.erase(host, at + 1 - host);
  return out;
}

std::string percent_encode(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                       byte == '-' || byte == '.' || byte == '_' || byte == '~';
    if (plain) out += c;
    else out += fmt::format("%{:02X}", byte);
  }
  return out;
}

Error http_error(std::string_view who, const HttpResponse& response) {
  using enum ErrorKind;
  switch (response.fault) {
    case HttpFault::none: break;
    case HttpFault::cancelled: return Error(interrupted, fmt::format("{}: stopped", who));
    case HttpFault::tls:
      return Error(unreachable, fmt::format("{}: the certificate of '{}' cannot be trusted", who, response.url),
                   "use the plex.direct address or http on your own network");
    case HttpFault::connect:
      return Error(unreachable, fmt::format("{} cannot be reached at '{}': {}", who, response.url, response.problem),
                   "check that it runs and that address and port are right");
    case HttpFault::timeout:
      return Error(unreachable, fmt::format("{} did not answer in time at '{}'", who, response.url),
                   "it may be busy; try again later");
    default: return Error(unreachable, fmt::format("{} at '{}': {}", who, response.url, response.problem));
  }
  if (response.status == 401 || response.status == 403)
    return Error(unauthorised, fmt::format("{} refused the token ({})", who, response.status), "sign in again");
  if (response.status == 404) return Error(not_found, fmt::format("{}: '{}' is not there (404)", who, response.url));
  if (response.status == 503)
    return Error(unreachable, fmt::format("{} is starting up or under maintenance (503)", who), "try again in a minute");
  return Error(unreachable, fmt::format("{} answered {} at '{}'", who, response.status, response.url));
}

}  // namespace retrovue::base
