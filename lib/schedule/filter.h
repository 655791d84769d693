#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/item.h"
#include "model/programming.h"

namespace retrovue::schedule {

// When a question about an item is asked, for what depends on time.
struct Moment {
  model::Millis at = 0;
  std::optional<model::Millis> last_aired;  // before at; empty: never
};

// A condition on items in the little language of queries, see retrovue-query(7):
//   type:movie year >= 1980 (tag:genre:horror or title ~ night) not aired < 30d
// Strict: what is not understood is an Error(usage) whose message shows the text with a caret below the place.
class Filter {
 public:
  // saved: texts of the queries that query:NAME may name. Text of at most 4000 bytes, nested at most 40 deep.
  Filter(std::string_view text, const std::map<std::string, std::string>& saved);
  // Matches nothing.
  Filter();
  // Throws like the constructor, but lets pass queries that may not be there yet.
  static void check(std::string_view text);

  bool holds(const model::Item& item, const Moment& moment) const;
  bool may(const model::Item& item) const;  // at some time
  bool timeless() const { return timeless_; }

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
  bool timeless_ = true;
};

// The filters of a channel's selectors, compiled once. A query that is gone or wrong matches nothing and is named.
class Filters {
 public:
  explicit Filters(const std::map<std::string, std::string>& saved) : saved_(saved) {}
  const Filter* of(const model::Selector& selector);  // empty: the selector has none
  // All conditions of the selector hold, also those on time.
  bool holds(const model::Selector& selector, const model::Item& item, const Moment& moment);
  bool may(const model::Selector& selector, const model::Item& item);
  const std::map<std::string, std::string>& saved() const { return saved_; }
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  const std::map<std::string, std::string>& saved_;
  std::map<std::string, Filter> known_;
  std::vector<std::string> faults_;
};

}  // namespace retrovue::schedule
