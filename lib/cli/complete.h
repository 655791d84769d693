#pragma once
#include <string>
#include <vector>

namespace retrovue::cli {

struct Candidate {
  std::string word, remark;
};

struct Completion {
  std::vector<Candidate> candidates;
  bool files = false, directories = false;  // the shell completes paths itself
};

// What may stand in place of the last word (perhaps empty); the words before it are as typed. Reads the catalog for
// names when it is there and never fails: without one there are none to offer.
Completion complete(std::vector<std::string> words);

}  // namespace retrovue::cli
