#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

// A second reading of transport packets, written apart from the muxer, for the tests' own assertions.
namespace retrovue::playout::testing {

struct Packet {
  std::size_t offset = 0;
  int pid = 0, counter = 0;
  bool start = false, payload = false, random_access = false, announced = false;
  std::optional<std::uint64_t> pcr;  // 27 MHz
  std::optional<std::uint64_t> pts, dts;
  std::size_t payload_bytes = 0;  // without the PES header where one starts
};

inline std::uint64_t time_at(const std::uint8_t* p) {
  return std::uint64_t{p[0] & 0x0eu} << 29 | std::uint64_t{p[1]} << 22 | std::uint64_t{p[2] & 0xfeu} << 14 |
         std::uint64_t{p[3]} << 7 | p[4] >> 1;
}

inline std::vector<Packet> packets_of(std::span<const std::uint8_t> bytes) {
  std::vector<Packet> list;
  for (std::size_t at = 0; at + 188 <= bytes.size(); at += 188) {
    const auto* p = bytes.data() + at;
    if (p[0] != 0x47) continue;
    Packet packet;
    packet.offset = at;
    packet.pid = (p[1] & 0x1f) * 256 + p[2];
    packet.start = p[1] & 0x40;
    packet.payload = p[3] & 0x10;
    packet.counter = p[3] & 15;
    std::size_t head = 4;
    if (p[3] & 0x20) {
      head += p[4] + 1u;
      if (p[4] > 0) {
        packet.announced = p[5] & 0x80;
        packet.random_access = p[5] & 0x40;
        if (p[5] & 0x10)
          packet.pcr = (std::uint64_t{p[6]} << 25 | std::uint64_t{p[7]} << 17 | std::uint64_t{p[8]} << 9 | std::uint64_t{p[9]} << 1 |
                        p[10] >> 7) * 300 + ((p[10] & 1u) << 8 | p[11]);
      }
    }
    if (packet.payload && head < 188) {
      packet.payload_bytes = 188 - head;
      const auto* q = p + head;
      if (packet.start && head + 19 <= 188 && q[0] == 0 && q[1] == 0 && q[2] == 1) {
        if (q[7] & 0x80) packet.pts = time_at(q + 9);
        packet.dts = q[7] & 0x40 ? time_at(q + 14) : packet.pts;
        packet.payload_bytes -= 9u + q[8];
      }
    }
    list.push_back(packet);
  }
  return list;
}

inline int continuity_errors(std::span<const std::uint8_t> bytes) {
  std::map<int, int> last;
  int errors = bytes.size() % 188 ? 1 : 0;
  for (const auto& packet : packets_of(bytes)) {
    const auto found = last.find(packet.pid);
    if (found != last.end() && !packet.announced)
      errors += packet.counter != ((found->second + (packet.payload ? 1 : 0)) & 15);
    last[packet.pid] = packet.counter;
  }
  return errors;
}

// Over a section with its CRC: 0 when it is whole.
inline std::uint32_t crc_of(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const auto byte : bytes)
    for (int bit = 7; bit >= 0; --bit) {
      const bool high = (crc >> 31) != (byte >> bit & 1u);
      crc = crc << 1 ^ (high ? 0x04c11db7u : 0);
    }
  return crc;
}

}  // namespace retrovue::playout::testing
