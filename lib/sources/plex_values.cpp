#include "sources/plex_values.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "model/guid.h"
#include "sources/plex_media.h"

namespace retrovue::sources {
namespace {
using model::Origin;

// Everything a listing says about an item that stays until somebody or something changes it.
constexpr std::array<std::string_view, 24> kStampFields{
    "updatedAt",     "addedAt",     "deletedAt",       "title",         "titleSort",   "originalTitle",
    "index",         "parentIndex", "parentRatingKey", "grandparentRatingKey", "guid", "thumb",
    "art",           "duration",    "contentRating",   "year",          "originallyAvailableAt", "studio",
    "summary",       "tagline",     "parentTitle",     "grandparentTitle", "editionTitle", "childCount"};

void mix(std::string& text, std::string_view value) {
  text += value;
  text += '\x1f';
}

std::optional<int> small(const Element& element, std::string_view field, std::vector<PlexProblem>& problems, int least = 0) {
  const auto text = element.attribute(field);
  if (!text || text->empty()) return std::nullopt;
  const auto number = lenient_integer(*text);
  if (!number || *number > 1'000'000 || *number < -1'000'000) {
    problems.push_back({std::string{field}, base::printable(text->substr(0, 60))});
    return std::nullopt;
  }
  if (*number < least) return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<base::Millis> seconds(const Element& element, std::string_view field, std::vector<PlexProblem>& problems) {
  const auto text = element.attribute(field);
  if (!text || text->empty()) return std::nullopt;
  const auto number = lenient_integer(*text);
  if (!number || *number < -100'000'000'000 || *number > 100'000'000'000) {
    problems.push_back({std::string{field}, base::printable(text->substr(0, 60))});
    return std::nullopt;
  }
  return *number * 1000;
}

base::Millis length(const Element& element, std::vector<PlexProblem>& problems) {
  const auto text = element.attribute("duration");
  if (!text || text->empty()) return 0;
  const auto number = lenient_integer(*text);
  if (number && *number >= 0 && *number < 30LL * 86'400'000) return *number;
  problems.push_back({"duration", base::printable(text->substr(0, 60))});
  return 0;
}

std::string day(std::string_view text) {
  text = text.substr(0, 10);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  for (std::size_t i = 0; i < 10; ++i)
    if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return {};
  return std::string{text};
}

std::vector<model::Guid> guids(const Element& element) {
  std::vector<model::Guid> all;
  if (auto one = model::parse_guid(clean_text(element.text("guid")))) all.push_back(std::move(*one));
  element.each("Guid", [&](const Element& guid) {
    if (auto one = model::parse_guid(clean_text(guid.text("id")))) all.push_back(std::move(*one));
  });
  model::sort_guids(all);
  return all;
}

std::vector<std::string> tags(const Element& element) {
  constexpr std::pair<std::string_view, std::string_view> kinds[] = {
      {"Genre", "genre"}, {"Label", "label"}, {"Country", "country"}, {"Collection", "collection"}, {"Mood", "mood"}, {"Style", "style"}};
  std::vector<std::string> all;
  for (const auto& [name, space] : kinds)
    element.each(name, [&, prefix = std::string{space}](const Element& tag) {
      if (auto text = clean_text(tag.text("tag")); !text.empty()) all.push_back(prefix + ":" + text);
    });
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::vector<model::Credit> credits(const Element& element) {
  using enum model::CreditKind;
  constexpr std::pair<std::string_view, model::CreditKind> kinds[] = {
      {"Director", director}, {"Writer", writer}, {"Producer", producer}, {"Role", actor}};
  std::vector<model::Credit> all;
  for (const auto& [name, kind] : kinds)
    element.each(name, [&, k = kind](const Element& person) {
      model::Credit credit{k, clean_text(person.text("tag")), clean_text(person.text("role"))};
      if (!credit.name.empty() && std::find(all.begin(), all.end(), credit) == all.end()) all.push_back(std::move(credit));
    });
  return all;
}

std::vector<model::Artwork> artwork(const Element& element) {
  constexpr std::pair<std::string_view, std::string_view> kinds[] = {
      {"thumb", "poster"}, {"art", "background"}, {"banner", "banner"}, {"theme", "theme"}};
  std::vector<model::Artwork> all;
  for (const auto& [name, kind] : kinds)
    if (auto reference = clean_text(element.text(name)); !reference.empty()) all.push_back({std::string{kind}, std::move(reference)});
  return all;
}

template <typename T>
void common(const Element& element, std::string_view raw, T& out, std::vector<PlexProblem>& problems) {
  out.key = std::string{element.text("ratingKey")};
  out.title = clean_text(element.text("title"));
  out.sort_title = clean_text(element.text("titleSort"));
  out.original_title = clean_text(element.text("originalTitle"));
  out.year = small(element, "year", problems, 1);
  out.rating = plex_rating(element.text("contentRating"));
  out.summary = clean_text(element.text("summary"));
  out.studio = clean_text(element.text("studio"));
  out.first_aired = day(element.text("originallyAvailableAt"));
  out.added = seconds(element, "addedAt", problems);
  out.updated = seconds(element, "updatedAt", problems);
  out.guid = clean_text(element.text("guid"));
  out.guids = guids(element);
  out.tags = tags(element);
  out.credits = credits(element);
  out.artwork = artwork(element);
  out.raw = std::string{raw};
}
}  // namespace

std::string clean_text(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
  std::string out;
  if (plain) {
    out = base::trim(text);
    return out;
  }
  out.reserve(text.size());
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 ? c != 0x7f : (c == '\n' || c == '\t')) out += c;
  if (!base::is_utf8(out)) out = base::printable(out);
  return std::string{base::trim(out)};
}

PlexKind plex_kind(std::string_view type) {
  if (type == "movie" || type == "clip" || type == "video" || type == "1") return PlexKind::movie;
  if (type == "show" || type == "2") return PlexKind::show;
  if (type == "season" || type == "3") return PlexKind::season;
  if (type == "episode" || type == "4") return PlexKind::episode;
  if (type == "collection" || type == "18") return PlexKind::collection;
  return PlexKind::other;
}

model::Rating plex_rating(std::string_view content_rating) {
  auto code = clean_text(content_rating);
  const auto folded = base::lower_ascii(code);
  for (const char* none : {"", "nr", "not rated", "unrated", "none", "n/a"})
    if (folded == none) return {};
  if (const auto slash = code.find('/'); slash != code.npos && slash > 0 && slash + 1 < code.size())
    return {base::lower_ascii(code.substr(0, slash)), code.substr(slash + 1)};
  if (folded.starts_with("tv-")) return {"us-tv", code};
  for (const char* mpaa : {"g", "pg", "pg-13", "r", "nc-17", "x"})
    if (folded == mpaa) return {"mpaa", code};
  return {"other", code};
}

std::optional<PlexListed> plex_listed(const Element& element) {
  PlexListed listed;
  listed.key = std::string{element.text("ratingKey")};
  if (listed.key.empty() || element.text("key").ends_with("/allLeaves")) return std::nullopt;
  listed.kind = plex_kind(element.text("type"));
  listed.dated = element.integer("updatedAt").has_value();
  listed.guid = clean_text(element.text("guid"));
  listed.title = clean_text(element.text("title"));
  std::vector<PlexProblem> ignored;
  listed.year = small(element, "year", ignored, 1);
  listed.added = seconds(element, "addedAt", ignored);
  if (listed.kind == PlexKind::episode) {
    listed.show_key = std::string{element.text("grandparentRatingKey")};
    listed.season = small(element, "parentIndex", ignored);
    listed.episode = small(element, "index", ignored);
  }
  std::string all;
  all.reserve(2048);
  for (const auto field : kStampFields) mix(all, element.text(field));
  std::vector<std::string> ids;
  element.each("Guid", [&](const Element& guid) { ids.emplace_back(guid.text("id")); });
  std::sort(ids.begin(), ids.end());
  for (const auto& id : ids) mix(all, id);
  element.each("Media", [&](const Element& media) {
    for (const char* field : {"id", "duration", "height", "proxyType", "container"}) mix(all, media.text(field));
    media.each("Part", [&](const Element& part) {
      for (const char* field : {"id", "key", "file", "size", "duration"}) mix(all, part.text(field));
    });
  });
  listed.file = plex_first_file(element);
  listed.stamp = base::hash64(all);
  return listed;
}

void plex_common(const Element& element, std::string_view raw, model::Origin& item, std::vector<PlexProblem>& problems) {
  common(element, raw, item, problems);
  item.duration_ms = length(element, problems);
}

PlexRead<model::ShowOrigin> plex_show(const Element& element, std::string_view raw) {
  PlexRead<model::ShowOrigin> out;
  common(element, raw, out.value, out.problems);
  return out;
}

model::SeasonOrigin plex_season(const Element& element) {
  model::SeasonOrigin season;
  std::vector<PlexProblem> ignored;
  season.key = std::string{element.text("ratingKey")};
  season.show_key = std::string{element.text("parentRatingKey")};
  season.number = small(element, "index", ignored);
  season.title = clean_text(element.text("title"));
  season.summary = clean_text(element.text("summary"));
  season.guid = clean_text(element.text("guid"));
  season.updated = seconds(element, "updatedAt", ignored);
  season.artwork = artwork(element);
  return season;
}

model::CollectionOrigin plex_collection(const Element& element) {
  model::CollectionOrigin collection;
  collection.key = std::string{element.text("ratingKey")};
  collection.title = clean_text(element.text("title"));
  collection.summary = clean_text(element.text("summary"));
  collection.smart = element.flag("smart");
  return collection;
}

model::Library plex_section(const Element& element, std::vector<std::string>* locations) {
  model::Library library;
  library.key = std::string{element.text("key")};
  library.title = clean_text(element.text("title"));
  const auto type = element.text("type");
  const auto agent = element.text("agent");
  if (type == "movie") library.kind = agent == "com.plexapp.agents.none" ? "other" : "movie";
  else if (type == "show") library.kind = "show";
  else if (type == "artist") library.kind = "music";
  else if (type == "photo") library.kind = "photo";
  else library.kind = clean_text(type);
  library.change_stamp = clean_text(element.text("contentChangedAt"));
  if (locations)
    element.each("Location", [&](const Element& location) { locations->emplace_back(location.text("path")); });
  return library;
}

}  // namespace retrovue::sources
