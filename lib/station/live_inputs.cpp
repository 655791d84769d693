#include "station/live_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "catalog/folders.h"
#include "catalog/item_writer.h"
#include "catalog/items.h"
#include "model/item_fields.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {
constexpr std::size_t kLongest = 2'000;

struct Scheme {
  std::string_view name, protocols;  // what ffmpeg may open for it
};
constexpr std::array kSchemes{Scheme{"http", "http,https,tcp,tls,crypto"},
                              Scheme{"https", "https,http,tcp,tls,crypto"},
                              Scheme{"rtmp", "rtmp,tcp"},
                              Scheme{"rtmps", "rtmps,rtmp,tls,tcp"},
                              Scheme{"rtsp", "rtp,udp,tcp"},
                              Scheme{"srt", "srt"},
                              Scheme{"udp", "udp"},
                              Scheme{"rtp", "rtp,udp"},
                              Scheme{"tcp", "tcp"}};

const Scheme* scheme_of(std::string_view url) {
  const auto name = base::lower_ascii(std::string{url.substr(0, std::min(url.find("://"), url.size()))});
  const auto found = std::find_if(kSchemes.begin(), kSchemes.end(), [&](const Scheme& one) { return one.name == name; });
  return found == kSchemes.end() ? nullptr : &*found;
}

std::string_view host_of(std::string_view url) {
  auto host = url.substr(url.find("://") + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  return host.substr(host.rfind('@') == host.npos ? 0 : host.rfind('@') + 1);
}

std::string purpose(model::Id item) { return fmt::format("address of live input {}", item); }

catalog::LiveInput sealed(model::Id item, const std::string& url) {
  return {base::SecretBox().seal(url, purpose(item)), shown_url(url)};
}

void need_own_title(catalog::Catalog& catalog, const std::string& title, model::Id but) {
  if (const auto other = catalog::live_input_titled(catalog, title, but))
    throw Error(ErrorKind::usage, fmt::format("live input {} is called '{}' already", other, base::printable(title)),
                fmt::format("'retrovue item set {} --url-file FILE' gives it another address", other));
}

}  // namespace

std::string live_url(std::string_view text) {
  std::string url{base::trim(text)};
  const auto* scheme = url.find("://") == url.npos ? nullptr : scheme_of(url);
  const bool plain = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '\'' && c != '"' && c != '\\'; });
  if (!scheme || !plain || url.size() > kLongest || host_of(url).empty()) {
    std::vector<std::string> names;
    for (const auto& one : kSchemes) names.emplace_back(one.name);
    throw Error(ErrorKind::usage, "that is not the address of a live input",
                fmt::format("it begins with one of {}, each with :// and a host, and has no blanks or quotes", base::join(names, ", ")));
  }
  return url;
}

std::string shown_url(std::string_view url) {
  const auto* scheme = scheme_of(url);
  return scheme ? fmt::format("{}://{}/...", scheme->name, host_of(url)) : "...";
}

std::string live_list(std::string_view url) {
  const auto* scheme = scheme_of(url);
  auto list = fmt::format("ffconcat version 1.0\nfile '{}'\noption protocol_whitelist {}\noption analyzeduration 1500000\n", url,
                          scheme ? scheme->protocols : "none");
  if (scheme && scheme->name == "rtsp") list += "option rtsp_flags prefer_tcp\n";
  return list;
}

model::Item add_live_input(catalog::Catalog& catalog, const base::Clock& clock, std::string_view url, const Values& values,
                           const std::vector<std::string>& tags, bool dry_run) {
  const auto address = live_url(url);
  model::Listed listed;
  auto& item = listed.item;
  for (const auto& [field, value] : values) model::item_field(field).set(item, value);
  item.kind = model::ItemKind::live;
  item.tags = tags;
  std::sort(item.tags.begin(), item.tags.end());
  if (base::trim(item.title).empty()) throw Error(ErrorKind::usage, "a live input needs a title", "--title 'City council'");
  model::Item added;
  catalog.transaction(dry_run, [&] {
    need_own_title(catalog, item.title, 0);
    const auto library = catalog::manual_library(catalog, clock.now());
    catalog::ItemWriter writer(catalog, clock.now());
    const auto id = writer.insert(item, library);
    listed.key = fmt::format("live:{}", id);
    writer.insert_origin(id, library, listed, model::item_values(item));
    catalog::save_live_input(catalog, id, sealed(id, address));
    catalog::audit(catalog, clock.now(), "item add", std::to_string(id), shown_url(address));
    added = *catalog::item(catalog, id);
  });
  return added;
}

model::Item move_live_input(catalog::Catalog& catalog, const base::Clock& clock, std::string_view which, std::string_view url, bool dry_run) {
  const auto address = live_url(url);
  model::Item item;
  catalog.transaction(dry_run, [&] {
    item = catalog::find_item(catalog, which);
    if (!catalog::live_input(catalog, item.id))
      throw Error(ErrorKind::usage, fmt::format("item {} is no live input and has no address", item.id), "'retrovue item add --type live' makes one");
    catalog::save_live_input(catalog, item.id, sealed(item.id, address));
    catalog::audit(catalog, clock.now(), "item set", std::to_string(item.id), shown_url(address));
  });
  return item;
}

std::string open_live_url(const base::SecretBox& box, model::Id item, const catalog::LiveInput& input) {
  return live_url(box.open(input.sealed, purpose(item)));
}

}  // namespace retrovue::station
