#include "station/graphics.h"

#include <fmt/format.h>
#include <zlib.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "catalog/channels.h"
#include "station/station_file.h"

namespace retrovue::station {
namespace {

constexpr std::size_t kMostBytes = 4'000'000;
constexpr std::uint32_t kMostPixels = 4'096;
constexpr std::string_view kPng = "\x89PNG\r\n\x1A\n";

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char c : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

}  // namespace

// ISO/IEC 15948: a signature, then parts of length, type, content and the checksum of the two last.
std::string png_fault(std::string_view bytes) {
  if (!bytes.starts_with(kPng)) return "it is no PNG";
  if (bytes.size() > kMostBytes) return "it is larger than 4 MB";
  bool pixels = false;
  for (auto rest = bytes.substr(kPng.size()); rest.size() >= 12;) {
    const std::size_t length = big_endian(rest);
    if (length > rest.size() - 12) break;
    const auto type = rest.substr(4, 4), content = rest.substr(8, length);
    const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(type.data()), static_cast<uInt>(4 + length));
    if (big_endian(rest.substr(8 + length)) != sum) return "it is damaged";
    const bool first = rest.data() == bytes.data() + kPng.size();
    if (first != (type == "IHDR")) return "it is damaged";
    if (first) {
      const auto side = [&](std::size_t at) { return length == 13 ? big_endian(content.substr(at)) : 0; };
      if (side(0) == 0 || side(4) == 0) return "it is damaged";
      if (side(0) > kMostPixels || side(4) > kMostPixels) return "it is larger than 4096 pixels";
    }
    pixels = pixels || type == "IDAT";
    if (type == "IEND") return pixels ? "" : "there are no pixels in it";
    rest.remove_prefix(12 + length);
  }
  return "it is cut short";
}

std::shared_ptr<const playout::BugMark> ChannelGraphics::bug() {
  if (!known_) load();
  return shown_ ? std::shared_ptr<const playout::BugMark>(shown_, &shown_->mark) : nullptr;
}

const model::Graphics& ChannelGraphics::all() {
  if (!known_) load();
  return wanted_;
}

model::Pattern ChannelGraphics::off_air() {
  if (!known_) load();
  return off_air_;
}

bool ChannelGraphics::changed() {
  const auto key = shown_ ? shown_->mark.key : std::string{};
  const auto pattern = off_air_;
  const bool before = known_;
  load();
  return before && (key != (shown_ ? shown_->mark.key : std::string{}) || pattern != off_air_);
}

// Whatever is wrong with it, the programme goes on.
void ChannelGraphics::load() {
  try {
    read();
  } catch (const base::Error& error) {
    base::log(base::LogLevel::warning, "air", "channel {}: the bug cannot be shown: {}", seen_.number, error.message());
  }
}

void ChannelGraphics::read() {
  if (auto found = catalog::channel_by_id(catalog_, channel_)) seen_ = std::move(*found);
  auto document = catalog::programming_document(catalog_, channel_);
  if (!known_ || document != document_) {
    known_ = true;
    looked_ = false;
    document_ = std::move(document);
    wanted_ = {};
    off_air_ = model::Pattern::slate;
    shown_ = nullptr;
    auto programming = read_programming_json(document_, seen_);
    wanted_ = std::move(programming.graphics);
    off_air_ = programming.off_air.pattern;
  }
  const auto& bug = wanted_.bug;
  const auto stamp = bug && !bug->file.empty() ? base::file_stamp(bug->file) : std::nullopt;
  if (looked_ && stamp == stamp_) return;
  looked_ = true;
  stamp_ = stamp;
  shown_ = nullptr;
  if (bug) shown_ = show(*bug);
}

std::shared_ptr<const ChannelGraphics::Shown> ChannelGraphics::show(const model::Bug& bug) const {
  auto made = std::make_shared<Shown>();
  made->mark.look = bug;
  made->mark.script = bug.file.empty();
  const auto content = made->mark.script ? playout::bug_script(bug, profile_) : base::read_file(bug.file, kMostBytes);
  if (const auto fault = made->mark.script ? std::string{} : png_fault(content); !fault.empty())
    throw base::Error(base::ErrorKind::failed, fmt::format("'{}': {}", base::printable(bug.file), fault));
  made->file = base::MemoryFile(content);
  made->mark.file = made->file.path();
  made->mark.key = fmt::format("bug {} {} {} {} {}", base::hash128_hex(content), model::to_text(bug.place), bug.height, bug.opacity, bug.inset);
  return made;
}

}  // namespace retrovue::station
