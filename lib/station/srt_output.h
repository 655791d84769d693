#pragma once
#include <memory>
#include <string>

#include "station/outputs.h"

namespace retrovue::station {

// "srt://HOST:PORT[?OPTION=VALUE&...]" by way of FFmpeg: a child that passes our packets on unchanged, seven to a message. The
// channel's one more viewer: a peer that is slow loses pictures, one that goes is called again from the newest key picture on,
// and neither holds the air up. Options are FFmpeg's, but no passphrase, since arguments can be read by everybody.
// Throws Error(usage) for any other address.
std::unique_ptr<Output> srt_output(boost::asio::io_context& loop, const std::string& url);

}  // namespace retrovue::station
