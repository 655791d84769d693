#pragma once
#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sources/plex.h"
#include "sources/plex_values.h"

namespace retrovue::sources {

// Items or shows by rating key, full, in the order asked. Several requests are under way, and answers are taken apart as they
// come, while earlier ones are written.
class PlexDetails {
 public:
  enum class Of { items, shows };
  struct Failure {
    std::string key, message;
  };
  struct Batch {
    std::vector<std::string> keys;  // asked for; what the server leaves out silently just does not come
    std::vector<Failure> failed;    // answered with an error, each asked for alone at last
    std::vector<PlexRead<model::Origin>> items;
    std::vector<PlexRead<model::ShowOrigin>> shows;
  };
  PlexDetails(Plex& plex, std::vector<std::string> keys, Of of);
  // The next answer, and what else is there already, up to about enough keys. Empty at the end.
  // Throws ServerError when the server as a whole fails.
  std::optional<Batch> next(std::size_t enough = 1);

 private:
  struct Answer {
    Container container;
    Batch batch;
  };
  struct Ask {
    std::vector<std::string> keys;
    std::future<base::HttpResponse> response;
    std::shared_ptr<Answer> answer;  // filled when response is
    int cuts = 0;
  };
  Ask ask(std::vector<std::string> keys, bool patient) const;
  void fill();
  bool ready() const;
  Batch one();
  void ask_in_halves(std::vector<std::string> keys);
  Plex& plex_;
  std::vector<std::string> keys_;
  Of of_;
  std::size_t at_ = 0;
  int troubled_ = 0;  // items in a row that could not be read
  std::deque<Ask> asked_;
};

}  // namespace retrovue::sources
