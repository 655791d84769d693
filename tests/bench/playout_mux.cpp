// What a channel costs between the encoders' pipes and the viewers: parse, clean, close, stamp, mux, fan out, segment.
// Prints one figure a line: name, value, unit.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <ctime>

#include "base/process.h"
#include "playout/adts.h"
#include "playout/chunk.h"
#include "playout/ring.h"
#include "playout/segmenter.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

using ByteString = std::vector<std::uint8_t>;
constexpr base::Rate kRate{30000, 1001};
constexpr int kGop = 60, kSeconds = 20;
constexpr std::size_t kRead = 64 << 10;  // as the pipes give it

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

ByteString encoded(const std::vector<std::string>& options) {
  std::vector<std::string> argv{"ffmpeg", "-nostdin", "-v", "error"};
  argv.insert(argv.end(), options.begin(), options.end());
  const auto result = base::run(argv, 300'000, 1u << 30);
  if (!result.ok()) {
    std::fprintf(stderr, "%s", result.err.c_str());
    std::exit(7);
  }
  return {result.out.begin(), result.out.end()};
}

// CPU seconds of one call, the best of many within half a second.
template <typename Work>
double best(Work work) {
  double least = 1e9;
  for (const double end = cpu_seconds() + 0.5; cpu_seconds() < end;) {
    const double start = cpu_seconds();
    work();
    least = std::min(least, cpu_seconds() - start);
  }
  return least;
}

void say(const char* name, double value, const char* unit) { fmt::print("{}\t{:.6g}\t{}\n", name, value, unit); }

std::vector<AccessUnit> parse(const ByteString& bytes) {
  TsDemux demux;
  std::vector<AccessUnit> units;
  for (std::size_t at = 0; at < bytes.size(); at += kRead)
    demux.feed({bytes.data() + at, std::min(kRead, bytes.size() - at)}, units);
  demux.finish(units);
  return units;
}

std::vector<Frame> close_units(std::vector<AccessUnit> units) {
  ClosedUnits closed{kRate};
  std::vector<Frame> frames;
  for (auto& unit : units) closed.push(std::move(unit), frames);
  return frames;
}

std::vector<Piece> mux(const std::vector<Frame>& frames, const std::vector<ByteString>& sound) {
  const Timeline timeline{kRate};
  Interleaver interleaver{timeline, {.service_name = "bench"}};
  std::vector<Piece> pieces;
  std::int64_t k = 0;
  for (const auto& frame : frames) {
    interleaver.video(frame, frame.display, frame.idr ? kGop : 0);
    for (; k < static_cast<std::int64_t>(sound.size()) && Timeline::audio_pts(k) < timeline.pts(frame.display); ++k)
      interleaver.audio(k, sound[static_cast<std::size_t>(k)]);
    for (auto& piece : interleaver.drain()) pieces.push_back(std::move(piece));
  }
  for (auto& piece : interleaver.flush()) pieces.push_back(std::move(piece));
  return pieces;
}

void fan_out(const std::vector<Piece>& pieces, int viewers, bool segments) {
  Ring ring{{.rate = kRate}};
  Segmenter segmenter{{.rate = kRate, .gop_frames = kGop}};
  struct Viewer {
    std::unique_ptr<Ring::Client> client;
    std::size_t bytes = 0;
    void ask() {
      client->next([this](Bytes piece) {
        if (!piece) return;
        bytes += piece->size();
        ask();
      });
    }
  };
  std::vector<Viewer> all(static_cast<std::size_t>(viewers));
  for (auto& viewer : all) {
    viewer.client = ring.join();
    viewer.ask();
  }
  for (const auto& piece : pieces) {
    ring.push(piece);
    if (segments) segmenter.push(piece);
  }
  ring.close();
}

}  // namespace

int main() {
  const auto video = encoded({"-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30000/1001,noise=alls=12:allf=t", "-frames:v",
                              fmt::format("{}", kSeconds * 30), "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast",
                              "-b:v", "5000k", "-maxrate", "5000k", "-bufsize", "10000k", "-g", "9999", "-keyint_min", "1",
                              "-sc_threshold", "0", "-flags:v", "+cgop", "-force_key_frames", fmt::format("expr:not(mod(n,{}))", kGop),
                              "-omit_video_pes_length", "0", "-f", "mpegts", "pipe:1"});
  const auto audio = encoded({"-f", "lavfi", "-i", fmt::format("sine=f=440:r=48000:d={}", kSeconds + 1), "-ac", "2", "-c:a", "aac", "-b:a",
                              "128k", "-f", "adts", "pipe:1"});
  AdtsSplitter splitter;
  std::vector<ByteString> sound;
  splitter.feed(audio, sound);
  const auto units = parse(video);
  const auto frames = close_units(units);
  const auto pieces = mux(frames, sound);
  std::size_t out = 0, elementary = 0;
  for (const auto& piece : pieces) out += piece.bytes->size();
  for (const auto& frame : frames) elementary += frame.bytes->size();
  for (const auto& frame : sound) elementary += frame.size();
  if (frames.size() != kSeconds * 30u) return 1;

  const auto giga = [](std::size_t bytes, double seconds) { return static_cast<double>(bytes) / seconds * 1e-9; };
  const double parsing = best([&] { parse(video); });
  const double all = best([&] { mux(close_units(parse(video)), sound); });
  const double muxing = best([&] { mux(frames, sound); });
  const double none = best([&] { fan_out(pieces, 0, true); }), plain = best([&] { fan_out(pieces, 0, false); });
  const double hundred = best([&] { fan_out(pieces, 100, false); });
  Chunk chunk;
  chunk.frames.assign(frames.begin(), frames.begin() + kGop);
  chunk.pcm.resize(static_cast<std::size_t>(Timeline{kRate}.samples(kGop)) * 2);
  const auto packed = pack(chunk);

  say("stream", static_cast<double>(out) * 8e-6 / kSeconds, "Mbit/s");
  say("overhead", 100 * (static_cast<double>(out) / static_cast<double>(elementary) - 1), "% over the elementary streams");
  say("parse", giga(video.size(), parsing), "GB/s");
  say("mux", giga(out, muxing), "GB/s");
  say("parse_clean_mux", giga(video.size(), all), "GB/s");
  say("channel", all / kSeconds * 100, "% of a core");
  say("segment", giga(out, none - plain), "GB/s");
  say("viewer", (hundred - plain) / 100 / kSeconds * 100, "% of a core, without the socket");
  say("pack", giga(packed.size(), best([&] { pack(chunk); })), "GB/s");
  say("unpack", giga(packed.size(), best([&] { unpack(packed); })), "GB/s");
}
