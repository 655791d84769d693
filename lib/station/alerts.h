#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "catalog/catalog.h"
#include "model/alert.h"
#include "playout/playlog.h"

namespace retrovue::station {

// Puts a message on air from `now` on. Returns it with its id. Throws Error(usage) for a text that is empty, longer than
// 500 characters, not UTF-8 or with control characters, and for lengths out of range.
model::Alert send_alert(catalog::Catalog& catalog, model::Alert alert, model::Millis now, model::Millis duration, bool dry_run);
// Takes it off. An alert that is over stays as it is. Throws Error(not_found).
model::Alert cancel_alert(catalog::Catalog& catalog, model::Id id, model::Millis now, bool dry_run);
// "waiting", "on", "cancelled" or "over".
std::string alert_state(const model::Alert& alert, model::Millis now);

// "channels 1, 5" or "every channel".
std::string alert_channels(catalog::Catalog& catalog, const model::Alert& alert);
// One object with its log.
void alert_json(base::JsonWriter& json, catalog::Catalog& catalog, const model::Alert& alert, model::Millis now);

// The one on air at an instant: the highest priority, of equal ones the newest. Null when there is none.
const model::Alert* alert_at(const std::vector<model::Alert>& alerts, model::Millis at);
// When that is another one next, after an instant; the greatest value there is when never.
model::Millis alert_until(const std::vector<model::Alert>& alerts, model::Millis at);

// The plan of a channel with the alerts that are on air at the time. Lives where the channel lives.
class AlertPlaylog final : public playout::Playlog {
 public:
  // plan must outlive it.
  AlertPlaylog(playout::Playlog& plan, model::Id channel, const model::Profile& profile) : plan_(plan), channel_(channel), profile_(profile) {}
  // All that end after now. True when from `now` on something else is on air than before.
  bool take(std::vector<model::Alert> alerts, model::Millis now);
  playout::AirEvent event_at(std::int64_t frame) override;
  playout::AirEvent filler(std::int64_t frame, std::int64_t frames) override { return plan_.filler(frame, frames); }

 private:
  std::shared_ptr<const playout::Overlay> overlay(const model::Alert& alert);
  playout::Playlog& plan_;
  model::Id channel_;
  model::Profile profile_;
  std::vector<model::Alert> alerts_;
  // Each holds its script in memory: nothing on a busy disk may hold up an alert.
  std::map<model::Id, std::shared_ptr<const playout::Overlay>> overlays_;
};

}  // namespace retrovue::station
