#include "sources/plex_media.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "model/guid.h"
#include "sources/plex_values.h"

namespace retrovue::sources {
namespace {
constexpr base::Millis kShortest = 1'000;

model::OriginStream stream(const Element& element) {
  model::OriginStream out;
  switch (element.integer("streamType").value_or(0)) {
    case 1: out.kind = model::StreamKind::video; break;
    case 2: out.kind = model::StreamKind::audio; break;
    case 3: out.kind = model::StreamKind::subtitle; break;
    default: break;
  }
  out.sidecar = clean_text(element.text("key"));
  if (out.sidecar.empty())
    if (const auto index = element.integer("index"); index && *index >= 0 && *index < 10'000) out.index = static_cast<int>(*index);
  out.codec = clean_text(element.text("codec"));
  out.language = clean_text(element.text("languageCode"));
  if (out.language.empty()) out.language = clean_text(element.text("languageTag"));
  out.title = clean_text(element.text("title"));
  out.channels = static_cast<int>(std::clamp<std::int64_t>(element.integer("channels").value_or(0), 0, 255));
  out.is_default = element.flag("default");
  out.forced = element.flag("forced");
  return out;
}

struct Rank {
  std::int64_t height = 0, bit_rate = 0, id = 0;
  explicit Rank(const Element& media)
      : height(media.integer("height").value_or(0)), bit_rate(media.integer("bitrate").value_or(0)), id(media.integer("id").value_or(0)) {}
  bool before(const Rank& other) const { return std::tie(other.height, other.bit_rate, id) < std::tie(height, bit_rate, other.id); }
};

struct Version {
  Rank rank;
  std::vector<model::OriginFile> files;
};

base::Millis bounded(std::optional<std::int64_t> value) { return value && *value >= 0 && *value < 30LL * 86'400'000 ? *value : 0; }
}  // namespace

std::vector<model::OriginFile> plex_files(const Element& item) {
  std::vector<Version> versions;
  item.each("Media", [&](const Element& media) {
    if (media.integer("proxyType").value_or(0) == 42) return;
    Version version{Rank{media}, {}};
    media.each("Part", [&](const Element& part) {
      if (part.text("file").empty()) return;
      model::OriginFile file;
      file.path = std::string{part.text("file")};
      file.version = clean_text(media.text("id"));
      file.size = std::max<std::int64_t>(0, part.integer("size").value_or(0));
      file.duration_ms = bounded(part.integer("duration"));
      file.container = clean_text(part.text("container"));
      file.height = static_cast<int>(std::clamp<std::int64_t>(version.rank.height, 0, 100'000));
      file.reference = clean_text(part.text("key"));
      part.each("Stream", [&](const Element& one) { file.streams.push_back(stream(one)); });
      version.files.push_back(std::move(file));
    });
    if (version.files.size() > 1)
      for (std::size_t i = 0; i < version.files.size(); ++i) version.files[i].part = static_cast<int>(i) + 1;
    if (!version.files.empty()) versions.push_back(std::move(version));
  });
  std::stable_sort(versions.begin(), versions.end(), [](const Version& a, const Version& b) { return a.rank.before(b.rank); });
  std::vector<model::OriginFile> files;
  for (auto& version : versions)
    for (auto& file : version.files) files.push_back(std::move(file));
  return files;
}

std::string plex_first_file(const Element& item) {
  std::string_view first;
  std::optional<Rank> best;
  item.each("Media", [&](const Element& media) {
    if (media.integer("proxyType").value_or(0) == 42) return;
    std::string_view file;
    media.each("Part", [&](const Element& part) {
      if (file.empty()) file = part.text("file");
    });
    const Rank rank{media};
    if (file.empty() || (best && !rank.before(*best))) return;
    first = file;
    best = rank;
  });
  return std::string{first};
}

std::vector<model::Marker> plex_markers(const Element& item, base::Millis length) {
  std::vector<model::Marker> chapters, markers;
  auto read = [&](const Element& element, model::MarkerKind kind, std::vector<model::Marker>& into) {
    const auto start = element.integer("startTimeOffset");
    if (!start || *start < 0 || *start > 30LL * 86'400'000 || (length > 0 && *start >= length)) return;
    model::Marker marker;
    marker.kind = kind;
    marker.origin = model::MarkerOrigin::source;
    marker.start_ms = *start;
    if (const auto end = element.integer("endTimeOffset"); end && *end > *start)
      marker.end_ms = length > 0 ? std::min<base::Millis>(*end, length) : *end;
    if (marker.end_ms && *marker.end_ms - marker.start_ms < kShortest) return;
    marker.title = clean_text(element.text("tag"));
    into.push_back(std::move(marker));
  };
  item.each("Chapter", [&](const Element& element) { read(element, model::MarkerKind::chapter, chapters); });
  item.each("Marker", [&](const Element& element) {
    const auto type = element.text("type");
    if (type == "intro") read(element, model::MarkerKind::intro, markers);
    else if (type == "credits") read(element, model::MarkerKind::credits, markers);
    else if (type == "commercial") read(element, model::MarkerKind::ad_break, markers);
  });
  auto order = [](const model::Marker& a, const model::Marker& b) {
    return std::tuple{a.start_ms, a.end_ms.value_or(0), static_cast<int>(a.kind), a.title} <
           std::tuple{b.start_ms, b.end_ms.value_or(0), static_cast<int>(b.kind), b.title};
  };
  std::sort(chapters.begin(), chapters.end(), order);
  if (chapters.size() == 1 && chapters[0].start_ms == 0 && length > 0 && chapters[0].end_ms.value_or(length) >= length) chapters.clear();
  for (std::size_t i = 0; i + 1 < chapters.size();) {
    auto& here = chapters[i];
    const auto next = chapters[i + 1].start_ms;
    if (next - here.start_ms < kShortest) {  // too close: the earlier one stays
      chapters.erase(chapters.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      continue;
    }
    if (here.end_ms && *here.end_ms > next) here.end_ms = next;
    ++i;
  }
  markers.insert(markers.end(), chapters.begin(), chapters.end());
  std::sort(markers.begin(), markers.end(), order);
  auto same = [](const model::Marker& a, const model::Marker& b) {
    return a.kind == b.kind && a.start_ms == b.start_ms && a.end_ms == b.end_ms && a.title == b.title;
  };
  markers.erase(std::unique(markers.begin(), markers.end(), same), markers.end());
  return markers;
}

PlexRead<model::Origin> plex_item(const Element& element, std::string_view raw) {
  PlexRead<model::Origin> out;
  auto& item = out.value;
  auto number = [&](std::string_view field) -> std::optional<int> {
    const auto text = element.attribute(field);
    if (!text || text->empty()) return std::nullopt;
    const auto value = lenient_integer(*text);
    if (!value || *value > 1'000'000) {
      out.problems.push_back({std::string{field}, clean_text(text->substr(0, 60))});
      return std::nullopt;
    }
    return *value < 0 ? std::nullopt : std::optional<int>{static_cast<int>(*value)};
  };
  plex_common(element, raw, item, out.problems);
  item.tagline = clean_text(element.text("tagline"));
  if (const auto edition = clean_text(element.text("editionTitle")); !edition.empty()) item.tags.push_back("edition:" + edition);
  std::sort(item.tags.begin(), item.tags.end());
  if (plex_kind(element.text("type")) == PlexKind::episode) {
    item.kind = model::ItemKind::episode;
    item.show_key = std::string{element.text("grandparentRatingKey")};
    item.show_title = clean_text(element.text("grandparentTitle"));
    item.season = number("parentIndex");
    item.episode = number("index");
  }
  item.files = plex_files(element);
  item.markers = plex_markers(element, item.duration_ms);
  item.trashed = element.attribute("deletedAt").has_value();
  if (item.title.empty() && !item.files.empty()) {
    std::string_view name = item.files.front().path;
    if (const auto slash = name.find_last_of("/\\"); slash != name.npos) name.remove_prefix(slash + 1);
    item.title = clean_text(name.substr(0, name.rfind('.')));
  }
  return out;
}

}  // namespace retrovue::sources
