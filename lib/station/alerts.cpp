#include "station/alerts.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/memory_file.h"
#include "base/text.h"
#include "catalog/alerts.h"
#include "catalog/channels.h"
#include "catalog/history.h"
#include "model/channel.h"

namespace retrovue::station {
namespace {

using base::Error;
using base::ErrorKind;
constexpr std::size_t kMostAtOnce = 100;
constexpr auto kNever = std::numeric_limits<model::Millis>::max();

// C0, DEL and C1, where a renderer, a terminal or a log could take them for orders; and the two ends of a line that
// Unicode has besides.
bool has_controls(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (c < 0x20 || c == 0x7F || (c == 0xC2 && next >= 0x80 && next <= 0x9F)) return true;
  }
  return text.find("\xE2\x80\xA8") != text.npos || text.find("\xE2\x80\xA9") != text.npos;
}

std::string checked(std::string_view given) {
  const std::string text{base::trim(given)};
  if (text.empty()) throw Error(ErrorKind::usage, "an alert needs a text");
  if (!base::is_utf8(text)) throw Error(ErrorKind::usage, "the text is not UTF-8");
  if (has_controls(text)) throw Error(ErrorKind::usage, "the text has control characters", "an alert is one line; long ones are wrapped on the card");
  const auto letters = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  if (letters > model::Alert::kMostCharacters)
    throw Error(ErrorKind::usage, fmt::format("the text has {} characters, {} are the most", letters, model::Alert::kMostCharacters));
  return text;
}

std::vector<int> numbers(catalog::Catalog& catalog, const std::vector<model::Id>& ids) {
  std::vector<int> found;
  for (const auto& channel : catalog::channels(catalog))
    if (std::find(ids.begin(), ids.end(), channel.id) != ids.end()) found.push_back(channel.number);
  return found;
}

}  // namespace

model::Alert send_alert(catalog::Catalog& catalog, model::Alert alert, model::Millis now, model::Millis duration, bool dry_run) {
  alert.text = checked(alert.text);
  if (duration < model::Alert::kShortest || duration > model::Alert::kLongest)
    throw Error(ErrorKind::usage, "an alert lasts from three seconds to 24 hours", "the first second passes until it is seen");
  alert.start = now;
  alert.end = now + duration;
  catalog.transaction(dry_run, [&] {
    if (catalog::alerts(catalog, now).size() >= kMostAtOnce)
      throw Error(ErrorKind::failed, fmt::format("there are {} alerts already", kMostAtOnce), "see 'retrovue alert list', and cancel what is over");
    alert.id = catalog::add_alert(catalog, alert);
    catalog::audit(catalog, now, "alert send", std::to_string(alert.id), alert.text);
  });
  return alert;
}

model::Alert cancel_alert(catalog::Catalog& catalog, model::Id id, model::Millis now, bool dry_run) {
  std::optional<model::Alert> found;
  catalog.transaction(dry_run, [&] {
    found = catalog::alert_by_id(catalog, id);
    if (!found) throw Error(ErrorKind::not_found, fmt::format("no alert {}", id), "see 'retrovue alert list --all'");
    if (found->end <= now) return;
    catalog::cancel_alert(catalog, id, now);
    catalog::audit(catalog, now, "alert cancel", std::to_string(id), found->text);
    found = catalog::alert_by_id(catalog, id);
  });
  return *found;
}

std::string alert_state(const model::Alert& alert, model::Millis now) {
  if (alert.end <= now) return alert.cancelled ? "cancelled" : "over";
  return alert.start > now ? "waiting" : "on";
}

std::string alert_channels(catalog::Catalog& catalog, const model::Alert& alert) {
  if (alert.channels.empty()) return "every channel";
  std::string text;
  for (const int number : numbers(catalog, alert.channels)) text += fmt::format("{}{}", text.empty() ? "" : ", ", number);
  return (alert.channels.size() == 1 ? "channel " : "channels ") + text;
}

void alert_json(base::JsonWriter& json, catalog::Catalog& catalog, const model::Alert& alert, model::Millis now) {
  json.object().field("id", alert.id).field("text", alert.text).field("priority", alert.priority).field("style", model::to_text(alert.style));
  json.field("tone", alert.tone).key("start").time(alert.start).key("end").time(alert.end).field("state", alert_state(alert, now));
  json.key("channels");
  if (alert.channels.empty()) {
    json.null();
  } else {
    json.array();
    for (const int number : numbers(catalog, alert.channels)) json.value(number);
    json.end();
  }
  json.key("log").array();
  json.object().field("what", "sent").key("at").time(alert.start).end();
  for (const auto& row : catalog::alert_airings(catalog, alert.id)) {
    const auto channel = numbers(catalog, {row.channel_id});
    json.object().field("what", "aired").key("at").time(row.actual_start).field("frames", row.actual_frames);
    if (!channel.empty()) json.field("channel", channel.front());
    json.end();
  }
  if (alert.cancelled) json.object().field("what", "cancelled").key("at").time(alert.end).end();
  json.end().end();
}

const model::Alert* alert_at(const std::vector<model::Alert>& alerts, model::Millis at) {
  const model::Alert* best = nullptr;
  for (const auto& alert : alerts) {
    if (alert.start > at || alert.end <= at) continue;
    if (!best || alert.priority > best->priority || (alert.priority == best->priority && alert.id > best->id)) best = &alert;
  }
  return best;
}

model::Millis alert_until(const std::vector<model::Alert>& alerts, model::Millis at) {
  const auto* now = alert_at(alerts, at);
  auto until = kNever;
  for (const auto& alert : alerts) {
    for (const auto edge : {alert.start, alert.end})
      if (edge > at && edge < until && alert_at(alerts, edge) != now) until = edge;
  }
  return until;
}

bool AlertPlaylog::take(std::vector<model::Alert> alerts, model::Millis now) {
  const auto id_at = [](const std::vector<model::Alert>& all, model::Millis at) {
    const auto* found = alert_at(all, at);
    return found ? found->id : 0;
  };
  bool same = true;
  for (auto at = now; same && at != kNever; at = alert_until(alerts_, at))
    same = id_at(alerts, at) == id_at(alerts_, at) && alert_until(alerts, at) == alert_until(alerts_, at);
  alerts_ = std::move(alerts);
  std::erase_if(overlays_, [&](const auto& one) {
    return std::none_of(alerts_.begin(), alerts_.end(), [&](const auto& alert) { return alert.id == one.first; });
  });
  return !same;
}

namespace {

// The first frame that begins then or later.
std::int64_t first_frame(const base::Rate& rate, model::Millis at) {
  const auto frame = model::frame_at(rate, at);
  return model::frame_start(rate, frame) < at ? frame + 1 : frame;
}

}  // namespace

playout::AirEvent AlertPlaylog::event_at(std::int64_t frame) {
  const auto at = model::frame_start(profile_.rate, frame);
  const auto* alert = alert_at(alerts_, at);
  const auto until = alert_until(alerts_, at);
  std::int64_t end = 0;
  if (until != kNever) end = first_frame(profile_.rate, until);
  std::shared_ptr<const playout::Overlay> shown;
  try {
    if (alert) shown = overlay(*alert);
  } catch (const Error& error) {
    base::log(base::LogLevel::error, "air", "alert {} cannot be shown: {}", alert->id, error.message());
  }
  if (!shown || !shown->card) {
    auto made = plan_.event_at(frame);
    made.until = end;
    // There is no clip under a planned slate; it gets one that is black.
    if (shown && made.clips.empty() && made.event.kind == model::EventKind::slate) made.clips.push_back({});
    if (shown) made.alert_id = alert->id;
    made.overlay = std::move(shown);
    return made;
  }
  playout::AirEvent made;
  made.event.channel_id = channel_;
  made.event.kind = model::EventKind::alert;
  made.event.title = alert->text;
  made.event.start_frame = frame;
  made.event.frames = std::max<std::int64_t>(1, end - frame);
  made.clips.push_back({});
  made.overlay = std::move(shown);
  made.alert_id = alert->id;
  return made;
}

std::shared_ptr<const playout::Overlay> AlertPlaylog::overlay(const model::Alert& alert) {
  auto& known = overlays_[alert.id];
  if (known) return known;
  // An encoder may only come to open the file when the alert is over.
  struct Drawn {
    playout::Overlay overlay;
    base::MemoryFile script;
  };
  const auto drawn = std::make_shared<Drawn>();
  auto* made = &drawn->overlay;
  made->card = alert.style == model::AlertStyle::full;
  made->tone = alert.tone;
  made->start = first_frame(profile_.rate, alert.start);
  const auto script = made->card ? playout::card_script(alert.text, profile_) : playout::crawl_script(alert.text, profile_);
  if (!made->card) made->period = playout::crawl_period(alert.text, profile_);
  drawn->script = base::MemoryFile(script);
  made->script = drawn->script.path();
  made->key = fmt::format("alert {} {} {} {}", alert.id, made->tone, made->start, base::hash128_hex(script));
  return known = std::shared_ptr<const playout::Overlay>(drawn, made);
}

}  // namespace retrovue::station
