#pragma once
#include <deque>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "sources/plex.h"

namespace retrovue::sources {

// Items by rating key, full, in the order asked; several requests are under way while earlier ones are read.
class PlexDetails {
 public:
  struct Failure {
    std::string key, message;
  };
  struct Batch {
    std::vector<std::string> keys;  // asked for
    std::vector<Failure> failed;    // answered with an error, each asked for alone at last
  };
  PlexDetails(Plex& plex, std::vector<std::string> keys);
  // Reads the next batch. Before each answer on_answer is called: forget what on_item brought since the last batch, it
  // was part of a broken answer. Empty at the end. Keys the server leaves out silently just do not come.
  // Throws ServerError when the server as a whole fails.
  std::optional<Batch> next(const std::function<void()>& on_answer, const std::function<void(const Element&, std::string_view raw)>& on_item);

 private:
  struct Ask {
    std::vector<std::string> keys;
    std::future<base::HttpResponse> answer;
    int cuts = 0;
  };
  Ask ask(std::vector<std::string> keys, bool patient) const;
  void fill();
  Plex& plex_;
  std::vector<std::string> keys_;
  std::size_t at_ = 0;
  int troubled_ = 0;  // batches in a row of which nothing came
  std::deque<Ask> asked_;
};

}  // namespace retrovue::sources
