#include "station/item_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {

struct Word {
  std::string name, value;  // name empty: free text
};

// Blanks part words but inside quotes; the first colon outside quotes parts name and value.
std::vector<Word> words(std::string_view text) {
  std::vector<Word> all;
  Word word;
  bool quoted = false, begun = false;
  const auto finish = [&] {
    if (begun) all.push_back(std::move(word));
    word = {};
    begun = false;
  };
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
      begun = true;
    } else if (!quoted && (c == ' ' || c == '\t' || c == '\n')) {
      finish();
    } else if (!quoted && c == ':' && word.name.empty() && !word.value.empty()) {
      word.name = std::move(word.value);
      word.value.clear();
    } else {
      word.value += c;
      begun = true;
    }
  }
  if (quoted) throw Error(ErrorKind::usage, "a quote in the query is not closed");
  finish();
  return all;
}

void set_season(catalog::ItemFilter& filter, const std::string& value) {
  int number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error == std::errc{} && end == value.data() + value.size()) filter.season = number;
  else filter.season_window = value;
}

struct Name {
  std::string_view name;
  void (*set)(catalog::ItemFilter&, const std::string&);
};
template <std::string catalog::ItemFilter::*member>
constexpr Name text(std::string_view name) {
  return {name, [](catalog::ItemFilter& filter, const std::string& value) { filter.*member = value; }};
}
using Filter = catalog::ItemFilter;
constexpr Name kNames[] = {
    text<&Filter::source>("source"),
    text<&Filter::library>("library"),
    {"type", [](Filter& filter, const std::string& value) { filter.kind = model::from_text<model::ItemKind>(value); }},
    {"kind", [](Filter& filter, const std::string& value) { filter.kind = model::from_text<model::ItemKind>(value); }},
    text<&Filter::show>("show"),
    {"season", set_season},
    text<&Filter::rating>("rating"),
    {"tag", [](Filter& filter, const std::string& value) { filter.tags.push_back(value); }},
    text<&Filter::daypart>("daypart"),
    text<&Filter::company>("company"),
    text<&Filter::category>("category"),
    text<&Filter::demographic>("demographic"),
    {"state", [](Filter& filter, const std::string& value) { filter.state = model::to_text(model::from_text<model::ItemState>(value)); }},
};

}  // namespace

catalog::ItemFilter item_query(std::string_view query) {
  catalog::ItemFilter filter;
  for (const auto& word : words(query)) {
    if (word.name.empty()) {
      filter.text += (filter.text.empty() ? "" : " ") + word.value;
      continue;
    }
    const auto found = std::find_if(std::begin(kNames), std::end(kNames), [&](const auto& one) { return one.name == word.name; });
    if (found == std::end(kNames)) {
      std::vector<std::string> names;
      for (const auto& one : kNames) names.emplace_back(one.name);
      throw Error(ErrorKind::usage, fmt::format("a query has no '{}'", base::printable(word.name)),
                  "use one of " + base::join(names, ", ") + "; a colon in a title goes in quotes");
    }
    if (word.value.empty()) throw Error(ErrorKind::usage, fmt::format("'{}:' in the query lacks a value", word.name));
    found->set(filter, word.value);
  }
  return filter;
}

}  // namespace retrovue::station
