#include "schedule/parts.h"

#include <array>
#include <charconv>

#include "base/text.h"
#include "schedule/library.h"

namespace retrovue::schedule {
namespace {
constexpr std::array<std::string_view, 10> kWords = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
constexpr std::array<std::string_view, 10> kRoman = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"};
constexpr int kMost = 20;

int number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value <= kMost) return value;
  for (std::size_t i = 0; i < kWords.size(); ++i)
    if (text == kWords[i] || text == kRoman[i]) return static_cast<int>(i) + 1;
  return 0;
}

std::string_view without(std::string_view text, std::string_view trailing) {
  while (!text.empty() && trailing.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}
}  // namespace

std::optional<PartTitle> part_title(std::string_view title) {
  const auto lower = base::lower_ascii(title);
  auto rest = without(lower, " ");
  const bool bracketed = rest.ends_with(')') || rest.ends_with(']');
  rest = without(rest, " )]");
  const auto gap = rest.find_last_of(" .(["), from = gap == std::string_view::npos ? 0 : gap + 1;
  const int part = number(rest.substr(from));
  if (part < 1) return std::nullopt;
  rest = rest.substr(0, from);
  bool told = bracketed && (rest.ends_with('(') || rest.ends_with('['));
  rest = without(rest, " .");
  for (const std::string_view word : {"part", "pt"})
    if (rest.ends_with(word) && (rest.size() == word.size() || std::string_view{" ([-,:"}.find(rest[rest.size() - word.size() - 1]) != std::string_view::npos)) {
      rest.remove_suffix(word.size());
      told = true;
      break;
    }
  if (!told) return std::nullopt;
  return PartTitle{std::string{without(rest, " ,:;-([")}, part};
}

bool goes_on(const model::Item& first, const model::Item& second) {
  if (first.kind != model::ItemKind::episode || second.kind != model::ItemKind::episode || !first.episode) return false;
  if (!same_text(first.show, second.show) || first.show_year != second.show_year || first.season != second.season) return false;
  if (second.episode != first.episode_end.value_or(*first.episode) + 1) return false;
  const auto one = part_title(first.title), two = part_title(second.title);
  return one && two && one->story == two->story && two->part == one->part + 1;
}

}  // namespace retrovue::schedule
