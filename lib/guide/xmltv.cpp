#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>

#include "base/text.h"
#include "guide/formats.h"
#include "guide/text.h"

// Order of elements and attributes: xmltv.dtd 0.5, ELEMENT channel and ELEMENT programme.
namespace retrovue::guide {
namespace {

// Left out when nothing readable is left of the text, unless there is something to say instead.
void element(std::string& out, std::string_view name, std::string_view text, std::string_view otherwise = {}) {
  const auto before = out.size();
  out += "    <";
  out += name;
  out += '>';
  const auto inner = out.size();
  append_xml(out, base::trim(text));
  if (out.find_first_not_of(' ', inner) == std::string::npos) {
    out.resize(otherwise.empty() ? before : inner);
    if (otherwise.empty()) return;
    out += otherwise;
  }
  out += "</";
  out += name;
  out += ">\n";
}

// The names by which XMLTV readers know rating systems.
std::string rating_system(const std::string& system) {
  if (system == "us-tv") return "VCHIP";
  if (system == "mpaa") return "MPAA";
  if (system == "gb") return "BBFC";
  if (system == "de") return "FSK";
  if (system == "au") return "ACB";
  if (system == "ca") return "CHVRS";
  if (system == "nl") return "Kijkwijzer";
  std::string upper = system;
  for (auto& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

std::string_view category(const Listing& e) {
  if (e.off_air) return {};
  switch (e.kind) {
    case model::ItemKind::movie: return "Movie";
    case model::ItemKind::episode: return "Series";
    case model::ItemKind::music: return "Music";
    default: return {};
  }
}

// xmltv_ns counts from zero and has no word for specials, so season 0 has none.
void episode_numbers(std::string& out, const Listing& e) {
  const auto onscreen = onscreen_number(e);
  if (onscreen.empty()) return;
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("    <episode-num system=\"onscreen\">{}</episode-num>\n"), onscreen);
  const bool season = e.season && *e.season > 0, episode = e.episode && *e.episode > 0;
  if ((e.season && *e.season <= 0) || (!season && !episode)) return;
  out += "    <episode-num system=\"xmltv_ns\">";
  if (season) fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), *e.season - 1);
  out += '.';
  if (episode) fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), *e.episode - 1);
  out += ".</episode-num>\n";
}

void icon(std::string& out, const std::string& base_url, int number) {
  if (base_url.empty()) return;
  out += "    <icon src=\"";
  append_xml(out, base_url);
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("/channel/{}.png\"/>\n"), number);
}
}  // namespace

void xmltv_head(std::string& out, const std::vector<model::Channel>& channels, const std::string& base_url) {
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tv SYSTEM \"xmltv.dtd\">\n<tv generator-info-name=\"RetroVue\"";
  if (!base_url.empty()) {
    out += " source-info-url=\"";
    append_xml(out, base_url);
    out += '"';
  }
  out += ">\n";
  for (const auto& channel : channels) {
    out += "  <channel id=\"" + channel_id(channel.number) + "\">\n";
    const auto number = std::to_string(channel.number);
    // Plex matches a tuner's number and name against these, in this order.
    element(out, "display-name", channel.name.empty() ? number : number + " " + channel.name);
    if (!channel.name.empty()) {
      element(out, "display-name", number);
      element(out, "display-name", channel.name);
    }
    if (!channel.call_sign.empty()) element(out, "display-name", channel.call_sign);
    icon(out, base_url, channel.number);
    out += "  </channel>\n";
  }
}

void xmltv_programmes(std::string& out, const model::Channel& channel, const std::vector<Listing>& listings) {
  const base::Zone zone{channel.zone};
  XmltvClock clock{zone}, history{zone};
  const auto id = channel_id(channel.number);
  for (const auto& e : listings) {
    // An entry inside one second would have no length here; its neighbours meet all the same.
    if (base::mul_div_floor(e.start, 1, 1000) == base::mul_div_floor(e.end, 1, 1000)) continue;
    out += "  <programme start=\"";
    out += clock.text(e.start);
    out += "\" stop=\"";
    out += clock.text(e.end);
    out += "\" channel=\"";
    out += id;
    out += "\">\n";
    element(out, "title", e.title, "Untitled");
    element(out, "sub-title", e.subtitle);
    element(out, "desc", e.summary);
    if (e.kind == model::ItemKind::movie && e.year && *e.year > 0) element(out, "date", std::to_string(*e.year));
    if (const auto word = category(e); !word.empty()) element(out, "category", word);
    if (e.kind == model::ItemKind::episode && !e.off_air) episode_numbers(out, e);
    if (e.previous) {
      out += "    <previously-shown start=\"";
      out += history.text(*e.previous);
      out += "\"/>\n";
    }
    // DVRs read new as "first airing", so it goes with premiere.
    if (e.premiere) out += "    <premiere/>\n    <new/>\n";
    if (!e.rating.code.empty()) {
      out += "    <rating";
      if (!e.rating.system.empty()) {
        out += " system=\"";
        append_xml(out, rating_system(e.rating.system));
        out += '"';
      }
      out += "><value>";
      append_xml(out, e.rating.code);
      out += "</value></rating>\n";
    }
    out += "  </programme>\n";
  }
}

void xmltv_tail(std::string& out) { out += "</tv>\n"; }

}  // namespace retrovue::guide
