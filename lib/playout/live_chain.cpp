#include "playout/live_chain.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "base/text.h"

namespace retrovue::playout {
namespace {

// Steps of more than three seconds, and steps back, are no pictures of the same stream.
constexpr std::string_view kSteady = "'isnan(prev_selected_t)+between(t-prev_selected_t,0,3)'";

// In ffmpeg's words, lower case, and in ours; the first that is found counts.
struct Fault {
  std::string_view said, means;
};
constexpr std::array kFaults{Fault{"401 unauthorized", "the input refuses the password"},
                             Fault{"403 forbidden", "the input refuses access"},
                             Fault{"404 not found", "the input is not there"},
                             Fault{"server returned 4", "the input refuses"},
                             Fault{"server returned 5", "the input has a fault"},
                             Fault{"connection refused", "nothing answers at the input"},
                             Fault{"failed to resolve", "the input's host is unknown"},
                             Fault{"no route to host", "the input's host cannot be reached"},
                             Fault{"network is unreachable", "the input's network cannot be reached"},
                             Fault{"timed out", "the input does not answer"},
                             Fault{"connection reset", "the input broke off"},
                             Fault{"not on whitelist", "the input leads to what may not be opened"},
                             Fault{"protocol not found", "ffmpeg cannot read inputs of this kind"},
                             Fault{"matches no streams", "the input has neither pictures nor sound"},
                             Fault{"invalid data", "the input sends what is no television"},
                             Fault{"hung", "the input hangs"},
                             Fault{"input/output error", "the input cannot be read"},
                             Fault{"ended early", "the input ended"}};

}  // namespace

std::vector<std::string> live_source(const std::string& list) {
  return {"-f", "concat", "-safe", "0", "-protocol_whitelist", "file", "-i", "file:" + list};
}

std::string live_pictures(const model::Profile& profile, std::int64_t frames) {
  const int w = profile.width, h = profile.height;
  // The sizes that fit() would give, which needs to know the input's.
  const auto side = [](int full, const std::string& wanted) {
    return fmt::format("'if(gte({0},{1}),{2},max(2,2*round(min({0},{2})/2)))'", wanted, full - full / 60, full);
  };
  return fmt::format("[0:v:0]select={},yadif=mode=0:deint=interlaced,settb=1/30000000,fps={}/{}:round=near,"
                     "scale=w={}:h={}:flags=bicubic:out_range=tv,format=yuv420p,pad={}:{}:'trunc((ow-iw)/4)*2':'trunc((oh-ih)/4)*2',trim=end_frame={}",
                     kSteady, profile.rate.num, profile.rate.den, side(w, fmt::format("{}*dar", h)), side(h, fmt::format("{}/dar", w)), w, h, frames);
}

std::string live_sound(std::int64_t samples) {
  return fmt::format("[0:a:0]aselect={},aresample=48000,aresample=48000:async=1:first_pts=0,aformat=sample_fmts=s16:channel_layouts=stereo,"
                     "apad,atrim=end_sample={},asetpts=N/SR/TB,asetnsamples=n=2048:p=0",
                     kSteady, samples);
}

std::string live_fault(const std::string& text) {
  const auto said = base::lower_ascii(text);
  for (const auto& fault : kFaults)
    if (said.find(fault.said) != said.npos) return std::string{fault.means};
  return "the input failed";
}

bool lacks_stream(const std::string& text, char kind) { return text.find(fmt::format("Stream specifier ':{}:0'", kind)) != text.npos; }

}  // namespace retrovue::playout
