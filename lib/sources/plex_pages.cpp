#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "base/log.h"
#include "sources/plex.h"

namespace retrovue::sources {
namespace {
constexpr int kSmallestPage = 20;
constexpr int kMostPages = 20'000;
constexpr int kTries = 3;

struct Page {
  std::int64_t start = 0;
  int size = 0;
  std::future<base::HttpResponse> answer;
};
}  // namespace

// Asks for pages by start and size and goes on by what came. Pages ahead are asked for while earlier ones are read, as
// long as each brings just what was asked. The listing is complete when all distinct items that the server counts came,
// and the count stayed the same from the first page to the last.
PlexListing Plex::pages(const std::string& path_and_query, const std::function<void()>& on_restart,
                        const std::function<void(const Element&, std::string_view)>& on_item) {
  auto asked = [&](std::int64_t start, int count) {
    auto ask = request(path_and_query);
    ask.headers.push_back({"X-Plex-Container-Start", std::to_string(start)});
    ask.headers.push_back({"X-Plex-Container-Size", std::to_string(count)});
    ask.retry_slow = count <= kSmallestPage;
    return Page{start, count, http_.start(std::move(ask))};
  };
  PlexListing listing;
  int size = std::clamp(limits_.page_size, kSmallestPage, 5'000);
  for (int attempt = 0; attempt < kTries; ++attempt) {
    if (attempt > 0) on_restart();
    listing = {};
    std::unordered_set<std::uint64_t> seen;  // of element texts' keys
    std::optional<std::int64_t> total;
    std::int64_t start = 0, counted = 0;
    std::deque<Page> ahead;
    int cuts = 0, pages = 0;
    bool changed = false;
    for (;;) {
      if (++pages > kMostPages) {
        listing.why = "the server gives pages without end";
        break;
      }
      // The window: this page, and more once the total is known.
      const auto window = total ? static_cast<std::size_t>(std::max(1, limits_.in_flight)) : 1u;
      while (ahead.size() < window) {
        const auto next = ahead.empty() ? start : ahead.back().start + ahead.back().size;
        if (!ahead.empty() && next >= *total) break;
        ahead.push_back(asked(next, size));
      }
      auto page = std::move(ahead.front());
      ahead.pop_front();
      const auto response = page.answer.get();
      const bool too_much = response.fault == base::HttpFault::timeout || response.fault == base::HttpFault::too_large ||
                            (response.fault == base::HttpFault::none && (response.status == 500 || response.status == 400));
      if (too_much && size > kSmallestPage) {
        size = std::max(kSmallestPage, size / 2);
        base::log(base::LogLevel::info, "plex", "{}: {} pages are too large, now {}", access_.who, response.url, size);
        ahead.clear();
        continue;
      }
      check(response);
      std::int64_t came = 0, fresh = 0;
      const auto container = read_container(response.body, [&](const Element& element, std::string_view raw) {
        ++came;
        std::string key{element.text("playlistItemID")};
        if (key.empty()) key = element.text("ratingKey");
        if (key.empty()) key = element.text("key");
        if (key.empty() || seen.insert(std::hash<std::string>{}(key)).second) {
          ++fresh;
          on_item(element, raw);
        }
        return true;
      });
      if (container.end == ContainerEnd::not_a_container) throw not_a_server(response);
      if (container.end != ContainerEnd::whole) {
        // What was read of it came already; it is not counted twice when the page comes again.
        if (++cuts >= limits_.attempts + 2)
          throw ServerError(model::ServerState::unreachable,
                            base::Error(base::ErrorKind::unreachable, fmt::format("{}: answers to '{}' are cut off or damaged again and again",
                                                                                  access_.who, response.url)));
        counted += fresh;
        start = page.start;
        ahead.push_front(asked(start, page.size));
        continue;
      }
      counted += fresh;
      const auto said = container.integer("totalSize");
      if (said && total && *said != *total) changed = true;
      if (said) total = said;
      if (came == 0 || (fresh == 0 && cuts == 0)) break;  // the end, or a server that ignores the start
      cuts = 0;
      start = page.start + came;
      if (came > page.size || container.integer("offset").value_or(page.start) != page.start) {
        // Paging is ignored: the whole list is here.
        if (!total || came >= *total) break;
      }
      if (total && start >= *total) break;
      if (!ahead.empty() && ahead.front().start != start) ahead.clear();
    }
    listing.items = counted;
    if (changed) listing.why = "the library changed while it was listed";
    else if (total && counted != *total && listing.why.empty())
      listing.why = fmt::format("the server counts {} items and gave {}", *total, counted);
    listing.complete = listing.why.empty();
    if (listing.complete) break;
    base::log(base::LogLevel::info, "plex", "{}: {}", access_.who, listing.why);
  }
  return listing;
}

}  // namespace retrovue::sources
