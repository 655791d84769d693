#pragma once
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "model/channel.h"
#include "model/media_file.h"
#include "playout/air.h"
#include "station/graphics.h"
#include "station/live_clips.h"

namespace retrovue::station {

// Static gain that brings a file to the profile's loudness, in thousandths of dB: never so much that its true peak
// would pass -1 dBTP (EBU R 128), 0 when it was not measured.
int gain_mdb(const model::MediaFile& file, const model::Profile& profile);

// Which of a file's streams a channel with tracks of sound in these languages (as model::language() gives them) takes. The first
// one is of the first language that the file has, else the one that the file itself puts first; the second one, if there is any,
// of the next language that the file has. No languages: the one that the file puts first.
std::vector<int> sound_streams(const model::MediaFile& file, const std::vector<std::string>& languages);

// A file as playout needs it. Attached pictures are no video. audio: languages of the channel's tracks of sound.
playout::Clip clip_of(const model::MediaFile& file, const model::Profile& profile, const std::vector<std::string>& audio = {});

// The files that can serve an event, the one that airs first; for an item in parts (cd1, cd2) those of the part that
// holds the event's first frame, and the event is shortened to that part.
playout::AirEvent air_event(catalog::Catalog& catalog, model::Event event, const model::Profile& profile, const std::vector<std::string>& audio = {});

// The stored plan of a channel. Reads with a catalog object of its own thread: the loop's.
class CatalogPlaylog final : public playout::Playlog {
 public:
  // catalog must outlive it.
  CatalogPlaylog(catalog::Catalog& catalog, model::Id channel, const model::Profile& profile, std::vector<std::string> audio = {})
      : catalog_(catalog), channel_(channel), profile_(profile), audio_(std::move(audio)), graphics_(catalog, channel, profile), live_(catalog, channel) {}
  // Programmes have the channel's graphics over them.
  playout::AirEvent event_at(std::int64_t frame) override;
  // Reads anew what is drawn. True when from this frame on that is something else than events given out before have.
  bool redrawn(std::int64_t frame);
  // Any playable filler of the library, for a live input what its block or channel names; which one goes round with the frame.
  playout::AirEvent filler(std::int64_t frame, std::int64_t frames) override;

 private:
  catalog::Catalog& catalog_;
  model::Id channel_;
  model::Profile profile_;
  std::vector<std::string> audio_;  // languages of its tracks of sound
  ChannelGraphics graphics_;
  struct Given {
    model::Event event;
    std::vector<playout::ShownText> texts;
  };
  // in_frame: of its first frame, counted from the start of an item in parts.
  playout::AirEvent drawn(playout::AirEvent made, std::int64_t in_frame);
  std::vector<playout::ShownText> texts(const model::Event& event);
  void remember(const model::Event& event, const std::vector<playout::ShownText>& texts);
  // A stretch of slate as it is seen at a frame of it: long ones come in pieces.
  playout::AirEvent still(playout::AirEvent made, std::int64_t frame);
  std::vector<Given> given_;  // the last ones, in the order in which they were asked for
  LiveClips live_;
};

}  // namespace retrovue::station
