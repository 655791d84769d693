#pragma once
#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/error.h"
#include "catalog/revisions.h"
#include "schedule/calendar.h"
#include "schedule/sheet.h"

namespace retrovue::cmd {

// The slots of the channel's draft that overlap the window; the day on which it begins when none was asked for and it is later.
inline std::pair<std::vector<model::Slot>, std::vector<model::Event>> drafted(catalog::Catalog& catalog, const model::Channel& channel,
                                                                      schedule::Window when, bool any_day, int days, bool events) {
  const auto draft = catalog::open_draft(catalog, channel.id);
  if (!draft) throw base::Error(base::ErrorKind::not_found, fmt::format("channel {} has no draft", channel.number));
  const schedule::Calendar calendar{channel};
  if (any_day && draft->from >= when.end) {
    when.start = calendar.day_begin(calendar.date_of(draft->from));
    when.end = calendar.day_begin(base::add_days(calendar.date_of(draft->from), days));
  }
  auto pieces = schedule::pieces(catalog::draft_sheet(catalog, draft->id));
  std::erase_if(pieces, [&](const auto& piece) { return piece.slot.end <= when.start || piece.slot.start >= when.end; });
  auto sheet = schedule::sheet(std::move(pieces));
  if (!events) sheet.events.clear();
  return {std::move(sheet.slots), std::move(sheet.events)};
}

}  // namespace retrovue::cmd
