#include "model/item_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/time_text.h"

namespace retrovue::model {

namespace {

using base::Error;
using base::ErrorKind;

std::int64_t whole(std::string_view name, std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < least || number > most)
    throw Error(ErrorKind::usage, fmt::format("'{}' is not a {}", base::printable(text), name), fmt::format("use a number from {} to {}", least, most));
  return number;
}

template <std::optional<int> Item::*member, int least, int most>
constexpr ItemField number(std::string_view name) {
  return {name, "N", [](const Item& item) { return item.*member ? std::to_string(*(item.*member)) : std::string{}; },
          [](Item& item, std::string_view text) {
            if (text.empty()) (item.*member).reset();
            else item.*member = static_cast<int>(whole("number for this field", text, least, most));
          }};
}

template <std::string Item::*member>
constexpr ItemField words(std::string_view name) {
  return {name, "TEXT", [](const Item& item) { return item.*member; }, [](Item& item, std::string_view text) { item.*member = text; }};
}

template <std::optional<Millis> Item::*member>
constexpr ItemField instant(std::string_view name) {
  return {name, "TIME", [](const Item& item) { return item.*member ? base::rfc3339_utc(*(item.*member)) : std::string{}; },
          [](Item& item, std::string_view text) {
            if (text.empty()) (item.*member).reset();
            else item.*member = base::parse_time(text, base::Zone::system(), 0);
          }};
}

void set_title(Item& item, std::string_view text) {
  if (base::trim(text).empty()) throw Error(ErrorKind::usage, "a title cannot be empty");
  item.title = text;
}

// "us-tv:TV-PG"; a code alone that only one system has gets its name, and what says that there is none is none.
void set_rating(Item& item, std::string_view text) {
  const auto colon = text.find(':');
  if (colon != std::string_view::npos) {
    item.rating = {std::string{text.substr(0, colon)}, std::string{text.substr(colon + 1)}};
    return;
  }
  const auto folded = base::lower_ascii(base::trim(text));
  const auto one_of = [&](std::initializer_list<std::string_view> codes) { return std::find(codes.begin(), codes.end(), folded) != codes.end(); };
  if (one_of({"nr", "not rated", "unrated", "none", "n/a"})) item.rating = {};
  else item.rating = {folded.starts_with("tv-") ? "us-tv" : one_of({"pg-13", "r", "nc-17"}) ? "mpaa" : "", std::string{text}};
}

std::string get_rating(const Item& item) {
  return item.rating.system.empty() ? item.rating.code : item.rating.system + ":" + item.rating.code;
}

}  // namespace

const std::vector<ItemField>& item_fields() {
  static const std::vector<ItemField> fields{
      {"type", "TYPE", [](const Item& item) { return std::string{to_text(item.kind)}; },
       [](Item& item, std::string_view text) { item.kind = from_text<ItemKind>(text); }},
      {"title", "TEXT", [](const Item& item) { return item.title; }, set_title},
      number<&Item::year, 1800, 9999>("year"),
      words<&Item::show>("show"),
      number<&Item::show_year, 1800, 9999>("show_year"),
      number<&Item::season, 0, 9999>("season"),
      number<&Item::episode, 0, 99999>("episode"),
      number<&Item::episode_end, 0, 99999>("episode_end"),
      {"rating", "RATING", get_rating, set_rating},
      words<&Item::summary>("summary"),
      words<&Item::company>("company"),
      words<&Item::category>("category"),
      words<&Item::daypart>("daypart"),
      words<&Item::season_window>("season_window"),
      words<&Item::demographic>("demographic"),
      words<&Item::warnings>("warnings"),
      words<&Item::notes>("notes"),
      instant<&Item::flight_start>("flight_start"),
      instant<&Item::flight_end>("flight_end"),
      instant<&Item::expires>("expires"),
  };
  return fields;
}

const ItemField& item_field(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& field : item_fields()) {
    if (field.name == name) return field;
    names.emplace_back(field.name);
  }
  const auto near = base::nearest(name, names);
  throw Error(ErrorKind::usage, fmt::format("an item has no field '{}'", base::printable(name)),
              near.empty() ? "use one of " + base::join(names, ", ") : fmt::format("did you mean {}?", near));
}

std::string item_values(const Item& item) {
  base::JsonWriter json;
  json.object();
  for (const auto& field : item_fields())
    if (const auto text = field.get(item); !text.empty()) json.field(field.name, text);
  if (!item.tags.empty()) json.field("tags", item.tags);
  if (!item.guids.empty()) {
    json.key("guids").array();
    for (const auto& guid : item.guids) json.array().value(guid.provider).value(guid.value).end();
    json.end();
  }
  json.end();
  return json.take();
}

void apply_item_values(Item& item, std::string_view json) {
  const auto values = base::Json::parse(json);
  for (const auto& field : item_fields()) {
    const auto text = values[field.name].text();
    if (text || (field.name != "type" && field.name != "title")) field.set(item, text.value_or(""));
  }
  item.tags.clear();
  for (std::size_t i = 0; i < values["tags"].size(); ++i) item.tags.push_back(values["tags"].at(i).text_or(""));
  item.guids.clear();
  for (std::size_t i = 0; i < values["guids"].size(); ++i) {
    const auto guid = values["guids"].at(i);
    item.guids.push_back({guid.at(0).text_or(""), guid.at(1).text_or("")});
  }
}

}  // namespace retrovue::model
