#include "playout/presets.h"

#include <fmt/format.h>

#include <algorithm>

namespace retrovue::playout {
namespace {

// What of a preset stands in the parameter sets and is not the same for all of them: the reference frames, and the offset
// by which psychovisual optimisation moves the chroma quantiser.
struct Written {
  std::string_view preset;
  int references, chroma_offset;
};
constexpr Written kWritten[] = {{"superfast", 1, 0}, {"veryfast", 1, 0}, {"faster", 2, 0},  {"fast", 2, -2},
                                {"medium", 3, -2},   {"slow", 5, -2},    {"slower", 8, -2}, {"veryslow", 16, -2}};
constexpr std::string_view kFaster[] = {"superfast", "ultrafast"};

const Written* written(std::string_view preset) {
  const auto* found = std::find_if(std::begin(kWritten), std::end(kWritten), [&](const Written& one) { return one.preset == preset; });
  return found == std::end(kWritten) ? nullptr : found;
}

}  // namespace

int faster_steps(std::string_view preset) {
  if (!written(preset)) return 0;
  return preset == kFaster[0] ? 1 : 2;
}

int effort_steps(std::string_view preset) { return faster_steps(preset) + static_cast<int>(Pictures::few); }

Pictures pictures_at(std::string_view preset, int step) {
  return static_cast<Pictures>(std::clamp(step - faster_steps(preset), 0, static_cast<int>(Pictures::few)));
}

std::vector<std::string> preset_words(const std::string& preset, int step) {
  const int steps = faster_steps(preset);
  step = std::min(step, steps);
  if (step <= 0) return {"-preset", preset};
  const auto* as = written(preset);
  return {"-preset", std::string{kFaster[2 - steps + step - 1]}, "-x264-params",
          fmt::format("ref={}:chroma-qp-offset={}:weightp=1:weightb=1:8x8dct=1:cabac=1:b-pyramid=normal", as->references, as->chroma_offset)};
}

}  // namespace retrovue::playout
