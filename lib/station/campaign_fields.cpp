#include "station/campaign_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "schedule/filter.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {
bool none(const std::string& text) { return base::lower_ascii(text) == "none"; }

template <typename F>
auto of_option(std::string_view option, F&& parse) {
  try {
    return parse();
  } catch (const Error& fault) {
    throw Error(fault.kind(), fmt::format("{}: {}", option, fault.message()), fault.hint());
  }
}

model::Season season(const std::string& text) {
  model::Season made;
  if (const auto dots = text.find(".."); dots != std::string::npos) {
    made.from = model::season_day(text.substr(0, dots));
    made.to = model::season_day(text.substr(dots + 2));
    if (!made.from || !made.to || made.from->year.has_value() != made.to->year.has_value())
      throw Error(ErrorKind::usage, fmt::format("--season: '{}' is not a stretch of days", base::printable(text)), "write MM-DD..MM-DD, or both with a year");
    return made;
  }
  if (!model::holiday(text, 2000)) {
    const auto near = base::nearest(text, model::holiday_names());
    throw Error(ErrorKind::usage, fmt::format("--season: '{}' is not a holiday", base::printable(text)),
                near.empty() ? "use MM-DD..MM-DD, or one of " + base::join(model::holiday_names(), ", ") : fmt::format("did you mean {}?", near));
  }
  made.holiday = text;
  return made;
}

model::Selector item(const std::string& text) {
  model::Selector made;
  model::Id id = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (ec == std::errc{} && end == text.data() + text.size() && id > 0) made.item_id = id;
  else made.title = text;
  return made;
}
}  // namespace

void change(model::Campaign& c, const CampaignFields& f) {
  std::vector<model::Selector> spots;
  for (const auto& one : f.items) spots.push_back(item(one));
  for (const auto& one : f.tags) spots.emplace_back().tags = {one};
  for (const auto& one : f.queries) spots.emplace_back().query = one;
  for (const auto& one : f.companies_of) spots.emplace_back().company = one;
  for (const auto& one : f.conditions) {
    of_option("--spots", [&] { schedule::Filter::check(one); });
    spots.emplace_back().where = one;
  }
  if (!spots.empty()) c.spots = std::move(spots);
  const auto text = [](std::string& into, const std::optional<std::string>& given) {
    if (given) into = none(*given) ? "" : *given;
  };
  text(c.company, f.company);
  text(c.category, f.category);
  const auto date = [](std::string_view option, std::optional<base::Date>& into, const std::optional<std::string>& given) {
    if (!given) return;
    into.reset();
    if (!none(*given)) into = of_option(option, [&] { return base::parse_date(*given); });
  };
  date("--from", c.from, f.from);
  date("--to", c.to, f.to);
  const auto number = [](auto& into, const std::optional<std::int64_t>& given) {
    if (given) into = static_cast<std::remove_reference_t<decltype(into)>>(*given);
  };
  number(c.weight, f.weight);
  number(c.target, f.target);
  number(c.per_hour, f.per_hour);
  number(c.per_day, f.per_day);
  number(c.priority, f.priority);
  if (!f.dayparts.empty()) c.dayparts = none(f.dayparts.front()) ? std::vector<std::string>{} : f.dayparts;
  if (!f.seasons.empty()) c.season.clear();
  for (const auto& one : f.seasons)
    if (!none(one)) c.season.push_back(season(one));
  if (f.all_channels) c.channels.clear();
  else if (!f.channels.empty()) {
    c.channels = f.channels;
    std::sort(c.channels.begin(), c.channels.end());
    c.channels.erase(std::unique(c.channels.begin(), c.channels.end()), c.channels.end());
  }
}

}  // namespace retrovue::station
