#include "playout/cue_reader.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/process.h"
#include "base/text.h"
#include "model/language.h"

namespace retrovue::playout {
namespace {

namespace fs = std::filesystem;

constexpr Millis kLongestRead = 20 * 60'000;  // a long film on a slow disk
constexpr int kStep = 100;                    // milliseconds
constexpr std::size_t kMostFiles = 2'000, kMostEntries = 10'000, kMostSides = 50;
constexpr int kFormat = 1;                    // rises when the same file would be read otherwise

// What a child writes on stdout, up to a limit; nothing when it fails, takes too long or is stopped.
std::optional<std::string> output_of(const std::vector<std::string>& argv, const std::atomic<bool>& stop) {
  base::SpawnOptions options;
  options.pipe_stdout = true;
  options.pipe_stderr = false;
  options.nice = 10;
  auto child = base::Child::spawn(argv, options);
  std::string out;
  std::array<char, 65536> buffer;
  const auto until = base::steady_ms() + kLongestRead;
  bool whole = false;
  while (!whole && !stop && base::steady_ms() < until) {
    pollfd wait{child.stdout_fd.get(), POLLIN, 0};
    if (::poll(&wait, 1, kStep) <= 0) continue;
    const auto count = ::read(child.stdout_fd.get(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count > 0) out.append(buffer.data(), static_cast<std::size_t>(count));
    else if (child.wait() != 0) return std::nullopt;
    whole = count <= 0 || out.size() >= kMostCueBytes;
  }
  if (!whole) return std::nullopt;
  return out;
}

// Times stay what they are from the start of the file, as they do for its pictures.
std::vector<std::string> command(const std::string& path, int stream, bool inside, bool utf8) {
  std::vector<std::string> argv{"ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-v", "error", "-threads", "1", "-copyts"};
  if (inside) argv.push_back("-start_at_zero");
  if (!utf8) argv.insert(argv.end(), {"-sub_charenc", "CP1252"});
  argv.insert(argv.end(), {"-i", "file:" + path, "-map", fmt::format("0:{}", stream), "-c:s", "webvtt", "-f", "webvtt", "pipe:1"});
  return argv;
}

// The oldest go when there are too many.
void keep(const fs::path& folder, const fs::path& file, const std::string& text) {
  std::error_code error;
  fs::create_directories(folder, error);
  std::vector<std::pair<fs::file_time_type, fs::path>> all;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    all.emplace_back(at->last_write_time(gone), at->path());
  }
  if (all.size() >= kMostFiles) {
    std::sort(all.begin(), all.end());
    for (std::size_t i = 0; i < all.size() - kMostFiles / 2; ++i) fs::remove(all[i].second, error);
  }
  try {
    base::write_file_atomic(file, text);
  } catch (const base::Error& fault) {
    base::log(base::LogLevel::warning, "store", "subtitles are not kept: {}", fault.message());
  }
}

// key: names the content of the track.
std::optional<Cues> read(const std::string& key, const std::vector<std::string>& argv, const fs::path& folder, const std::atomic<bool>& stop) {
  const auto file = folder / (base::hash128_hex(fmt::format("{} {}", kFormat, key)) + ".vtt");
  if (!folder.empty() && base::file_stamp(file)) {
    try {
      return read_cues(base::read_file(file, 2 * kMostCueBytes));
    } catch (const base::Error&) {  // then from the film again
    }
  }
  const auto text = output_of(argv, stop);
  if (!text) return std::nullopt;
  auto cues = read_cues(*text);
  if (!folder.empty()) keep(folder, file, write_cues(cues));
  return cues;
}

std::optional<Cues> read_inside(const CueSource& source, const CueTrack& track, const fs::path& folder, const std::atomic<bool>& stop) {
  return read(fmt::format("{} {}", source.signature, track.stream), command(source.path, track.stream, true, true), folder, stop);
}

std::optional<Cues> read_side(const SideFile& side, const fs::path& folder, const std::atomic<bool>& stop) {
  const auto stamp = base::file_stamp(side.path);
  if (!stamp || stamp->size > static_cast<std::int64_t>(kMostCueBytes)) return std::nullopt;
  const auto& path = side.path.native();
  const bool utf8 = base::is_utf8(base::read_file(side.path, kMostCueBytes));
  return read(fmt::format("{} {} {}", path, stamp->size, stamp->mtime_ns), command(path, 0, false, utf8), folder, stop);
}

}  // namespace

std::vector<SideFile> side_files(const fs::path& film) {
  static constexpr std::array<std::string_view, 4> kKinds{".srt", ".ass", ".ssa", ".vtt"};
  const auto stem = film.stem().native();
  std::vector<SideFile> found;
  std::error_code error;
  std::size_t seen = 0;
  for (fs::directory_iterator at(film.parent_path(), error), end; !error && at != end && ++seen < kMostEntries; at.increment(error)) {
    auto name = at->path().filename().native();
    const auto kind = base::lower_ascii(at->path().extension().native());
    if (!name.starts_with(stem) || std::find(kKinds.begin(), kKinds.end(), kind) == kKinds.end()) continue;
    name = name.substr(stem.size(), name.size() - stem.size() - kind.size());
    if (!name.empty() && name.front() != '.') continue;  // another film whose name begins alike
    SideFile side{at->path(), {}, false};
    for (const auto& word : base::split(name, '.')) {
      const auto lower = base::lower_ascii(word);
      if (lower == "forced") side.forced = true;
      else if (const auto code = lower == "sdh" || lower == "cc" || lower == "hi" ? std::nullopt : model::language(word)) side.language = *code;
    }
    found.push_back(std::move(side));
    if (found.size() >= kMostSides) break;
  }
  std::sort(found.begin(), found.end(), [](const SideFile& a, const SideFile& b) { return a.path < b.path; });
  return found;
}

std::optional<Cues> read_track(const CueSource& source, const std::string& language, bool first, const fs::path& folder, const std::atomic<bool>& stop) {
  const auto inside = [&](const std::string& wanted, bool forced) -> const CueTrack* {
    const CueTrack* best = nullptr;
    for (const auto& track : source.tracks)
      if (track.language == wanted && track.forced == forced && (!best || (track.is_default && !best->is_default))) best = &track;
    return best;
  };
  const auto sides = side_files(source.path);
  const auto beside = [&](const std::string& wanted, bool forced) {
    const auto at = std::find_if(sides.begin(), sides.end(), [&](const SideFile& side) { return side.language == wanted && side.forced == forced; });
    return at == sides.end() ? nullptr : &*at;
  };
  for (const auto& [wanted, forced] : {std::pair{language, false}, {std::string{}, false}, {language, true}}) {
    if (wanted.empty() && !first) continue;
    if (const auto* track = inside(wanted, forced))
      if (auto cues = read_inside(source, *track, folder, stop)) return cues;
    if (const auto* side = beside(wanted, forced))
      if (auto cues = read_side(*side, folder, stop)) return cues;
  }
  return std::nullopt;
}

}  // namespace retrovue::playout
