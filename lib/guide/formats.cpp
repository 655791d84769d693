#include "guide/formats.h"

#include <fmt/format.h>

#include "base/time_text.h"
#include "guide/text.h"

namespace retrovue::guide {

std::string m3u(const std::vector<model::Channel>& channels, const std::string& base_url) {
  std::string out = "#EXTM3U x-tvg-url=\"";
  append_m3u(out, base_url);
  out += "/xmltv.xml\"\n";
  for (const auto& channel : channels) {
    const auto number = std::to_string(channel.number);
    const auto attribute = [&](std::string_view name, std::string_view text) {
      out += ' ';
      out += name;
      out += "=\"";
      append_m3u(out, text);
      out += '"';
    };
    out += "#EXTINF:-1";
    attribute("tvg-id", channel_id(channel.number));
    attribute("tvg-chno", number);
    attribute("channel-number", number);
    attribute("tvg-name", channel.name);
    attribute("tvg-logo", base_url + "/channel/" + number + ".png");
    attribute("group-title", "RetroVue");
    out += ',';
    append_m3u(out, channel.name.empty() ? number : channel.name);
    out += '\n';
    append_m3u(out, base_url);
    out += "/channel/" + number + ".ts\n";
  }
  return out;
}

void json_entry(base::JsonWriter& json, const model::Channel& channel, const Listing& e) {
  json.object().field("channel", channel.number).field("channel_id", channel_id(channel.number));
  json.key("start").time(e.start).key("end").time(e.end);
  json.field("title", e.title).text_or_null("subtitle", e.subtitle).text_or_null("summary", e.summary);
  if (e.off_air) json.key("kind").null();
  else json.field("kind", model::to_text(e.kind));
  if (e.item_id) json.field("item_id", e.item_id);
  else json.key("item_id").null();
  json.field("year", e.year).field("season", e.season).field("episode", e.episode);
  json.text_or_null("number", onscreen_number(e));
  json.text_or_null("rating_system", e.rating.system).text_or_null("rating", e.rating.code);
  json.field("off_air", e.off_air).field("premiere", e.premiere);
  if (e.previous) json.key("previously_shown").time(*e.previous);
  else json.key("previously_shown").null();
  json.end();
}

std::vector<std::string> faults(const std::vector<Listing>& listings) {
  std::vector<std::string> found;
  const Listing* before = nullptr;
  for (const auto& e : listings) {
    const auto at = base::rfc3339_utc(e.start);
    if (e.end <= e.start) found.push_back(fmt::format("the entry at {} has no length", at));
    if (e.title.empty()) found.push_back(fmt::format("the entry at {} has no title", at));
    if (before && e.start > before->end) found.push_back(fmt::format("gap of {} before {}", base::short_duration(e.start - before->end), at));
    if (before && e.start < before->end) found.push_back(fmt::format("overlap of {} at {}", base::short_duration(before->end - e.start), at));
    before = &e;
  }
  return found;
}

}  // namespace retrovue::guide
