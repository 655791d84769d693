#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "model/item.h"

namespace retrovue::model {

// A planned programme as the guide shows it. Slots of a channel are contiguous.
struct Slot {
  Id id = 0;
  Id channel_id = 0;
  Millis start = 0, end = 0;  // UTC, end exclusive
  Id item_id = 0;             // 0: off air or nothing but filler
  std::string title, show;
  std::optional<int> year, season, episode;
  std::string summary;
  Rating rating;
  std::string block;          // name of the rule that planned it
  std::string run;            // the run it belongs to; empty: its block's own
  int round = 0;              // of a shuffled run, from 1; 0: none
  std::string status = "planned";
  bool fixed = false;         // placed by hand: builds plan around it
  ItemKind kind = ItemKind::episode;
};

enum class EventKind { program, spot, bumper, promo, ident, filler, slate, live, alert };
template <>
struct Words<EventKind> {
  static constexpr std::string_view name = "event kind";
  static constexpr Word<EventKind> all[] = {{EventKind::program, "program"}, {EventKind::spot, "spot"},
                                            {EventKind::bumper, "bumper"},   {EventKind::promo, "promo"},
                                            {EventKind::ident, "ident"},     {EventKind::filler, "filler"},
                                            {EventKind::slate, "slate"},     {EventKind::live, "live"},
                                            {EventKind::alert, "alert"}};
};

// A concrete piece to play. Events of a channel are contiguous to the frame, and those of a slot add up to it.
struct Event {
  Id id = 0;
  Id channel_id = 0;
  Id slot_id = 0;
  std::int64_t start_frame = 0;  // channel frames since kStationEpoch, at the channel's rate
  std::int64_t frames = 0;       // > 0
  EventKind kind = EventKind::program;
  Id item_id = 0;                // 0 for slate
  std::string title;
  std::string path;              // of the item when it was read; planning stores the item only
  std::int64_t in_frame = 0;     // first frame to show, counted from the item's start at the channel's rate
  Millis in_ms = 0, out_ms = 0;  // the same as times in the item, for people; out exclusive
};

// What really aired. Append only.
struct AsRun {
  Id id = 0;
  Id channel_id = 0;
  Id event_id = 0;  // 0 when nothing was planned
  Id slot_id = 0;
  EventKind kind = EventKind::program;
  Id item_id = 0;
  std::string title;
  Millis planned_start = 0;
  std::int64_t planned_frames = 0;
  Millis actual_start = 0;
  std::int64_t actual_frames = 0;
  std::string status;  // aired, joined, short, replaced, failed, cut
  std::string error;   // in words, empty when all went well
  Id alert_id = 0;     // of the alert that was seen meanwhile
};

}  // namespace retrovue::model
