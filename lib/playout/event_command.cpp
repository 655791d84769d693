#include "playout/event_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "playout/colours.h"
#include "playout/live_chain.h"
#include "playout/presets.h"
#include "playout/timeline.h"

namespace retrovue::playout {
namespace {

constexpr std::int64_t kMicro = 1'000'000;
constexpr std::int64_t kNoSeek = kMicro / 2;

// How far before the in-point decoding starts: the picture on screen at the in-point began earlier (three frames of a
// slow source), and the audio decoder and the resampler need about 100 ms to settle.
std::int64_t preroll_us(const Clip& clip) {
  std::int64_t slow = 0;
  if (clip.rate.num > 0) slow = std::min(3 * kMicro * clip.rate.den / clip.rate.num, 3 * kMicro);
  return std::max<std::int64_t>(250'000, slow);
}

std::string seconds(std::int64_t us) { return fmt::format("{}.{:06}", us / kMicro, us % kMicro); }

// A time base in which every frame time of the rate is a whole number, far finer than any container's.
struct Grid {
  std::int64_t per_second = 0, per_frame = 0;
  explicit Grid(const base::Rate& rate) {
    const std::int64_t scale = std::max<std::int64_t>(1, 30'000'000 / rate.num);
    per_second = rate.num * scale;
    per_frame = rate.den * scale;
  }
};

bool slower_than(const base::Rate& a, const base::Rate& b) { return a.num > 0 && a.num * b.den < b.num * a.den; }

// Captions come a pair of bytes with every picture: one picture left out or shown twice, and they are garbage. Rates as
// files tell them are rounded.
bool keeps_captions(const Clip& clip, const model::Profile& profile) {
  const auto source = clip.rate.num * profile.rate.den, ours = profile.rate.num * clip.rate.den;
  return clip.rate.num > 0 && std::abs(source - ours) <= ours / 5'000;
}

// A picture that others need is always decoded, so the rest is as right as ever; there are only fewer, held longer. That
// saves what decoding and scaling cost, where a smaller frame would save next to nothing and be another stream.
std::vector<std::string> decoder_words(Pictures pictures) {
  if (pictures == Pictures::all) return {};
  return {"-skip_frame", pictures == Pictures::few ? "bidir" : "noref"};
}

std::string scaling(const Clip& clip, const model::Profile& profile, Pictures pictures) {
  const auto raster = fit(clip, profile);
  std::string chain = fmt::format("scale={}:{}:flags={}:out_range=tv", raster.width, raster.height, pictures == Pictures::all ? "bicubic" : "fast_bilinear");
  if (clip.hdr) {
    const auto& colours = colours_of(profile);
    chain += fmt::format(",zscale=t=linear:npl=100,format=gbrpf32le,zscale=p={},tonemap=hable:desat=0,zscale=t=bt709:m={}:r=tv,format=yuv420p",
                         colours.primaries, colours.matrix);
  } else {
    chain += ",format=yuv420p" + into_colours(clip, profile);
  }
  if (raster.width != profile.width || raster.height != profile.height)
    chain += fmt::format(",pad={}:{}:{}:{}", profile.width, profile.height, raster.x, raster.y);
  return chain;
}

constexpr const char* kSlate = "color=c=0x141a26:s={}x{}:r={}/{},drawbox=x=0:y=ih*0.48:w=iw:h=ih*0.04:color=0x2f4a6e:t=fill";

// SMPTE RP 219 where the frame is wide, EG 1 where it is not; that one comes in the matrix of BT.601.
std::string colour_bars(const model::Profile& profile) {
  const bool wide = profile.width * 2 > profile.height * 3;
  const auto size = fmt::format("s={}x{}:r={}/{}", profile.width, profile.height, profile.rate.num, profile.rate.den);
  return (wide ? "smptehdbars=" : "smptebars=") + size + ",format=yuv420p" + into_colours(wide, profile);
}

std::string video_chain(const Clip& clip, const model::Profile& profile, const ChildSpan& span, const std::string& colour, Pictures pictures) {
  const std::int64_t frames = span.end - span.first;
  const auto rate = fmt::format("{}/{}", profile.rate.num, profile.rate.den);
  if (clip.bars) return colour_bars(profile) + fmt::format(",trim=end_frame={}", frames);
  if (colour.empty()) return fmt::format(kSlate, profile.width, profile.height, profile.rate.num, profile.rate.den) + fmt::format(",trim=end_frame={}", frames);
  if (clip.video_stream < 0)
    return fmt::format("color=c={}:s={}x{}:r={},trim=end_frame={}", colour, profile.width, profile.height, rate, frames);
  if (clip.live) return live_pictures(profile, frames);
  const Grid grid(profile.rate);
  std::string chain = fmt::format("[0:{}]", clip.video_stream);
  if (clip.interlaced) chain += "yadif=mode=0:deint=interlaced,";
  const auto shape = scaling(clip, profile, pictures);
  const auto onto = [](const std::string& pace) { return fmt::format("fps={}:start_time=0:round=near", pace); };
  const auto times = fmt::format("settb=1/{},setpts=PTS-{},", grid.per_second, (span.in_frame + span.first) * grid.per_frame);
  // Scale whichever is fewer: source pictures or ours.
  if (pictures != Pictures::all) chain += times + onto(fmt::format("{}/{}", profile.rate.num, 2 * profile.rate.den)) + "," + shape + "," + onto(rate);
  else if (slower_than(clip.rate, profile.rate)) chain += shape + "," + times + onto(rate);
  else chain += times + onto(rate) + "," + shape;
  // The last picture may be held a little, since lengths are rounded; more would hide that a file is cut short.
  chain += ",tpad=stop=15:stop_mode=clone";
  return chain + fmt::format(",trim=end_frame={}", frames);
}

// stream: which one, where the clip says any.
std::string audio_chain(const Clip& clip, int stream, std::int64_t seek_us, std::int64_t skip, std::int64_t samples) {
  // 1 kHz at -20 dBFS on both sides (SMPTE RP 155), in step with the event's start.
  if (clip.bars) {
    const auto wave = fmt::format("0.1*sin(2*PI*(n+{})/48)", base::mul_div_round(seek_us, kSampleRate, kMicro) + skip);
    return fmt::format("aevalsrc=exprs='{0}|{0}':channel_layout=stereo:sample_rate=48000:nb_samples=4096,aformat=sample_fmts=s16,atrim=end_sample={1}", wave, samples);
  }
  if (clip.audio_stream < 0) return fmt::format("anullsrc=r=48000:cl=stereo,atrim=end_sample={}", samples);
  if (clip.live) return live_sound(samples);
  // Two steps, since first_pts counts samples of the rate that comes in.
  std::string chain = fmt::format("[0:{}]aresample=48000,aresample=48000:async=1:first_pts={}", stream,
                                  base::mul_div_round(seek_us, kSampleRate, kMicro));
  if (clip.gain_mdb != 0) {
    chain += fmt::format(",aformat=sample_fmts=flt:channel_layouts=stereo,volume={}{}.{:03}dB:precision=float",
                         clip.gain_mdb < 0 ? "-" : "", std::abs(clip.gain_mdb) / 1000, std::abs(clip.gain_mdb) % 1000);
  }
  // In larger pieces, since every one wakes us up.
  return chain + fmt::format(",aformat=sample_fmts=s16:channel_layouts=stereo,apad,atrim=start_sample={}:end_sample={},"
                             "asetpts=N/SR/TB,asetnsamples=n=4096:p=0",
                             skip, skip + samples);
}

// n: of the track, where there are several.
std::string with_tone(const std::string& sound, const std::string& n, const model::Profile& profile, std::int64_t at, std::int64_t samples) {
  return fmt::format("{0}[p{1}];{2},atrim=end_sample={3}[t{1}];[p{1}][t{1}]amix=inputs=2:duration=first:normalize=0,aformat=sample_fmts=s16", sound,
                     n, tone_source(profile, at), samples);
}

// Tracks of stereo side by side, each in one and the same place whatever the layout they seem to be is called.
std::string joined(const std::vector<std::string>& tracks) {
  if (tracks.size() == 1) return tracks.front();
  constexpr std::array kSides{"FL", "FR", "BL", "BR"};
  std::string chains, names, places;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    chains += fmt::format("{}[s{}];", tracks[i], i);
    names += fmt::format("[s{}]", i);
    places += fmt::format("{0}{1}.0-{2}|{1}.1-{3}", i == 0 ? "" : "|", i, kSides.at(2 * i), kSides.at(2 * i + 1));
  }
  return fmt::format("{}{}join=inputs={}:channel_layout=quad:map={},aformat=sample_fmts=s16:channel_layouts=quad", chains, names, tracks.size(), places);
}

void add(std::vector<std::string>& args, std::initializer_list<const char*> words) {
  args.insert(args.end(), words.begin(), words.end());
}

// Encoder and outputs; whatever the means, every child of a profile writes the same parameter sets.
void add_outputs(std::vector<std::string>& args, const model::Profile& profile, const std::string& keyframes, const Means& means = {},
                 bool captions = false) {
  add(args, {"-map", "[v]", "-fps_mode", "passthrough", "-c:v", "libx264"});
  for (auto& word : preset_words(profile.preset, means.step)) args.push_back(std::move(word));
  add(args, {"-profile:v", "high", "-bf", "3", "-a53cc", captions ? "1" : "0", "-crf"});
  args.push_back(std::to_string(profile.crf));
  args.push_back("-maxrate");
  args.push_back(fmt::format("{}k", profile.max_kbps));
  args.push_back("-bufsize");
  args.push_back(fmt::format("{}k", profile.max_kbps * 2));
  add(args, {"-g", "9999", "-keyint_min", "1", "-sc_threshold", "0", "-flags:v", "+cgop", "-force_key_frames"});
  args.push_back("expr:" + keyframes);
  args.insert(args.end(), {"-threads", std::to_string(means.encode_threads)});
  add(args, {"-flush_packets", "1", "-output_ts_offset", "10", "-muxdelay", "0", "-muxpreload", "0",
             "-omit_video_pes_length", "0", "-f", "mpegts", "pipe:1"});
  add(args, {"-map", "[a]", "-c:a", "pcm_s16le", "-flush_packets", "1", "-f", "s16le", "pipe:3"});
}

std::string tags(const model::Profile& profile) { return ",setsar=1" + colour_tags(profile) + "[v];"; }

}  // namespace

Raster fit(const Clip& clip, const model::Profile& profile) {
  if (clip.width <= 0 || clip.height <= 0) return {profile.width, profile.height, 0, 0};
  const std::int64_t sar_num = clip.sar_num > 0 ? clip.sar_num : 1, sar_den = clip.sar_den > 0 ? clip.sar_den : 1;
  const std::int64_t across = clip.width * sar_num, down = clip.height * sar_den;  // display aspect = across : down
  Raster raster{profile.width, profile.height, 0, 0};
  auto even = [](std::int64_t whole, std::int64_t a, std::int64_t b) {
    return static_cast<int>(std::max<std::int64_t>(2, 2 * base::mul_div_round(whole, a, 2 * b)));
  };
  auto near = [](int got, int full) { return got >= full - full / 60; };
  if (across * profile.height >= down * profile.width) {
    raster.height = std::min(profile.height, even(profile.width, down, across));
    if (near(raster.height, profile.height)) raster.height = profile.height;
  } else {
    raster.width = std::min(profile.width, even(profile.height, across, down));
    if (near(raster.width, profile.width)) raster.width = profile.width;
  }
  raster.x = (profile.width - raster.width) / 4 * 2;
  raster.y = (profile.height - raster.height) / 4 * 2;
  return raster;
}

std::vector<std::string> event_command(const Clip& clip, const model::Profile& profile, const ChildSpan& span,
                                       const Means& means, const Drawing& drawing) {
  const auto* overlay = drawing.overlay;
  const auto left = pictures_at(profile.preset, means.step);
  int inputs = 0;
  const Timeline timeline{profile.rate};
  const std::int64_t start = span.in_frame + span.first;
  const std::int64_t wanted_us = base::mul_div_floor(start, kMicro * profile.rate.den, profile.rate.num);
  // A seek to just after the start can miss the first keyframe (AVI, whose stamps are decode times): none is needed.
  std::int64_t seek_us = wanted_us - preroll_us(clip);
  if (seek_us < kNoSeek) seek_us = 0;
  const std::int64_t skip = timeline.samples(start) - base::mul_div_round(seek_us, kSampleRate, kMicro);
  const std::int64_t samples = timeline.samples(span.end) - timeline.samples(span.first);

  std::vector<std::string> args;
  add(args, {"ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-v", "warning"});
  if (clip.live) {
    args.insert(args.end(), {"-threads", std::to_string(means.decode_threads)});
    for (auto& word : live_source(clip.path)) args.push_back(std::move(word));
    ++inputs;
  } else if (clip.video_stream >= 0 || clip.audio_stream >= 0) {
    args.insert(args.end(), {"-threads", std::to_string(means.decode_threads), "-copyts", "-start_at_zero"});
    for (auto& word : decoder_words(left)) args.push_back(std::move(word));
    if (seek_us > 0) args.insert(args.end(), {"-ss", seconds(seek_us)});
    // The explicit protocol keeps ffmpeg from reading one out of a name with a colon, or an option out of a dash.
    args.insert(args.end(), {"-i", "file:" + clip.path});
    ++inputs;
  }
  if (drawing.bug && !drawing.bug->script) args.insert(args.end(), {"-f", "png_pipe", "-i", "file:" + drawing.bug->file});
  const auto at = drawing.overlay_at + span.first;
  // Nothing to play and nothing that lies over all of it: what is planned as slate looks like the slate.
  const bool slate = clip.video_stream < 0 && clip.audio_stream < 0 && !clip.bars && !overlay;
  auto pictures = video_chain(clip, profile, span, slate ? "" : overlay && overlay->card ? card_colour() : "black", left) + ",format=yuv420p";
  if (drawing.bug) pictures += bug_filters(*drawing.bug, profile, inputs);
  if (!drawing.texts.empty()) pictures += text_filters(drawing.texts, span.first);
  if (overlay) pictures += overlay_filters(*overlay, profile, at);
  auto streams = clip.more_audio;
  streams.insert(streams.begin(), clip.audio_stream);
  std::vector<std::string> tracks;
  for (const auto stream : streams) {
    auto track = audio_chain(clip, stream, seek_us, skip, samples);
    if (overlay && overlay->tone) track = with_tone(track, streams.size() == 1 ? "" : std::to_string(tracks.size()), profile, at, samples);
    tracks.push_back(std::move(track));
  }
  add(args, {"-filter_complex_threads", "1", "-filter_complex"});
  args.push_back(pictures + tags(profile) + joined(tracks) + "[a]");
  const int gop = profile.gop_frames();
  add_outputs(args, profile, fmt::format("not(n)+not(mod(n+{},{}))", span.first % gop, gop), means,
              left == Pictures::all && keeps_captions(clip, profile));
  return args;
}

std::vector<std::string> slate_command(const model::Profile& profile, int still) {
  const Timeline timeline{profile.rate};
  const int frames = still + profile.gop_frames();
  std::vector<std::string> args;
  add(args, {"ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-v", "warning", "-filter_complex_threads", "1", "-filter_complex"});
  args.push_back(fmt::format(kSlate, profile.width, profile.height, profile.rate.num, profile.rate.den) +
                 fmt::format(",trim=end_frame={},format=yuv420p{}anullsrc=r=48000:cl=stereo,atrim=end_sample={}[a]", frames, tags(profile), timeline.samples(frames)));
  add_outputs(args, profile, fmt::format("lte(n,{})", still));
  return args;
}

}  // namespace retrovue::playout
