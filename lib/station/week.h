#pragma once
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "guide/week.h"

// The stored plan of several channels over some broadcast days.
namespace retrovue::station {

using model::Millis;

struct WeekRequest {
  std::vector<model::Channel> channels;
  std::optional<std::string> from;  // a time, local ones each channel's own, or a broadcast day; absent: the day that is on now
  int days = 7;
  Millis now = 0;
};

// One channel's days. like: take the days of that channel instead of its own, to stand beside it.
guide::Week read_week(catalog::Catalog& catalog, const model::Channel& channel, const WeekRequest& request, const model::Channel* like = nullptr);

struct WeekPage {
  std::string html;
  std::size_t slots = 0;
};
// The page of all channels; one channel's plan is held at a time.
WeekPage week_page(catalog::Catalog& catalog, const WeekRequest& request);

}  // namespace retrovue::station
