#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "playout/air.h"

namespace retrovue::station {

// Where a played channel goes, beside HTTP.
class Output {
 public:
  virtual ~Output() = default;
  // Before the channel is made: paced or not, and the calls it wants.
  virtual void prepare(playout::AirOptions& options) = 0;
  // After. gone: the reader went away, which ends the playing without an error.
  virtual void begin(playout::ChannelAir& air, std::function<void()> gone) = 0;
  // The channel has ended and given its last bytes; calls done once they, and those of the other renditions, are written.
  // Throws Error(failed).
  virtual void finish(std::function<void()> done) = 0;
  std::int64_t bytes() const { return bytes_; }

 protected:
  std::int64_t bytes_ = 0;
};

struct OutputWish {
  std::string where = "-";    // "-" (stdout), "hls:DIR", "hls:http://HOST/PATH/", "udp://HOST:PORT", "srt://HOST:PORT" or a file name
  std::string origin_secret;  // for hls:http: "NAME:PASSWORD" or a bearer token
  base::Millis now = 0;       // by the machine's clock
};
struct HlsShape;
// One; with hls: one for each rendition. Throws Error(usage) for what is no output and Error(failed) when it cannot be opened.
std::vector<std::unique_ptr<Output>> open_outputs(boost::asio::io_context& loop, const OutputWish& wish, const HlsShape& shape);

}  // namespace retrovue::station
