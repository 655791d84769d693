#include "sources/plex_details.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"

namespace retrovue::sources {
namespace {
constexpr int kMostTroubled = 5;
}

PlexDetails::PlexDetails(Plex& plex, std::vector<std::string> keys) : plex_(plex), keys_(std::move(keys)) {}

PlexDetails::Ask PlexDetails::ask(std::vector<std::string> keys, bool patient) const {
  std::string list;
  for (const auto& key : keys) list += (list.empty() ? "" : ",") + base::percent_encode(key);
  auto request = plex_.request("/library/metadata/" + list + "?includeMarkers=1&includeChapters=1&includeGuids=1&excludeAllLeaves=1");
  request.retry_slow = patient || keys.size() == 1;
  auto answer = plex_.http().start(std::move(request));
  return {std::move(keys), std::move(answer), 0};
}

void PlexDetails::fill() {
  while (static_cast<int>(asked_.size()) < plex_.limits().in_flight && at_ < keys_.size()) {
    const auto n = std::min<std::size_t>(std::max(1, plex_.limits().details_size), keys_.size() - at_);
    std::vector<std::string> keys{std::make_move_iterator(keys_.begin() + static_cast<std::ptrdiff_t>(at_)),
                                  std::make_move_iterator(keys_.begin() + static_cast<std::ptrdiff_t>(at_ + n))};
    at_ += n;
    asked_.push_back(ask(std::move(keys), false));
  }
}

std::optional<PlexDetails::Batch> PlexDetails::next(const std::function<void()>& on_answer,
                                                    const std::function<void(const Element&, std::string_view)>& on_item) {
  for (;;) {
    fill();
    if (asked_.empty()) return std::nullopt;
    auto asked = std::move(asked_.front());
    asked_.pop_front();
    const auto response = asked.answer.get();
    fill();
    Container container;
    std::string problem;
    const bool refused = response.fault == base::HttpFault::none && (response.status == 400 || response.status == 500 || response.status == 414);
    const bool slow = response.fault == base::HttpFault::timeout || response.fault == base::HttpFault::too_large;
    if (response.ok()) {
      on_answer();
      container = read_container(response.body, [&](const Element& element, std::string_view raw) {
        on_item(element, raw);
        return true;
      });
      if (container.end == ContainerEnd::not_a_container) throw plex_.not_a_server(response);
      if (container.end != ContainerEnd::whole) problem = container.end == ContainerEnd::cut_off ? "the answer is cut off" : "the answer is damaged";
    } else if (response.status == 404 && response.fault == base::HttpFault::none) {
      on_answer();
      return Batch{std::move(asked.keys), {}};  // none of them is there any more
    } else if (refused) {
      problem = fmt::format("the server answered {}", response.status);
    } else if (slow && asked.keys.size() > 1) {
      problem = "the server did not answer in time";
    } else {
      plex_.check(response);
    }
    if (problem.empty()) {
      troubled_ = 0;
      return Batch{std::move(asked.keys), {}};
    }
    if (container.end == ContainerEnd::cut_off && asked.cuts < 2) {
      auto again = ask(std::move(asked.keys), true);
      again.cuts = asked.cuts + 1;
      asked_.push_front(std::move(again));
      continue;
    }
    if (asked.keys.size() > 1) {
      const auto half = static_cast<std::ptrdiff_t>(asked.keys.size() / 2);
      std::vector<std::string> first{asked.keys.begin(), asked.keys.begin() + half}, second{asked.keys.begin() + half, asked.keys.end()};
      asked_.push_front(ask(std::move(second), false));
      asked_.push_front(ask(std::move(first), false));
      continue;
    }
    if (++troubled_ >= kMostTroubled)
      throw ServerError(model::ServerState::paused,
                        base::Error(base::ErrorKind::unreachable,
                                    fmt::format("{}: {} errors one after another, the last: {}", plex_.access().who, troubled_, problem),
                                    "its sync pauses for a while; see 'retrovue error list'"));
    on_answer();
    Batch batch;
    batch.failed.push_back({asked.keys.front(), problem});
    batch.keys = std::move(asked.keys);
    return batch;
  }
}

}  // namespace retrovue::sources
