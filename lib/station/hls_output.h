#pragma once
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "station/outputs.h"

namespace retrovue::station {

// What of a channel goes beside one another: with more than one of anything index.m3u8 is a multivariant playlist, and each
// rendition, track of sound and language of subtitles has a folder of its own.
struct HlsShape {
  std::vector<model::Profile> ladder;  // the channel's own first; none: what is played is no channel
  std::vector<std::string> audio, subtitles;  // languages
  bool several() const { return ladder.size() > 1 || audio.size() > 1 || !subtitles.empty(); }
};

// Segments for any web server, one output for each rendition. where: a folder or a URL. now: by the machine's clock; numbers come
// from it, whatever time is shown. Throws as open_output().
std::vector<std::unique_ptr<Output>> hls_outputs(boost::asio::io_context& loop, const std::string& where, const std::string& origin_secret,
                                                 base::Millis now, const HlsShape& shape);

}  // namespace retrovue::station
