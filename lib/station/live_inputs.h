#pragma once
#include <string>
#include <string_view>

#include "base/secret.h"
#include "catalog/live_inputs.h"
#include "station/items.h"

// Live inputs: items whose pictures come from an address while they air. An address may hold passwords and is therefore
// kept sealed; only its scheme and host are ever shown.
namespace retrovue::station {

// The address as it is kept. Throws Error(usage), which does not repeat it, for what is no address or of a scheme that is
// not read: http, https, rtmp, rtmps, rtsp, srt, udp, rtp and tcp are.
std::string live_url(std::string_view text);
std::string shown_url(std::string_view url);  // "rtsp://cam.lan:554/..."

// What ffmpeg's concat reader is given in a file, so that the address stands on no command line. What it opens, and what
// that leads to, is bound to the scheme: a playlist out there cannot name files of this machine.
std::string live_list(std::string_view url);

// A live input of this title and address. Error(usage) when there is one of the title already.
model::Item add_live_input(catalog::Catalog& catalog, const base::Clock& clock, std::string_view url, const Values& values,
                           const std::vector<std::string>& tags, bool dry_run);
// Another address for it. Error(usage) when the item is none.
model::Item move_live_input(catalog::Catalog& catalog, const base::Clock& clock, std::string_view which, std::string_view url, bool dry_run);
// The address. Throws Error(failed) when it cannot be opened with the key.
std::string open_live_url(const base::SecretBox& box, model::Id item, const catalog::LiveInput& input);

}  // namespace retrovue::station
