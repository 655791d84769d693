#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "base/text.h"
#include "sources/plex_account.h"
#include "sources/plex_values.h"

namespace retrovue::sources {

std::optional<PlexFound> parse_gdm(std::string_view datagram, const std::string& sender) {
  if (!datagram.starts_with("HTTP/1.0 200") && !datagram.starts_with("HTTP/1.1 200")) return std::nullopt;
  PlexFound found;
  std::string type, port;
  for (const auto& line : base::split(datagram, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const auto name = base::lower_ascii(base::trim(std::string_view{line}.substr(0, colon)));
    const auto value = clean_text(std::string_view{line}.substr(colon + 1));
    if (name == "content-type") type = value;
    else if (name == "name") found.name = value;
    else if (name == "port") port = value;
    else if (name == "resource-identifier") found.machine_id = value;
    else if (name == "version") found.version = value;
  }
  const auto number = lenient_integer(port);
  if (type != "plex/media-server" || !number || *number < 1 || *number > 65'535 || found.machine_id.empty()) return std::nullopt;
  found.url = fmt::format("http://{}:{}", sender, *number);
  return found;
}

std::vector<PlexFound> find_plex(base::Millis wait, const std::string& host, int port) {
  base::Fd fd{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  const unsigned char hops = 4;
  if (fd.valid()) ::setsockopt(fd.get(), IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops);
  constexpr std::string_view question = "M-SEARCH * HTTP/1.0\r\n\r\n";
  if (!fd.valid() || ::inet_pton(AF_INET, host.c_str(), &to.sin_addr) != 1 ||
      ::sendto(fd.get(), question.data(), question.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to) < 0)
    throw base::Error(base::ErrorKind::unreachable, fmt::format("cannot ask the local network for servers: {}", std::strerror(errno)),
                      "give the address by hand: retrovue server add NAME --url http://HOST:32400");
  std::vector<PlexFound> all;
  const auto until = base::steady_ms() + wait;
  for (auto now = base::steady_ms(); now < until && all.size() < 1'000; now = base::steady_ms()) {
    pollfd one{fd.get(), POLLIN, 0};
    if (::poll(&one, 1, static_cast<int>(until - now)) <= 0) continue;
    char buffer[8192];
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const auto n = ::recvfrom(fd.get(), buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (n <= 0) continue;
    char text[INET_ADDRSTRLEN] = {};
    ::inet_ntop(AF_INET, &from.sin_addr, text, sizeof text);
    auto found = parse_gdm({buffer, static_cast<std::size_t>(n)}, text);
    if (found && std::none_of(all.begin(), all.end(), [&](const auto& other) { return other.machine_id == found->machine_id; }))
      all.push_back(std::move(*found));
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return std::tie(a.name, a.machine_id) < std::tie(b.name, b.machine_id); });
  return all;
}

}  // namespace retrovue::sources
