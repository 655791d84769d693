#pragma once
#include <string>
#include <vector>

#include "base/zone.h"
#include "model/item.h"

namespace retrovue::schedule {

using model::Millis;

// A soft rule that could not be kept.
struct SoftViolation {
  std::string rule;   // "rest", "spot_rest", "company", "category", "spot"
  std::string where;  // block or pool
  int times = 0;
  Millis first = 0;
};

// Collects what happened many times as one line each.
class Remarks {
 public:
  void warn(const std::string& key, Millis at, const std::string& text);  // the first text of a key is kept
  void broke(const std::string& rule, const std::string& where, Millis at);
  std::vector<std::string> warnings(const base::Zone& zone) const;
  std::vector<SoftViolation> soft() const { return soft_; }

 private:
  struct Remark {
    std::string key, text;
    Millis first = 0;
    int times = 0;
  };
  std::vector<Remark> remarks_;
  std::vector<SoftViolation> soft_;
};

}  // namespace retrovue::schedule
