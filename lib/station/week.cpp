#include "station/week.h"

#include <fmt/format.h>

#include "base/time_text.h"
#include "catalog/plan.h"
#include "schedule/calendar.h"

namespace retrovue::station {

namespace {
// A date alone is the broadcast day of that name, not the one that midnight belongs to.
base::Date first_day(const schedule::Calendar& calendar, const WeekRequest& request) {
  if (!request.from) return calendar.date_of(request.now);
  if (request.from->size() == 10 && request.from->find_first_not_of("0123456789-") == std::string::npos) return base::parse_date(*request.from);
  return calendar.date_of(base::parse_time(*request.from, calendar.zone(), request.now));
}
}  // namespace

guide::Week read_week(catalog::Catalog& catalog, const model::Channel& channel, const WeekRequest& request, const model::Channel* like) {
  const auto& of = like ? *like : channel;
  const schedule::Calendar calendar{of};
  auto days = guide::broadcast_days(calendar.zone(), of.day_start_ms, first_day(calendar, request), request.days);
  auto slots = catalog::slots(catalog, channel.id, days.front().start, days.back().end);
  return {channel, std::move(slots), std::move(days)};
}

WeekPage week_page(catalog::Catalog& catalog, const WeekRequest& request) {
  WeekPage page;
  guide::week_page_head(page.html, request.channels.size() == 1 ? fmt::format("{} {}", request.channels[0].number, request.channels[0].name)
                                                                 : fmt::format("{} channels", request.channels.size()));
  for (const auto& channel : request.channels) {
    const auto week = read_week(catalog, channel, request);
    page.slots += week.slots.size();
    guide::week_page(page.html, week);
  }
  guide::week_page_tail(page.html, fmt::format("The plan as of {}.", base::rfc3339_utc(request.now).substr(0, 16)));
  return page;
}

}  // namespace retrovue::station
