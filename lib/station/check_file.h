#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "model/marker.h"
#include "model/media_file.h"

namespace retrovue::station {

// What a check of one file found: one ffprobe, one pass over the whole of it, one decode of start, middle and end.
struct CheckedFile {
  model::MediaFile file;  // id, item, path, part as given; the rest as found
  std::vector<model::Millis> keyframes;
  std::vector<model::Marker> chapters;
  std::string warning;    // playable, but not as it should be
};

// file needs id, item_id, path, part and signature. The copies of transport and program streams go below cache.
// Throws Error(unreachable) when ffprobe or ffmpeg is missing.
CheckedFile check_file(const model::MediaFile& file, const std::filesystem::path& cache, bool deep);

}  // namespace retrovue::station
