#include "schedule/filter_parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/time_text.h"
#include "model/rating_scale.h"

namespace retrovue::schedule {
namespace {
using Node = Filter::Node;
using Tree = std::shared_ptr<const Node>;
constexpr std::size_t kLongest = 4000;
constexpr int kDeepest = 40, kMostQueries = 16;

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Parser {
 public:
  Parser(std::string_view text, const std::map<std::string, std::string>* saved, int queries)
      : text_(text), saved_(saved), queries_(queries) {}

  Tree run() {
    if (text_.size() > kLongest) throw base::Error(base::ErrorKind::usage, fmt::format("the query is longer than {} bytes", kLongest));
    if (!base::is_utf8(text_)) throw base::Error(base::ErrorKind::usage, "the query is not UTF-8");
    skip();
    if (at_ == text_.size()) fail(at_, "the query is empty", "for example type:movie year < 1990");
    auto tree = either(0);
    if (at_ < text_.size()) fail(at_, text_[at_] == ')' ? "nothing is open that ')' could close" : "this is not understood", "");
    return tree;
  }

 private:
  [[noreturn]] void fail(std::size_t at, const std::string& what, std::string hint) const {
    // One line of the text, tabs and line ends as blanks, the caret below the place.
    std::string line{text_}, before{text_.substr(0, at)};
    std::replace_if(line.begin(), line.end(), blank, ' ');
    std::replace_if(before.begin(), before.end(), blank, ' ');
    throw base::Error(base::ErrorKind::usage,
                      fmt::format("{}\n  {}\n  {}^", what, base::printable(line), std::string(base::display_width(base::printable(before)), ' ')),
                      std::move(hint));
  }

  void skip() {
    while (at_ < text_.size() && blank(text_[at_])) ++at_;
  }
  bool take(std::string_view mark) {
    if (text_.substr(at_, mark.size()) != mark) return false;
    at_ += mark.size();
    skip();
    return true;
  }
  // A key word: whole, not the start of a longer one or of a field.
  bool take_word(std::string_view word) {
    const auto end = at_ + word.size();
    if (base::lower_ascii(text_.substr(at_, word.size())) != word || (end < text_.size() && !blank(text_[end]) && text_[end] != '(')) return false;
    at_ = end;
    skip();
    return true;
  }

  Tree made(Node::Kind kind, Tree left, Tree right = {}) const {
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->left = std::move(left);
    node->right = std::move(right);
    return node;
  }

  Tree either(int depth) {
    auto tree = both(depth);
    while (take_word("or")) tree = made(Node::Kind::either, std::move(tree), both(depth));
    return tree;
  }

  Tree both(int depth) {
    auto tree = one(depth);
    while (true) {
      const bool said = take_word("and");
      if (!said && (at_ == text_.size() || text_[at_] == ')' || starts_or())) return tree;
      tree = made(Node::Kind::both, std::move(tree), one(depth));
    }
  }
  bool starts_or() {
    const auto here = at_;
    const bool is = take_word("or");
    at_ = here;
    return is;
  }

  Tree one(int depth) {
    if (depth > kDeepest) fail(at_, "nested too deep", "");
    if (take_word("not")) return made(Node::Kind::negation, one(depth + 1));
    const auto open = at_;
    if (take("(")) {
      auto tree = either(depth + 1);
      if (!take(")")) fail(open, "this '(' is not closed", "");
      return tree;
    }
    return term();
  }

  Tree term() {
    const auto begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_' || text_[at_] == '-')) ++at_;
    const auto word = text_.substr(begin, at_ - begin);
    if (word.empty()) fail(begin, at_ == text_.size() ? "a condition is missing at the end" : "a field is expected here", known_fields());
    const auto name = base::lower_ascii(word);
    const auto words = model::all_words<Field>();
    if (std::find(words.begin(), words.end(), name) == words.end()) {
      const auto near = base::nearest(name, words);
      fail(begin, fmt::format("'{}' is not a field", base::printable(word)), near.empty() ? known_fields() : fmt::format("did you mean {}?", near));
    }
    auto node = std::make_shared<Node>();
    node->kind = Node::Kind::term;
    node->field = model::from_text<Field>(name);
    skip();
    const auto op_at = at_;
    node->op = op(name);
    const auto value_at = at_;
    const auto value = this->value();
    meaning(*node, op_at, value, value_at);
    skip();
    if (node->field == Field::query) return named(*node, value, value_at);
    return node;
  }

  static std::string known_fields() { return "fields are " + base::join(model::all_words<Field>(), ", "); }

  Op op(const std::string& field) {
    if (take("!=")) return Op::differs;
    if (take("<=")) return Op::at_most;
    if (take(">=")) return Op::at_least;
    if (take("<")) return Op::less;
    if (take(">")) return Op::more;
    if (take("~")) return Op::has;
    if (take("=") || take(":")) return Op::equal;
    // "aired never" reads better than aired:never
    if (field == "aired" && base::lower_ascii(text_.substr(at_, 5)) == "never") return Op::equal;
    fail(at_, fmt::format("a comparison is expected after '{}'", field), "one of : = != < <= > >= ~");
  }

  std::string value() {
    const auto begin = at_;
    std::string value;
    if (at_ < text_.size() && text_[at_] == '"') {
      const auto end = text_.find('"', at_ + 1);
      if (end == std::string_view::npos) fail(begin, "this quote is not closed", "");
      value = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      if (at_ < text_.size() && !blank(text_[at_]) && text_[at_] != ')') fail(at_, "a blank is missing here", "");
    } else {
      while (at_ < text_.size() && !blank(text_[at_]) && text_[at_] != '(' && text_[at_] != ')' && text_[at_] != '"') ++at_;
      value = text_.substr(begin, at_ - begin);
    }
    if (value.empty()) fail(begin, "a value is missing here", "");
    return value;
  }

  void only(const Node& node, std::size_t at, bool allowed, std::string_view use) const {
    if (!allowed) fail(at, fmt::format("{} cannot be compared like this", model::to_text(node.field)), fmt::format("use {}", use));
  }

  void meaning(Node& node, std::size_t op_at, const std::string& value, std::size_t value_at) {
    const bool equal = node.op == Op::equal || node.op == Op::differs;
    node.text = node.op == Op::has ? base::lower_ascii(value) : value;
    try {
      switch (node.field) {
        case Field::type:
          only(node, op_at, equal, ": or !=");
          node.text = model::to_text(model::from_text<model::ItemKind>(base::lower_ascii(value)));
          break;
        case Field::tag: only(node, op_at, equal, ": or !="); break;
        case Field::query: only(node, op_at, node.op == Op::equal, ":"); break;
        case Field::year:
        case Field::season:
        case Field::episode: {
          only(node, op_at, node.op != Op::has, ": != < <= > >=");
          const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), node.number);
          if (ec != std::errc{} || end != value.data() + value.size()) fail(value_at, fmt::format("'{}' is not a number", base::printable(value)), "");
          break;
        }
        case Field::duration:
          only(node, op_at, node.op != Op::has, ": != < <= > >=");
          node.number = base::parse_duration(value);
          break;
        case Field::added:
        case Field::aired:
          if (node.field == Field::aired && equal && base::lower_ascii(value) == "never") {
            node.number = -1;
            break;
          }
          only(node, op_at, !equal && node.op != Op::has, node.field == Field::aired ? "< <= > >= with an age, or aired never" : "< <= > >= with an age");
          node.number = base::parse_duration(value);
          break;
        case Field::rating: {
          only(node, op_at, node.op != Op::has, ": != < <= > >=");
          const auto level = model::rating_level(value);
          const bool unrated = equal && base::lower_ascii(value) == "unrated";
          if (!level && !unrated) fail(value_at, fmt::format("'{}' is not a known rating", base::printable(value)), "");
          node.number = unrated ? -1 : *level;
          break;
        }
        default: only(node, op_at, equal || node.op == Op::has, ": != or ~ (contains)");
      }
    } catch (const base::Error& fault) {
      if (fault.message().find('\n') != std::string::npos) throw;  // has its caret already
      fail(value_at, fault.message(), fault.hint());
    }
  }

  Tree named(const Node&, const std::string& name, std::size_t at) const {
    if (!saved_) return std::make_shared<Node>();
    const auto known = std::find_if(saved_->begin(), saved_->end(), [&](const auto& q) { return base::lower_ascii(q.first) == base::lower_ascii(name); });
    if (known == saved_->end()) {
      std::vector<std::string> names;
      for (const auto& [other, text] : *saved_) names.push_back(other);
      const auto near = base::nearest(name, names);
      fail(at, fmt::format("there is no query '{}'", base::printable(name)),
           near.empty() ? "see 'retrovue query list'" : fmt::format("did you mean '{}'?", base::printable(near)));
    }
    if (queries_ >= kMostQueries) fail(at, "these queries name each other in a circle, or too deep", "");
    return Parser(known->second, saved_, queries_ + 1).run();
  }

  std::string_view text_;
  const std::map<std::string, std::string>* saved_;
  int queries_ = 0;
  std::size_t at_ = 0;
};
}  // namespace

std::shared_ptr<const Filter::Node> parse_filter(std::string_view text, const std::map<std::string, std::string>* saved) {
  return Parser(text, saved, 0).run();
}

}  // namespace retrovue::schedule
