#include "schedule/filter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "model/rating_scale.h"
#include "schedule/filter_parse.h"
#include "schedule/library.h"

namespace retrovue::schedule {
namespace {
using Node = Filter::Node;
enum class Answer { no, yes, depends };

Answer of(bool yes) { return yes ? Answer::yes : Answer::no; }
Answer opposite(Answer answer) { return answer == Answer::depends ? answer : of(answer == Answer::no); }

bool contains(std::string_view text, const std::string& lowered) { return base::lower_ascii(text).find(lowered) != std::string::npos; }

bool compare(std::int64_t left, Op op, std::int64_t right) {
  switch (op) {
    case Op::equal: return left == right;
    case Op::differs: return left != right;
    case Op::less: return left < right;
    case Op::at_most: return left <= right;
    case Op::more: return left > right;
    case Op::at_least: return left >= right;
    case Op::has: return false;
  }
  return false;
}

bool text_holds(const Node& node, std::string_view value) {
  if (node.op == Op::has) return contains(value, node.text);
  return same_text(value, node.text) == (node.op == Op::equal);
}

bool number_holds(const Node& node, const std::optional<int>& value) {
  return value ? compare(*value, node.op, node.number) : node.op == Op::differs;
}

bool tag_holds(const Node& node, const model::Item& item) {
  const bool whole = node.text.find(':') != std::string::npos;
  const bool has = std::any_of(item.tags.begin(), item.tags.end(), [&](const std::string& tag) {
    return same_text(whole ? std::string_view{tag} : std::string_view{tag}.substr(0, tag.find(':')), node.text);
  });
  return has == (node.op == Op::equal);
}

bool rating_holds(const Node& node, const model::Item& item) {
  const auto level = model::rating_level(item.rating);
  if (node.number < 0) return level.has_value() == (node.op == Op::differs);  // unrated
  if (node.op == Op::equal || node.op == Op::differs) return same_text(item.rating.code, node.text) == (node.op == Op::equal);
  return level && compare(*level, node.op, node.number);
}

bool collection_holds(const Node& node, const model::Item& item) {
  const bool in = std::any_of(item.collections.begin(), item.collections.end(), [&](const std::string& title) {
    return node.op == Op::has ? contains(title, node.text) : same_text(title, node.text);
  });
  return in == (node.op != Op::differs);
}

bool term_holds(const Node& node, const model::Item& item) {
  const bool episode = item.kind == model::ItemKind::episode;
  switch (node.field) {
    case Field::title: return text_holds(node, item.title);
    case Field::show: return text_holds(node, item.show);
    case Field::company: return text_holds(node, item.company);
    case Field::category: return text_holds(node, item.category);
    case Field::source: return text_holds(node, item.source);
    case Field::library: return text_holds(node, item.library);
    case Field::daypart: return text_holds(node, item.daypart);
    case Field::demographic: return text_holds(node, item.demographic);
    case Field::type: return (model::to_text(item.kind) == node.text) == (node.op == Op::equal);
    case Field::year: return number_holds(node, episode ? item.show_year : item.year);
    case Field::season: return number_holds(node, item.season);
    case Field::episode: return number_holds(node, item.episode);
    case Field::duration: return compare(item.duration_ms, node.op, node.number);
    case Field::rating: return rating_holds(node, item);
    case Field::tag: return tag_holds(node, item);
    case Field::collection: return collection_holds(node, item);
    case Field::added:
    case Field::aired:
    case Field::query: break;
  }
  return false;
}

// What never aired is older than any age.
bool age_holds(const Node& node, const model::Item& item, const Moment& moment) {
  if (node.field == Field::added) return compare(moment.at - item.added_ms, node.op, node.number);
  if (node.number < 0) return moment.last_aired.has_value() == (node.op == Op::differs);  // aired:never
  if (!moment.last_aired) return node.op == Op::more || node.op == Op::at_least;
  return compare(moment.at - *moment.last_aired, node.op, node.number);
}

Answer answer(const Node& node, const model::Item& item, const Moment* moment) {
  switch (node.kind) {
    case Node::Kind::nothing: return Answer::no;
    case Node::Kind::negation: return opposite(answer(*node.left, item, moment));
    case Node::Kind::both:
    case Node::Kind::either: {
      const auto decides = of(node.kind == Node::Kind::either);
      const auto left = answer(*node.left, item, moment);
      if (left == decides) return left;
      const auto right = answer(*node.right, item, moment);
      if (right == decides) return right;
      return left == Answer::depends || right == Answer::depends ? Answer::depends : opposite(decides);
    }
    case Node::Kind::term:
      if (node.field != Field::added && node.field != Field::aired) return of(term_holds(node, item));
      return moment ? of(age_holds(node, item, *moment)) : Answer::depends;
  }
  return Answer::no;
}

bool is_timeless(const Node& node) {
  if (node.kind == Node::Kind::term) return node.field != Field::added && node.field != Field::aired;
  return (!node.left || is_timeless(*node.left)) && (!node.right || is_timeless(*node.right));
}
}  // namespace

Filter::Filter() : root_(std::make_shared<Node>()) {}

Filter::Filter(std::string_view text, const std::map<std::string, std::string>& saved)
    : root_(parse_filter(text, &saved)), timeless_(is_timeless(*root_)) {}

void Filter::check(std::string_view text) { static_cast<void>(parse_filter(text, nullptr)); }

bool Filter::holds(const model::Item& item, const Moment& moment) const { return answer(*root_, item, &moment) == Answer::yes; }
bool Filter::may(const model::Item& item) const { return answer(*root_, item, nullptr) != Answer::no; }

const Filter* Filters::of(const model::Selector& selector) {
  if (selector.where.empty() && selector.query.empty()) return nullptr;
  std::string text = selector.query.empty() ? "" : fmt::format("query:\"{}\" ", selector.query);
  if (!selector.where.empty()) text += fmt::format("({})", selector.where);
  const auto [known, fresh] = known_.try_emplace(text);
  if (fresh) {
    try {
      known->second = Filter(text, saved_);
    } catch (const base::Error& fault) {
      faults_.push_back(fault.message().substr(0, fault.message().find('\n')));
    }
  }
  return &known->second;
}

bool Filters::may(const model::Selector& selector, const model::Item& item) {
  if (!matches(selector, item)) return false;
  const auto* filter = of(selector);
  return !filter || filter->may(item);
}

bool Filters::holds(const model::Selector& selector, const model::Item& item, const Moment& moment) {
  if (!matches(selector, item)) return false;
  const auto* filter = of(selector);
  return !filter || filter->holds(item, moment);
}

}  // namespace retrovue::schedule
