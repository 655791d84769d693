#pragma once
#include <string>
#include <vector>

#include "model/marker.h"
#include "model/media_file.h"

// What ffprobe and ffmpeg say about a file. Paths are bytes and reach them as "file:" + path, so no name is ever read
// as a protocol, an option or a pattern. All throw Error(unreachable) when the program itself cannot be started.
namespace retrovue::sources {

struct Probe {
  model::FileVerdict verdict = model::FileVerdict::playable;  // as far as the header tells
  std::string reason;                                         // in words, when not playable
  std::string container;       // ffprobe's format name, e.g. "matroska,webm"
  std::int64_t bit_rate = 0;
  model::Millis declared_ms = 0;  // length that the container declares; 0 = none
  std::int64_t start_us = 0;
  std::vector<model::Stream> streams;
  std::vector<model::Marker> chapters;  // origin file, from the start of the container
};

// One ffprobe: format, all streams, chapters. Missing, empty, unreadable and foreign files come back with their verdict.
Probe probe_file(const std::string& path);

// The JSON that ffprobe wrote, and its complaints; for files that could be opened.
Probe read_probe(std::string_view json, std::string_view complaints);

// Whether the first pictures of a stream, which is decoded for it, carry CEA-608 or CEA-708 captions.
bool has_captions(const std::string& path, const model::Stream& stream);

// Transport and program streams seek badly: they are copied into Matroska once and the copy is played.
bool needs_copy(const Probe& probe);

// Index in streams of what goes on air: the default one, else the first; pictures on a cover do not count. -1: none.
int airing_stream(const std::vector<model::Stream>& streams, model::StreamKind kind);

std::string file_argument(const std::string& path);  // "file:" + path

}  // namespace retrovue::sources
