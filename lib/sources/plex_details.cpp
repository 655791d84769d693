#include "sources/plex_details.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"

namespace retrovue::sources {
PlexDetails::PlexDetails(Plex& plex, std::vector<std::string> keys, Of of) : plex_(plex), keys_(std::move(keys)), of_(of) {}

PlexDetails::Ask PlexDetails::ask(std::vector<std::string> keys, bool patient) const {
  std::string list;
  for (const auto& key : keys) list += (list.empty() ? "" : ",") + base::percent_encode(key);
  auto request = plex_.request("/library/metadata/" + list + "?includeMarkers=1&includeChapters=1&includeGuids=1&excludeAllLeaves=1");
  request.retry_slow = patient || keys.size() == 1;
  auto answer = std::make_shared<Answer>();
  request.on_whole = [answer, shows = of_ == Of::shows](base::HttpResponse& response) {
    answer->container = read_container(response.body, [&](const Element& element, std::string_view raw) {
      if (shows) answer->batch.shows.push_back(plex_show(element, raw));
      else answer->batch.items.push_back(plex_item(element, raw));
      return true;
    });
    if (answer->container.end == ContainerEnd::whole) response.body = {};
  };
  auto response = plex_.http().start(std::move(request));
  return {std::move(keys), std::move(response), std::move(answer), 0};
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

bool PlexDetails::ready() const {
  return !asked_.empty() && asked_.front().response.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

std::optional<PlexDetails::Batch> PlexDetails::next(std::size_t enough) {
  fill();
  if (asked_.empty()) return std::nullopt;
  auto batch = one();
  while (batch.keys.size() < enough && ready()) {
    auto more = one();
    const auto join = [](auto& all, auto& some) { all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end())); };
    join(batch.keys, more.keys);
    join(batch.failed, more.failed);
    join(batch.items, more.items);
    join(batch.shows, more.shows);
  }
  return batch;
}

void PlexDetails::ask_in_halves(std::vector<std::string> keys) {
  const auto half = static_cast<std::ptrdiff_t>(keys.size() / 2);
  std::vector<std::string> first{keys.begin(), keys.begin() + half}, second{keys.begin() + half, keys.end()};
  asked_.push_front(ask(std::move(second), false));
  asked_.push_front(ask(std::move(first), false));
}

PlexDetails::Batch PlexDetails::one() {
  for (;;) {
    auto asked = std::move(asked_.front());
    asked_.pop_front();
    const auto response = asked.response.get();
    fill();
    std::string problem;
    const auto end = asked.answer->container.end;
    const bool refused = response.fault == base::HttpFault::none && (response.status == 400 || response.status == 500 || response.status == 414);
    const bool slow = response.fault == base::HttpFault::timeout || response.fault == base::HttpFault::too_large;
    Batch batch;
    if (response.ok()) {
      if (end == ContainerEnd::not_a_container) throw plex_.not_a_server(response);
      if (end != ContainerEnd::whole) problem = end == ContainerEnd::cut_off ? "the answer is cut off" : "the answer is damaged";
      else batch = std::move(asked.answer->batch);
    } else if (response.status == 404 && response.fault == base::HttpFault::none) {
      // None of them is there any more.
    } else if (refused) {
      problem = fmt::format("the server answered {}", response.status);
    } else if (slow && asked.keys.size() > 1) {
      problem = "the server did not answer in time";
    } else {
      plex_.check(response);
    }
    if (problem.empty()) {
      troubled_ = 0;
      batch.keys = std::move(asked.keys);
      return batch;
    }
    if (response.ok() && end == ContainerEnd::cut_off && asked.cuts < 2) {
      auto again = ask(std::move(asked.keys), true);
      again.cuts = asked.cuts + 1;
      asked_.push_front(std::move(again));
      continue;
    }
    if (asked.keys.size() > 1) {
      ask_in_halves(std::move(asked.keys));
      continue;
    }
    if (++troubled_ >= plex_.limits().max_errors)
      throw ServerError(model::ServerState::paused,
                        base::Error(base::ErrorKind::unreachable,
                                    fmt::format("{}: {} errors one after another, the last: {}", plex_.access().who, troubled_, problem),
                                    "its sync pauses for a while; see 'retrovue error list'"));
    batch.failed.push_back({asked.keys.front(), problem});
    batch.keys = std::move(asked.keys);
    return batch;
  }
}

}  // namespace retrovue::sources
