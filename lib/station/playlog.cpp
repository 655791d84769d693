#include "station/playlog.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "catalog/items.h"
#include "catalog/plan.h"
#include "model/language.h"
#include "station/banners.h"

namespace retrovue::station {
namespace {

constexpr int kPeakLimit = -1'000;  // thousandths of dBTP
constexpr model::Millis kPiece = 5 * 60'000;
constexpr std::int64_t kToneFrames = 600;
constexpr std::size_t kRemembered = 4;  // what is on air, what warms up, and one more
constexpr int kMostGain = 20'000;   // beyond that it is noise, not a quiet programme

// language: empty is any.
const model::Stream* stream_of(const model::MediaFile& file, model::StreamKind kind, const std::string& language = {}) {
  const model::Stream* best = nullptr;
  for (const auto& stream : file.streams)
    if (stream.kind == kind && !stream.attached_picture && (language.empty() || model::language(stream.language) == language) && (!best || (stream.is_default && !best->is_default))) best = &stream;
  return best;
}

bool playable(const model::MediaFile& file) {
  return file.verdict == model::FileVerdict::playable || file.verdict == model::FileVerdict::unknown;
}

// What ffmpeg can turn into text.
bool is_text(const std::string& codec) {
  for (const char* known : {"subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text", "eia_608"})
    if (codec == known) return true;
  return false;
}

std::shared_ptr<const playout::CueSource> words_of(const model::MediaFile& file, const std::string& signature) {
  auto made = std::make_shared<playout::CueSource>();
  made->path = file.path;
  made->signature = signature;
  for (const auto& stream : file.streams)
    if (stream.kind == model::StreamKind::subtitle && is_text(stream.codec))
      made->tracks.push_back({stream.index, model::language(stream.language).value_or(""), stream.forced, stream.is_default});
  return made;
}

playout::Clip colour_bars() {
  playout::Clip made;
  made.bars = true;
  made.signature = playout::kBarsSignature;
  return made;
}

}  // namespace

int gain_mdb(const model::MediaFile& file, const model::Profile& profile) {
  if (!file.loudness_mlufs) return 0;
  int gain = std::min(profile.loudness_mlufs - *file.loudness_mlufs, kMostGain);
  if (file.true_peak_mdbtp) gain = std::min(gain, kPeakLimit - *file.true_peak_mdbtp);
  return gain;
}

std::vector<int> sound_streams(const model::MediaFile& file, const std::vector<std::string>& languages) {
  std::vector<int> made;
  for (const auto& language : languages)
    if (const auto* stream = stream_of(file, model::StreamKind::audio, language)) made.push_back(stream->index);
  if (!made.empty()) return made;
  if (const auto* stream = stream_of(file, model::StreamKind::audio)) made.push_back(stream->index);
  return made;
}

playout::Clip clip_of(const model::MediaFile& file, const model::Profile& profile, const std::vector<std::string>& audio) {
  playout::Clip clip;
  clip.path = file.play_path.empty() ? file.path : file.play_path;
  clip.signature = file.signature.empty() ? clip.path : file.signature;
  clip.duration_ms = file.duration_ms;
  clip.words = words_of(file, clip.signature);
  clip.gain_mdb = gain_mdb(file, profile);
  if (const auto* video = stream_of(file, model::StreamKind::video)) {
    clip.video_stream = video->index;
    clip.width = video->width;
    clip.height = video->height;
    clip.sar_num = video->sar_num;
    clip.sar_den = video->sar_den;
    clip.rate = video->rate;
    clip.interlaced = video->field_order == "tt" || video->field_order == "bb" || video->field_order == "tb" || video->field_order == "bt";
    clip.hdr = video->color_transfer == "smpte2084" || video->color_transfer == "arib-std-b67";
    clip.matrix = video->color_space;
  }
  auto tracks = sound_streams(file, audio);
  if (!tracks.empty()) {
    clip.audio_stream = tracks.front();
    clip.more_audio.assign(tracks.begin() + 1, tracks.end());
  }
  return clip;
}

playout::AirEvent air_event(catalog::Catalog& catalog, model::Event event, const model::Profile& profile, const std::vector<std::string>& audio) {
  playout::AirEvent made;
  std::int64_t skipped = 0;  // frames of the parts before
  int part = 0;
  for (const auto& file : event.item_id ? catalog::files(catalog, event.item_id) : std::vector<model::MediaFile>{}) {
    if (!playable(file)) continue;
    if (file.part > 0) {
      const auto frames = profile.rate.count_of_ms(file.duration_ms);
      if (part == 0 && event.in_frame - skipped >= frames) {
        skipped += frames;
        continue;
      }
      if (part != 0 && file.part != part) continue;
      if (part == 0) event.frames = std::min(event.frames, skipped + frames - event.in_frame);
      part = file.part;
    }
    made.clips.push_back(clip_of(file, profile, audio));
  }
  event.in_frame -= skipped;
  made.event = std::move(event);
  return made;
}

playout::AirEvent CatalogPlaylog::event_at(std::int64_t frame) {
  const auto minute = profile_.rate.count_of_ms(60'000);
  const auto planned = catalog::events(catalog_, channel_, frame, frame + minute);
  if (!planned.empty() && planned.front().start_frame <= frame) {
    // The later parts of an item in parts are events of their own here.
    auto event = planned.front();
    auto made = air_event(catalog_, event, profile_, audio_);
    while (frame >= made.event.start_frame + made.event.frames) {
      const auto done = made.event.frames;
      event.start_frame += done;
      event.frames -= done;
      event.in_frame += done;
      made = air_event(catalog_, event, profile_, audio_);
    }
    if (made.event.kind == model::EventKind::live) live_.fill(made);
    return made.event.kind == model::EventKind::slate ? still(std::move(made), frame) : drawn(std::move(made), event.in_frame);
  }
  playout::AirEvent slate;
  slate.event.channel_id = channel_;
  slate.event.kind = model::EventKind::slate;
  slate.event.title = "slate";
  slate.event.start_frame = frame;
  slate.event.frames = planned.empty() ? minute : std::min(minute, planned.front().start_frame - frame);
  return still(std::move(slate), frame);
}

playout::AirEvent CatalogPlaylog::drawn(playout::AirEvent made, std::int64_t in_frame) {
  const bool live = made.event.kind == model::EventKind::live;
  if ((made.event.kind != model::EventKind::program && !live) || made.clips.empty()) return made;
  made.bug = graphics_.bug();
  if (live) return made;  // banners stand at frames of an event, and which frame a live picture will be is not known
  auto event = made.event;
  event.in_frame = in_frame;
  made.texts = texts(event);
  remember(event, made.texts);
  return made;
}

void CatalogPlaylog::remember(const model::Event& event, const std::vector<playout::ShownText>& texts) {
  std::erase_if(given_, [&](const Given& one) { return one.event.start_frame == event.start_frame; });
  if (given_.size() >= kRemembered) given_.erase(given_.begin());
  given_.push_back({event, texts});
}

playout::AirEvent CatalogPlaylog::still(playout::AirEvent made, std::int64_t frame) {
  auto& event = made.event;
  const auto slot = graphics_.off_air() == model::Pattern::bars && event.slot_id != 0 ? catalog::slot_by_id(catalog_, event.slot_id) : std::nullopt;
  const bool bars = slot && slot->status == "off_air";
  auto shown = texts(event);
  remember(event, shown);
  auto begin = event.start_frame, end = begin + event.frames;
  if (bars) {
    // Pieces that are all alike, so one is encoded; whole periods of the tone at every rate.
    const auto piece = std::max<std::int64_t>(profile_.rate.count_of_ms(kPiece) / kToneFrames, 1) * kToneFrames;
    begin += (frame - begin) / piece * piece;
    end = std::min(end, begin + piece);
  }
  if (!shown.empty()) {
    const auto counts = event.start_frame + shown.front().from;
    if (frame < counts) {
      end = std::min(end, counts);
      shown.clear();
    } else {
      begin = counts;
      end = event.start_frame + event.frames;
    }
  }
  for (auto& one : shown) {
    one.from -= begin - event.start_frame;
    one.to -= begin - event.start_frame;
  }
  event.start_frame = begin;
  event.frames = end - begin;
  if (bars) made.clips.push_back(colour_bars());
  else if (!shown.empty()) made.clips.push_back({});  // looks like the slate
  made.texts = std::move(shown);
  return made;
}

// Whatever is wrong with them, the programme goes on.
std::vector<playout::ShownText> CatalogPlaylog::texts(const model::Event& event) {
  try {
    if (event.kind == model::EventKind::slate) return countdown_over(catalog_, event, graphics_.all(), graphics_.channel(), profile_.rate);
    return texts_over(catalog_, event, graphics_.all(), graphics_.channel(), profile_.rate);
  } catch (const base::Error& error) {
    base::log(base::LogLevel::warning, "air", "channel {}: nothing can be written over '{}': {}", graphics_.channel().number,
              base::printable(event.title), error.message());
    return {};
  }
}

bool CatalogPlaylog::redrawn(std::int64_t frame) {
  bool other = graphics_.changed();
  for (auto& one : given_) {
    if (one.event.start_frame + one.event.frames <= frame || (one.texts.empty() && !writes(graphics_.all()))) continue;
    // A plan that was written anew has other slots.
    const auto planned = catalog::events(catalog_, channel_, one.event.start_frame, one.event.start_frame + 1);
    if (!planned.empty() && planned.front().item_id == one.event.item_id) one.event.slot_id = planned.front().slot_id;
    const auto before = std::exchange(one.texts, texts(one.event));
    const auto to_come = [&](std::vector<playout::ShownText> all) {
      std::erase_if(all, [&](const auto& text) { return one.event.start_frame + text.to <= frame; });
      return all;
    };
    other = to_come(before) != to_come(one.texts) || other;
  }
  return other;
}

playout::AirEvent CatalogPlaylog::filler(std::int64_t frame, std::int64_t) {
  std::vector<model::Item> items;
  for (const auto& planned : catalog::events(catalog_, channel_, frame, frame + 1))
    if (planned.kind == model::EventKind::live) items = live_.stand_ins(planned);
  if (items.empty()) {
    catalog::ItemFilter filter;
    filter.kind = model::ItemKind::filler;
    filter.state = "normal";
    filter.sort = "id";
    items = catalog::items(catalog_, filter);
    std::erase_if(items, [](const model::Item& item) { return !item.validated || item.duration_ms <= 0; });
  }
  if (items.empty()) return {};
  const auto& item = items[static_cast<std::size_t>(frame) % items.size()];
  model::Event event;
  event.kind = model::EventKind::filler;
  event.item_id = item.id;
  event.title = item.title;
  event.frames = profile_.rate.count_of_ms(item.duration_ms);
  return air_event(catalog_, std::move(event), profile_, audio_);
}

}  // namespace retrovue::station
