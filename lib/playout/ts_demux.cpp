#include "playout/ts_demux.h"

#include <algorithm>

#include "playout/h264.h"
#include "playout/timeline.h"

namespace retrovue::playout {
namespace {

constexpr std::size_t kPacket = 188;
constexpr std::uint8_t kSync = 0x47;

// The section in a payload that starts with a pointer_field, cut to its length without CRC; empty when it does not
// fit into this packet (ours always do) or has another table_id.
std::span<const std::uint8_t> section_of(std::span<const std::uint8_t> payload, std::uint8_t table_id) {
  if (payload.empty() || payload.size() < 1u + payload[0] + 3u) return {};
  payload = payload.subspan(1u + payload[0]);
  const std::size_t length = (payload[1] & 0x0fu) << 8 | payload[2];
  if (payload[0] != table_id || length < 9 || length + 3 > payload.size()) return {};
  return payload.first(length + 3 - 4);
}

// A 33-bit time as in 2.4.3.6.
std::uint64_t read_time(const std::uint8_t* p) {
  return (std::uint64_t{p[0]} >> 1 & 7) << 30 | std::uint64_t{p[1]} << 22 | (std::uint64_t{p[2]} >> 1) << 15 |
         std::uint64_t{p[3]} << 7 | std::uint64_t{p[4]} >> 1;
}

}  // namespace

void TsDemux::feed(std::span<const std::uint8_t> bytes, std::vector<AccessUnit>& out) {
  if (!rest_.empty()) {
    const std::size_t take = std::min(kPacket - rest_.size(), bytes.size());
    rest_.insert(rest_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(take));
    bytes = bytes.subspan(take);
    if (rest_.size() < kPacket) return;
    packet(rest_.data(), out);
    rest_.clear();
  }
  while (!bytes.empty()) {
    if (bytes[0] != kSync) {
      const auto sync = std::find(bytes.begin(), bytes.end(), kSync);
      ++damage_;
      drop_unit();
      bytes = bytes.subspan(static_cast<std::size_t>(sync - bytes.begin()));
      continue;
    }
    if (bytes.size() < kPacket) break;
    packet(bytes.data(), out);
    bytes = bytes.subspan(kPacket);
  }
  rest_.assign(bytes.begin(), bytes.end());
}

void TsDemux::finish(std::vector<AccessUnit>& out) {
  rest_.clear();
  if (!open_) return;
  if (length_)
    drop_unit(), ++damage_;  // its announced end never came
  else
    complete(out);
}

void TsDemux::packet(const std::uint8_t* p, std::vector<AccessUnit>& out) {
  const int pid = (p[1] & 0x1f) << 8 | p[2];
  const bool start = p[1] & 0x40;
  const int control = p[3] >> 4 & 3;
  std::size_t at = 4;
  bool announced = false;  // discontinuity_indicator
  if (control & 2) {
    announced = p[4] > 0 && (p[5] & 0x80);
    at += 1u + p[4];
  }
  if (p[1] & 0x80 || at > kPacket || (at == kPacket && (control & 1))) {
    ++damage_;
    if (pid == video_pid_) drop_unit();
    return;
  }
  if (!(control & 1)) return;
  const std::span<const std::uint8_t> payload{p + at, kPacket - at};
  if (pid == 0) {
    if (start) pat(payload);
  } else if (pid == pmt_pid_) {
    if (start) pmt(payload);
  } else if (pid == video_pid_) {
    const int counter = p[3] & 15;
    if (counter == counter_ && !announced) return;  // a packet may be sent twice (2.4.3.3)
    if (counter_ >= 0 && counter != ((counter_ + 1) & 15) && !announced) {
      ++damage_;
      drop_unit();
    }
    counter_ = counter;
    video(payload, start, out);
  }
}

void TsDemux::pat(std::span<const std::uint8_t> payload) {
  const auto section = section_of(payload, 0);
  for (std::size_t at = 8; at + 4 <= section.size(); at += 4)
    if (section[at] != 0 || section[at + 1] != 0) {  // program 0 is the network PID
      pmt_pid_ = (section[at + 2] & 0x1f) << 8 | section[at + 3];
      return;
    }
}

void TsDemux::pmt(std::span<const std::uint8_t> payload) {
  const auto section = section_of(payload, 2);
  if (section.size() < 12) return;
  std::size_t at = 12 + ((section[10] & 0x0fu) << 8 | section[11]);
  while (at + 5 <= section.size()) {
    const int pid = (section[at + 1] & 0x1f) << 8 | section[at + 2];
    if (section[at] == 0x1b) {
      if (pid != video_pid_) {
        drop_unit();
        counter_ = -1;
      }
      video_pid_ = pid;
      return;
    }
    at += 5 + ((section[at + 3] & 0x0fu) << 8 | section[at + 4]);
  }
}

void TsDemux::video(std::span<const std::uint8_t> payload, bool start, std::vector<AccessUnit>& out) {
  if (start) {
    if (open_ && length_) {
      drop_unit();
      ++damage_;
    } else if (open_) {
      complete(out);
    }
    if (!pes_header(payload)) {
      ++damage_;
      return;
    }
    payload = payload.subspan(9u + payload[8]);
    open_ = true;
  }
  if (!open_) return;
  if (length_ && payload.size() > *length_) payload = payload.first(*length_);
  if (unit_.bytes.size() + payload.size() > kMaxUnit) {
    ++damage_;
    drop_unit();
    return;
  }
  unit_.bytes.insert(unit_.bytes.end(), payload.begin(), payload.end());
  if (length_ && (*length_ -= payload.size()) == 0) complete(out);
}

bool TsDemux::pes_header(std::span<const std::uint8_t> p) {
  if (p.size() < 14 || p[0] != 0 || p[1] != 0 || p[2] != 1 || (p[3] & 0xf0) != 0xe0 || (p[6] & 0xc0) != 0x80) return false;
  const bool has_pts = p[7] & 0x80, has_dts = p[7] & 0x40;
  const std::size_t header = p[8];
  if (!has_pts || header < (has_dts ? 10u : 5u) || 9 + header > p.size()) return false;
  const std::size_t length = p[4] << 8 | p[5];
  if (length != 0 && length <= 3 + header) return false;
  const std::uint64_t pts = read_time(p.data() + 9);
  const std::uint64_t dts = has_dts ? read_time(p.data() + 14) : pts;
  unit_ = {};
  unit_.dts = any_ ? unwrap33(dts, last_dts_) : static_cast<std::int64_t>(dts);
  unit_.pts = unwrap33(pts, unit_.dts);
  last_dts_ = unit_.dts;
  any_ = true;
  length_.reset();
  if (length != 0) length_ = length - 3 - header;
  return true;
}

void TsDemux::complete(std::vector<AccessUnit>& out) {
  unit_.idr = has_idr(unit_.bytes);
  out.push_back(std::move(unit_));
  drop_unit();
}

void TsDemux::drop_unit() {
  unit_ = {};
  length_.reset();
  open_ = false;
}

}  // namespace retrovue::playout
