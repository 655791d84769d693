#include "model/programming.h"

#include <array>

namespace retrovue::model {
namespace {
struct Named {
  std::string_view word;
  Days days;
};
constexpr std::array kNamed{Named{"daily", kDaily}, Named{"weekdays", kWeekdays}, Named{"weekends", kWeekends},
                            Named{"mon", 2},        Named{"tue", 4},              Named{"wed", 8},
                            Named{"thu", 16},       Named{"fri", 32},             Named{"sat", 64},
                            Named{"sun", 1}};
}  // namespace

bool is_programme(ItemKind kind) {
  return kind == ItemKind::movie || kind == ItemKind::episode || kind == ItemKind::music;
}

bool may_be_cut(ItemKind kind) { return kind == ItemKind::filler || kind == ItemKind::interstitial || kind == ItemKind::music; }

bool runs_on(const Block& block, const base::Date& date) {
  if (!(block.days & (1u << base::weekday(date))) || !in_season(block.season, date)) return false;
  const auto days = base::days_between({2018, 1, 1}, date);  // a Monday
  const auto floor = [](std::int64_t a, std::int64_t b) { return a / b - (a % b < 0); };
  const auto count = block.weeks ? floor(days, 7) : days;
  return count - floor(count, block.every) * block.every == block.turn - 1;
}

std::vector<std::string> days_words(Days days) {
  for (std::size_t i = 0; i < 3; ++i)
    if (kNamed[i].days == days) return {std::string{kNamed[i].word}};
  std::vector<std::string> words;
  for (std::size_t i = 3; i < kNamed.size(); ++i)
    if (days & kNamed[i].days) words.emplace_back(kNamed[i].word);
  return words;
}

std::optional<Days> days_of_word(std::string_view word) {
  for (const auto& named : kNamed)
    if (named.word == word) return named.days;
  return std::nullopt;
}

}  // namespace retrovue::model
