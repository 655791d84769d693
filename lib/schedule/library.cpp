#include "schedule/library.h"

#include <algorithm>
#include <tuple>

#include "model/rating_scale.h"
#include "schedule/lineup.h"

namespace retrovue::schedule {
namespace {
constexpr model::Millis kShortest = 1000;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

Library::Library(std::vector<model::Item> items, std::vector<model::Marker> markers)
    : items_(std::move(items)), markers_(std::move(markers)), lineups_(std::make_shared<Lineups>()) {
  for (auto& item : items_)
    if (item.kind == model::ItemKind::live && item.duration_ms == 0) live_.push_back(std::move(item));
  std::erase_if(items_, [](const model::Item& item) { return item.duration_ms < kShortest; });
  for (auto* list : {&items_, &live_}) std::sort(list->begin(), list->end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(markers_.begin(), markers_.end(), [](const auto& a, const auto& b) {
    return std::tie(a.item_id, a.start_ms, a.id) < std::tie(b.item_id, b.start_ms, b.id);
  });
  levels_.reserve(items_.size());
  for (const auto& item : items_) {
    levels_.push_back(model::rating_level(item.rating));
    if (std::any_of(item.tags.begin(), item.tags.end(), [](const std::string& tag) { return tag.starts_with("channel:"); }))
      kept_.push_back(&item);
  }
}

std::optional<int> Library::level(const model::Item& item) const {
  if (item.kind == model::ItemKind::live) return model::rating_level(item.rating);
  return levels_[static_cast<std::size_t>(&item - items_.data())];
}

const model::Item* Library::find(model::Id id) const {
  for (const auto* list : {&items_, &live_}) {
    const auto at = std::lower_bound(list->begin(), list->end(), id, [](const auto& item, model::Id want) { return item.id < want; });
    if (at != list->end() && at->id == id) return &*at;
  }
  return nullptr;
}

std::span<const model::Marker> Library::markers_of(model::Id item) const {
  model::Marker key;
  key.item_id = item;
  const auto [first, last] = std::equal_range(markers_.begin(), markers_.end(), key,
                                              [](const auto& a, const auto& b) { return a.item_id < b.item_id; });
  return {first, last};
}

int season_rank(const std::optional<int>& season) { return !season ? 1'000'001 : *season == 0 ? 1'000'000 : *season; }

bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool has_tag(const model::Item& item, std::string_view tag) {
  return std::any_of(item.tags.begin(), item.tags.end(), [&](const std::string& own) { return same_text(own, tag); });
}

bool matches(const model::Selector& want, const model::Item& item) {
  if (want.type && *want.type != item.kind) return false;
  if (!want.show.empty() && !same_text(want.show, item.show)) return false;
  if (!want.movie.empty() && (item.kind != model::ItemKind::movie || !same_text(want.movie, item.title))) return false;
  if (want.year && want.year != (item.kind == model::ItemKind::episode || !want.show.empty() ? item.show_year : item.year))
    return false;
  if (want.season && want.season != item.season) return false;
  if (want.item_id && *want.item_id != item.id) return false;
  if (!want.title.empty() && !same_text(want.title, item.title)) return false;
  if (!want.company.empty() && !same_text(want.company, item.company)) return false;
  if (!want.category.empty() && !same_text(want.category, item.category)) return false;
  return std::all_of(want.tags.begin(), want.tags.end(), [&](const std::string& tag) { return has_tag(item, tag); });
}

}  // namespace retrovue::schedule
