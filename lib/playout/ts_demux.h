#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace retrovue::playout {

// One coded picture as the event child wrote it.
struct AccessUnit {
  std::vector<std::uint8_t> bytes;  // Annex B
  std::int64_t pts = 0, dts = 0;    // 90 kHz on the child's own clock, unwrapped (rising over a wrap)
  bool idr = false;
};

// Reads the event child's transport stream as it comes, in pieces of any size: one program with one H.264 stream
// (ISO 13818-1 2.4.3, 2.4.4). A PES packet is one access unit. Video PES packets may leave their length open
// (PES_packet_length 0), and then a unit ends only where the next begins or at finish(); where the length is given it
// ends with its last byte. So the child runs with `-omit_video_pes_length 0`: every unit under 64 KiB is out at once,
// not one picture later.
// Hostile input: never throws, never reads outside, holds at most kMaxUnit bytes; what cannot be understood is counted
// in damage() and skipped up to the next unit.
class TsDemux {
 public:
  static constexpr std::size_t kMaxUnit = 8u << 20;

  // Appends the units that became complete.
  void feed(std::span<const std::uint8_t> bytes, std::vector<AccessUnit>& out);
  // End of the stream: the last unit is complete.
  void finish(std::vector<AccessUnit>& out);

  // Packets or units dropped: lost sync, continuity errors, overlong units, missing PTS.
  std::uint64_t damage() const { return damage_; }

 private:
  void packet(const std::uint8_t* p, std::vector<AccessUnit>& out);
  void pat(std::span<const std::uint8_t> payload);
  void pmt(std::span<const std::uint8_t> payload);
  void video(std::span<const std::uint8_t> payload, bool start, std::vector<AccessUnit>& out);
  bool pes_header(std::span<const std::uint8_t> payload);
  void complete(std::vector<AccessUnit>& out);
  void drop_unit();

  std::vector<std::uint8_t> rest_;  // less than one packet between two feeds
  int pmt_pid_ = -1, video_pid_ = -1;
  int counter_ = -1;  // last continuity counter of the video PID
  bool open_ = false;
  AccessUnit unit_;
  std::optional<std::size_t> length_;  // elementary bytes of the open unit when its PES says so
  std::int64_t last_dts_ = 0;
  bool any_ = false;
  std::uint64_t damage_ = 0;
};

}  // namespace retrovue::playout
