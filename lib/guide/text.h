#pragma once
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/zone.h"
#include "model/channel.h"

// Text as guide formats want it.
namespace retrovue::guide {

// Appends XML 1.0 character data, safe in elements and quoted attributes: markup escaped, characters that
// XML 1.0 section 2.2 forbids or discourages dropped, line breaks and tabs made spaces. Invalid UTF-8 and U+FFFD
// become '?', because tv_validate_file takes U+FFFD for a fault.
void append_xml(std::string& out, std::string_view text);

// Appends a text that stays on its line and inside double quotes in an M3U; M3U knows no escaping.
void append_m3u(std::string& out, std::string_view text);

// The channel's identifier in every guide, for ever: it depends on the number only. Never a plain number, because
// Plex merges the guides of channels whose ids are numbers.
std::string channel_id(int number);

// Writes XMLTV times, "20261120184600 -0500", in one channel's zone. Remembers the last instant.
class XmltvClock {
 public:
  explicit XmltvClock(base::Zone zone) : zone_(zone) {}
  std::string_view text(base::Millis at);

 private:
  base::Zone zone_;
  base::Millis at_ = -1;
  char text_[32];
  std::size_t size_ = 0;
};

}  // namespace retrovue::guide
