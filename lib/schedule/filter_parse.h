#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "model/words.h"
#include "schedule/filter.h"

namespace retrovue::schedule {

enum class Field { title, show, company, category, source, library, daypart, demographic, type, year, season, episode, duration, rating,
                   tag, collection, added, aired, query };
enum class Op { equal, differs, less, at_most, more, at_least, has };

// A condition as a tree; leaves are terms.
struct Filter::Node {
  enum class Kind { nothing, both, either, negation, term };
  Kind kind = Kind::nothing;
  std::shared_ptr<const Node> left, right;
  Field field = Field::title;
  Op op = Op::equal;
  std::string text;         // lower case for Op::has
  std::int64_t number = 0;  // milliseconds, a year, an age of the common rating scale; -1: never, unrated
};

// Throws Error(usage), see Filter. Without saved queries every name of one passes, and matches nothing.
std::shared_ptr<const Filter::Node> parse_filter(std::string_view text, const std::map<std::string, std::string>* saved);

}  // namespace retrovue::schedule

namespace retrovue::model {
template <>
struct Words<schedule::Field> {
  using F = schedule::Field;
  static constexpr std::string_view name = "field";
  static constexpr Word<F> all[] = {
      {F::title, "title"},       {F::show, "show"},     {F::company, "company"}, {F::category, "category"}, {F::source, "source"},
      {F::library, "library"},   {F::daypart, "daypart"}, {F::demographic, "demographic"}, {F::type, "type"}, {F::year, "year"},
      {F::season, "season"},     {F::episode, "episode"}, {F::duration, "duration"}, {F::rating, "rating"}, {F::tag, "tag"},
      {F::collection, "collection"}, {F::added, "added"}, {F::aired, "aired"},   {F::query, "query"}};
};
}  // namespace retrovue::model
