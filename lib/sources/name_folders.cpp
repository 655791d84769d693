#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "sources/name_folders.h"
#include "sources/name_text.h"

namespace retrovue::sources {

namespace {

using model::ItemKind;
using Pair = std::pair<std::string_view, std::string_view>;

std::string plain_words(std::string_view folder) {
  std::string words = base::lower_ascii(base::trim(folder));
  std::replace_if(words.begin(), words.end(), [](char c) { return c == '_' || c == '-' || c == '.'; }, ' ');
  return words;
}

}  // namespace

std::optional<ItemKind> kind_folder(std::string_view folder) {
  static constexpr std::array<std::pair<std::string_view, ItemKind>, 31> kWords{{
      {"commercials", ItemKind::commercial}, {"commercial", ItemKind::commercial}, {"ads", ItemKind::commercial},
      {"adverts", ItemKind::commercial},     {"spots", ItemKind::commercial},      {"bumpers", ItemKind::bumper},
      {"bumper", ItemKind::bumper},          {"bumps", ItemKind::bumper},          {"promos", ItemKind::promo},
      {"promo", ItemKind::promo},            {"trailers", ItemKind::promo},        {"idents", ItemKind::ident},
      {"ident", ItemKind::ident},            {"station ids", ItemKind::ident},     {"intros", ItemKind::intro},
      {"outros", ItemKind::outro},           {"interstitials", ItemKind::interstitial}, {"fillers", ItemKind::filler},
      {"filler", ItemKind::filler},          {"music", ItemKind::music},           {"music videos", ItemKind::music},
      {"movies", ItemKind::movie},           {"films", ItemKind::movie},           {"extras", ItemKind::interstitial},
      {"featurettes", ItemKind::interstitial}, {"shorts", ItemKind::interstitial}, {"behind the scenes", ItemKind::interstitial},
      {"deleted scenes", ItemKind::interstitial}, {"interviews", ItemKind::interstitial}, {"scenes", ItemKind::interstitial},
      {"other", ItemKind::interstitial}}};
  const auto words = plain_words(folder);
  for (const auto& [word, kind] : kWords)
    if (words == word) return kind;
  return std::nullopt;
}

bool shows_folder(std::string_view folder) {
  static constexpr std::array<std::string_view, 7> kWords{"tv", "tv shows", "tvshows", "shows", "series", "tv series", "television"};
  return std::find(kWords.begin(), kWords.end(), plain_words(folder)) != kWords.end();
}

std::optional<std::string> habit_tag(std::string_view folder) {
  static constexpr std::array<Pair, 43> kHabits{{
      {"pre", "position:pre"},           {"mid", "position:mid"},           {"post", "position:post"},
      {"morning", "daypart:morning"},    {"daytime", "daypart:daytime"},    {"afternoon", "daypart:afternoon"},
      {"evening", "daypart:evening"},    {"primetime", "daypart:primetime"}, {"prime time", "daypart:primetime"},
      {"night", "daypart:night"},        {"late night", "daypart:late_night"}, {"overnight", "daypart:overnight"},
      {"january", "month:january"},      {"february", "month:february"},    {"march", "month:march"},
      {"april", "month:april"},          {"may", "month:may"},              {"june", "month:june"},
      {"july", "month:july"},            {"august", "month:august"},        {"september", "month:september"},
      {"october", "month:october"},      {"november", "month:november"},    {"december", "month:december"},
      {"spring", "season:spring"},       {"summer", "season:summer"},       {"autumn", "season:autumn"},
      {"fall", "season:autumn"},         {"winter", "season:winter"},       {"christmas", "holiday:christmas"},
      {"xmas", "holiday:christmas"},     {"halloween", "holiday:halloween"}, {"thanksgiving", "holiday:thanksgiving"},
      {"easter", "holiday:easter"},      {"new year", "holiday:new_year"},  {"valentine", "holiday:valentine"},
      {"monday", "weekday:monday"},      {"tuesday", "weekday:tuesday"},    {"wednesday", "weekday:wednesday"},
      {"thursday", "weekday:thursday"},  {"friday", "weekday:friday"},      {"saturday", "weekday:saturday"},
      {"sunday", "weekday:sunday"}}};
  if (folder.starts_with("--")) {
    const auto next = base::lower_ascii(tidy(folder));
    if (!next.empty()) return "next:" + next;
  }
  const auto words = plain_words(folder);
  for (const auto& [word, tag] : kHabits)
    if (words == word) return std::string{tag};
  return std::nullopt;
}

}  // namespace retrovue::sources
