#include "model/guid.h"

#include <algorithm>

#include "base/text.h"
#include "fuzz.h"
#include "model/rating_scale.h"

using namespace retrovue;
using retrovue::fuzz::must;

// Identifiers and ratings: short texts that servers, files and people write.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  std::vector<model::Guid> all;
  for (const auto& line : base::split(text, '\n')) {
    const auto guid = model::parse_guid(line);
    if (!guid) continue;
    must(!guid->provider.empty() && !guid->value.empty() && line.find(guid->value) != std::string::npos);
    // What is printed can be typed in again.
    const auto again = model::parse_guid(model::to_text(*guid));
    must(again && *again == *guid);
    const int rank = model::guid_rank(*guid);
    must(rank >= 0 && rank <= 4 && (rank < 4) == (guid->provider != "raw"));
    all.push_back(*guid);
    all.push_back(*guid);
  }
  auto sorted = all;
  model::sort_guids(sorted);
  must(sorted.size() * 2 <= all.size() || all.empty());
  for (std::size_t i = 1; i < sorted.size(); ++i) must(model::guid_rank(sorted[i - 1]) <= model::guid_rank(sorted[i]));
  auto twice = sorted;
  model::sort_guids(twice);
  must(twice == sorted);
  std::reverse(all.begin(), all.end());
  must(model::display_name("T", 1999, all) == model::display_name("T", 1999, sorted));

  const auto level = model::rating_level(text);
  if (level) {
    must((*level >= 0 && *level <= 18) || *level == 99);
    must(model::rating_level(model::Rating{"any", std::string{text}}) == level);
    must(model::rating_level(base::lower_ascii(text)) == level);
    // Only what the scale knows has a place on it: a word of the table, or an age.
    must(text.size() <= 64 || base::trim(text).size() <= 64);
  }
  return 0;
}

std::vector<std::string> seeds() {
  return {"tvdb://121361\ntmdb://1399\nimdb://tt0944947\nplex://show/5d9c", "com.plexapp.agents.thetvdb://268592/1/1?lang=en\ncom.plexapp.agents.themoviedb://603?lang=en",
          "com.plexapp.agents.imdb://tt0133093?lang=en\nlocal://77\nnone://x\ncom.plexapp.agents.none://a\n", "TVDB:123\nanidb:4\nmbid://5\nfreetext\n:\n://\n",
          "TV-PG", "PG-13", "FSK 16", "12A", "+18", "MA15+", "Not Rated", "gb/15", "TV-Y7-FV", "R18+", "-7"};
}
