#include "playout/playlist.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/time_text.h"
#include "model/channel.h"

namespace retrovue::playout {
namespace {

std::string seconds(std::int64_t micros) { return fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000); }

}  // namespace

std::string media_playlist(const Segmenter& segmenter, const PlaylistOptions& options) {
  auto segments = segmenter.listed();
  while (options.there && !segments.empty() && !options.there(segments.back()->first_frame + segments.back()->frames)) segments.pop_back();
  if (segments.empty()) return {};
  const auto& rate = segmenter.options().rate;
  std::string text = fmt::format(
      "#EXTM3U\n#EXT-X-VERSION:{}\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:{}\n"
      "#EXT-X-DISCONTINUITY-SEQUENCE:{}\n#EXT-X-INDEPENDENT-SEGMENTS\n",
      options.map.empty() ? 3 : 7, segmenter.target_duration(), segments.front()->number,
      segmenter.discontinuity_sequence());
  if (!options.map.empty()) text += fmt::format("#EXT-X-MAP:URI=\"{}\"\n", options.map);
  for (const auto* segment : segments) {
    const std::int64_t end = segment->first_frame + segment->frames;
    if (segment->discontinuity) text += "#EXT-X-DISCONTINUITY\n";
    text += fmt::format("#EXT-X-PROGRAM-DATE-TIME:{}\n#EXTINF:{},\n{}{}{}\n",
                        base::rfc3339_utc(options.date ? options.date(segment->first_frame) : model::frame_start(rate, segment->first_frame)),
                        seconds(rate.ticks(end, 1'000'000) - rate.ticks(segment->first_frame, 1'000'000)),
                        options.prefix, segment->number, options.suffix);
  }
  if (options.ended) text += "#EXT-X-ENDLIST\n";
  return text;
}

std::string multivariant_playlist(const std::vector<Variant>& variants, const std::vector<Subtitles>& subtitles, const std::vector<Audio>& audio) {
  std::string text = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-INDEPENDENT-SEGMENTS\n";
  for (const auto& one : subtitles)
    text += fmt::format("#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subtitles\",NAME=\"{}\",LANGUAGE=\"{}\",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI=\"{}\"\n",
                        one.name, one.language, one.uri);
  std::string groups = subtitles.empty() ? "" : ",SUBTITLES=\"subtitles\"";
  for (const auto& one : audio)
    text += fmt::format("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"{}\",LANGUAGE=\"{}\",DEFAULT={},AUTOSELECT=YES,CHANNELS=\"2\"{}\n", one.name,
                        one.language, &one == &audio.front() ? "YES" : "NO", one.uri.empty() ? "" : fmt::format(",URI=\"{}\"", one.uri));
  if (!audio.empty()) groups += ",AUDIO=\"audio\"";
  const bool both = !audio.empty() && audio.front().uri.empty() && audio.size() > 1;
  for (const auto& variant : variants) {
    // Who takes a track that stands beside segments with another one loads both.
    const auto audio_kbps = std::int64_t{variant.profile.audio_kbps} * (both ? 2 : 1);
    const auto& profile = variant.profile;
    // Packets, PES headers and tables cost about a twentieth. A two-second segment can carry its own share and the
    // whole rate buffer of two seconds, so twice the limit is its peak.
    const std::int64_t average =
        variant.average_bps > 0 ? variant.average_bps : (std::int64_t{profile.max_kbps} + audio_kbps) * 1050;
    const std::int64_t peak = variant.peak_bps > 0 ? variant.peak_bps : (2 * std::int64_t{profile.max_kbps} + audio_kbps) * 1050;
    const std::int64_t milli_rate = base::mul_div_round(1000, profile.rate.num, profile.rate.den);
    text += fmt::format(
        "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},CODECS=\"{},{}\",RESOLUTION={}x{},FRAME-RATE={}.{:03}{}\n{}\n",
        peak, average, variant.video_codec, variant.audio_codec, profile.width, profile.height, milli_rate / 1000,
        milli_rate % 1000, groups, variant.uri);
  }
  return text;
}

}  // namespace retrovue::playout
