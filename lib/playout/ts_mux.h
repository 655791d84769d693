#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "playout/packer.h"

namespace retrovue::playout {

struct MuxOptions {
  std::string service_name{};            // UTF-8; the channel's name
  std::string provider = "RetroVue";
  std::vector<std::string> languages{"und"};  // ISO 639-2, one for each track of sound; 1 to 8 of them
  std::uint16_t service_id = 1;          // program_number
  std::uint16_t transport_stream_id = 1;
  int pmt_pid = 0x1000, video_pid = 0x100, audio_pid = 0x101;  // of the first track, the others follow
};

// Our transport stream writer (ISO 13818-1): one program, H.264 (stream_type 0x1B) and AAC in ADTS (0x0F). Appends whole
// 188-byte packets; continuity counters live as long as the object, which is the channel's life on air.
// Times are wrapped here.
class TsMux {
 public:
  // PCR runs this far behind the DTS of the unit that carries it: a unit has arrived one frame after its first byte,
  // and audio may come kAudioLead ahead of the PCR (see Interleaver).
  static constexpr std::int64_t kPcrDelay = 10'800;        // 120 ms
  static constexpr std::int64_t kTableInterval = 9'000;    // PAT and PMT at least every 100 ms
  static constexpr std::int64_t kServiceInterval = 90'000; // SDT every second

  explicit TsMux(MuxOptions options);

  // One access unit in one PES packet, with the PCR in its first packet (2.7.2: at most 100 ms apart, so frame rates
  // down to 10/s) and PAT, PMT before it when due; an IDR always gets them and random_access_indicator (2.4.3.5).
  void video(std::span<const std::uint8_t> annex_b, const Stamp& stamp, bool idr, std::vector<std::uint8_t>& out);
  // One or more whole ADTS frames of a track in one PES packet; pts is the first one's. At most kMaxAudioPes bytes.
  void audio(std::span<const std::uint8_t> adts, std::int64_t pts, std::vector<std::uint8_t>& out, std::size_t track = 0);
  static constexpr std::size_t kMaxAudioPes = 65'000;
  // A packet with nothing but the PCR (27 MHz), where no picture carries it.
  void clock(std::int64_t pcr, std::vector<std::uint8_t>& out);

 private:
  struct Table {
    std::vector<std::uint8_t> section;  // with CRC
    int pid = 0;
    std::uint8_t counter = 0;
  };
  static void table(Table& table, std::vector<std::uint8_t>& out);
  static void pes(int pid, std::uint8_t& counter, std::span<const std::uint8_t> header, std::span<const std::uint8_t> body,
                  const std::int64_t* pcr, bool random_access, std::vector<std::uint8_t>& out);

  MuxOptions options_;
  Table pat_, pmt_, sdt_;
  std::uint8_t video_counter_ = 0;
  std::vector<std::uint8_t> audio_counters_;
  std::int64_t tables_at_ = 0, service_at_ = 0, last_dts_ = 0;
  bool any_ = false;
};

class TsPacker final : public Packer {
 public:
  explicit TsPacker(MuxOptions options) : mux_(std::move(options)) {}
  void video(std::span<const std::uint8_t> annex_b, const Stamp& stamp, bool idr) override { mux_.video(annex_b, stamp, idr, bytes_); }
  void audio(std::span<const std::uint8_t> adts, std::int64_t pts, std::size_t track) override { mux_.audio(adts, pts, bytes_, track); }
  void clock(std::int64_t pcr) override { mux_.clock(pcr, bytes_); }
  std::vector<std::uint8_t> take() override { return std::exchange(bytes_, {}); }

 private:
  TsMux mux_;
  std::vector<std::uint8_t> bytes_;
};

// Packets that tell a receiver of an intended break (discontinuity_indicator, 2.4.3.5): one for each PID in these
// packets that is not in `told` yet (and is then), with the counter that lets the PID's first packet follow without an
// error. For clients that were moved to another place in the stream.
std::vector<std::uint8_t> break_packets(std::span<const std::uint8_t> packets, std::vector<int>& told);

}  // namespace retrovue::playout
