#include "model/guid.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace retrovue::model {
namespace {
struct Form {
  std::string_view scheme, provider;
};
constexpr std::array<Form, 7> kForms{{{"tvdb", "tvdb"},
                                      {"tmdb", "tmdb"},
                                      {"imdb", "imdb"},
                                      {"plex", "plex"},
                                      {"com.plexapp.agents.thetvdb", "tvdb"},
                                      {"com.plexapp.agents.themoviedb", "tmdb"},
                                      {"com.plexapp.agents.imdb", "imdb"}}};
}  // namespace

std::optional<Guid> parse_guid(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) return text.empty() ? std::nullopt : std::optional<Guid>{Guid{"raw", std::string{text}}};
  const auto scheme = base::lower_ascii(text.substr(0, colon));
  if (scheme == "local" || scheme == "none" || scheme.ends_with(".none") || scheme.ends_with(".localmedia")) return std::nullopt;
  auto rest = text.substr(colon + 1);
  while (rest.starts_with('/')) rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  for (const auto& form : kForms) {
    if (scheme != form.scheme) continue;
    const auto value = rest.substr(0, rest.find('?'));
    if (value.empty()) return std::nullopt;
    return Guid{std::string{form.provider}, std::string{value}};
  }
  return Guid{"raw", std::string{text}};
}

int guid_rank(const Guid& guid) {
  constexpr std::array<std::string_view, 5> order{"tvdb", "tmdb", "imdb", "plex", "raw"};
  const auto found = std::find(order.begin(), order.end(), guid.provider);
  return found == order.end() ? 4 : static_cast<int>(found - order.begin());
}

void sort_guids(std::vector<Guid>& guids) {
  std::sort(guids.begin(), guids.end(), [](const Guid& a, const Guid& b) {
    const int left = guid_rank(a), right = guid_rank(b);
    return left != right ? left < right : a.provider != b.provider ? a.provider < b.provider : a.value < b.value;
  });
  guids.erase(std::unique(guids.begin(), guids.end()), guids.end());
}

std::string to_text(const Guid& guid) { return guid.provider == "raw" ? guid.value : guid.provider + ":" + guid.value; }

std::string display_name(std::string_view title, std::optional<int> year, const std::vector<Guid>& guids) {
  std::string out{title};
  if (year) out += fmt::format(" ({})", *year);
  auto sorted = guids;
  sort_guids(sorted);
  std::string ids;
  for (const auto& guid : sorted) {
    if (guid_rank(guid) > 2) continue;
    auto provider = guid.provider;
    std::transform(provider.begin(), provider.end(), provider.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    ids += fmt::format("{}{}:{}", ids.empty() ? "" : " ", provider, guid.value);
  }
  return ids.empty() ? out : fmt::format("{} [{}]", out, ids);
}

}  // namespace retrovue::model
