#include "playout/ts_mux.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "base/error.h"
#include "playout/timeline.h"

namespace retrovue::playout {
namespace {

constexpr std::size_t kPacket = 188;
constexpr std::size_t kPayload = 184;
constexpr int kPatPid = 0, kSdtPid = 0x11;
constexpr std::uint8_t kVideoStream = 0xe0, kAudioStream = 0xc0;

// CRC_32 of ISO 13818-1 annex A.
std::uint32_t crc_32(std::span<const std::uint8_t> bytes) {
  static const auto steps = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t crc = i << 24;
      for (int bit = 0; bit < 8; ++bit) crc = crc & 0x8000'0000u ? crc << 1 ^ 0x04c1'1db7u : crc << 1;
      made[i] = crc;
    }
    return made;
  }();
  std::uint32_t crc = 0xffff'ffffu;
  for (const auto byte : bytes) crc = crc << 8 ^ steps[crc >> 24 ^ byte];
  return crc;
}

void put16(std::vector<std::uint8_t>& out, unsigned value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

// A section with the long header (2.4.4.10): version 0, current, the only one.
std::vector<std::uint8_t> section(std::uint8_t table_id, bool dvb, unsigned extension, std::span<const std::uint8_t> body) {
  std::vector<std::uint8_t> out{table_id};
  put16(out, (dvb ? 0xf000u : 0xb000u) | static_cast<unsigned>(5 + body.size() + 4));
  put16(out, extension);
  out.insert(out.end(), {0xc1, 0, 0});
  out.insert(out.end(), body.begin(), body.end());
  const auto crc = crc_32(out);
  put16(out, crc >> 16);
  put16(out, crc & 0xffff);
  return out;
}

std::vector<std::uint8_t> pat_section(const MuxOptions& o) {
  std::vector<std::uint8_t> body;
  put16(body, o.service_id);
  put16(body, 0xe000u | static_cast<unsigned>(o.pmt_pid));
  return section(0x00, false, o.transport_stream_id, body);
}

std::vector<std::uint8_t> pmt_section(const MuxOptions& o) {
  std::vector<std::uint8_t> body;
  put16(body, 0xe000u | static_cast<unsigned>(o.video_pid));  // PCR_PID
  put16(body, 0xf000);
  body.push_back(0x1b);  // H.264 (table 2-34)
  put16(body, 0xe000u | static_cast<unsigned>(o.video_pid));
  put16(body, 0xf000);
  auto pid = static_cast<unsigned>(o.audio_pid);
  for (auto language : o.languages) {
    body.push_back(0x0f);  // ISO 13818-7 audio in ADTS
    put16(body, 0xe000u | pid++);
    put16(body, 0xf006);
    body.insert(body.end(), {0x0a, 4});  // ISO_639_language_descriptor (2.6.18)
    language.resize(3, ' ');
    body.insert(body.end(), language.begin(), language.end());
    body.push_back(0);  // audio_type: undefined
  }
  return section(0x02, false, o.service_id, body);
}

// Text of ETSI EN 300 468 annex A in UTF-8, cut to whole characters.
std::vector<std::uint8_t> dvb_text(std::string_view text, std::size_t most) {
  std::size_t size = text.size();
  if (size > most)
    for (size = most; size > 0 && (static_cast<std::uint8_t>(text[size]) & 0xc0) == 0x80;) --size;
  std::vector<std::uint8_t> out(size + 1, 0x15);
  std::copy_n(text.begin(), size, out.begin() + 1);
  return out;
}

std::vector<std::uint8_t> sdt_section(const MuxOptions& o) {
  const auto provider = dvb_text(o.provider, 40), name = dvb_text(o.service_name, 90);
  std::vector<std::uint8_t> descriptor{0x01};  // digital television service
  descriptor.push_back(static_cast<std::uint8_t>(provider.size()));
  descriptor.insert(descriptor.end(), provider.begin(), provider.end());
  descriptor.push_back(static_cast<std::uint8_t>(name.size()));
  descriptor.insert(descriptor.end(), name.begin(), name.end());
  std::vector<std::uint8_t> body;
  put16(body, 0xff01);  // original_network_id, in the range for private use
  body.push_back(0xff);
  put16(body, o.service_id);
  body.push_back(0xfc);  // no EIT here
  put16(body, 0x8000u | static_cast<unsigned>(descriptor.size() + 2));  // running
  body.push_back(0x48);  // service_descriptor
  body.push_back(static_cast<std::uint8_t>(descriptor.size()));
  body.insert(body.end(), descriptor.begin(), descriptor.end());
  return section(0x42, true, o.transport_stream_id, body);
}

void put_header(std::uint8_t* p, int pid, bool start, int control, std::uint8_t counter) {
  p[0] = 0x47;
  p[1] = static_cast<std::uint8_t>((start ? 0x40 : 0) | (pid >> 8 & 0x1f));
  p[2] = static_cast<std::uint8_t>(pid);
  p[3] = static_cast<std::uint8_t>(control << 4 | (counter & 15));
}

// program_clock_reference (2.4.3.5): 33 bits of 90 kHz, 9 bits of 27 MHz.
void put_pcr(std::uint8_t* p, std::int64_t pcr) {
  const std::int64_t ticks = base::mul_div_floor(pcr, 1, 300);
  const auto wire = wrap33(ticks);
  const auto extension = static_cast<unsigned>(pcr - ticks * 300);
  p[0] = static_cast<std::uint8_t>(wire >> 25);
  p[1] = static_cast<std::uint8_t>(wire >> 17);
  p[2] = static_cast<std::uint8_t>(wire >> 9);
  p[3] = static_cast<std::uint8_t>(wire >> 1);
  p[4] = static_cast<std::uint8_t>((wire & 1) << 7 | 0x7e | extension >> 8);
  p[5] = static_cast<std::uint8_t>(extension);
}

void put_time(std::uint8_t* p, unsigned mark, std::int64_t ticks) {  // 2.4.3.6
  const auto wire = wrap33(ticks);
  p[0] = static_cast<std::uint8_t>(mark << 4 | (wire >> 30 & 7) << 1 | 1);
  p[1] = static_cast<std::uint8_t>(wire >> 22);
  p[2] = static_cast<std::uint8_t>((wire >> 15 & 0x7f) << 1 | 1);
  p[3] = static_cast<std::uint8_t>(wire >> 7);
  p[4] = static_cast<std::uint8_t>((wire & 0x7f) << 1 | 1);
}

struct PesHeader {
  std::uint8_t bytes[19];
  std::size_t size = 0;
  operator std::span<const std::uint8_t>() const { return {bytes, size}; }
};

// A packet too long for its length field leaves it open, which only video may (2.4.3.7).
PesHeader pes_header(std::uint8_t stream, std::size_t body, std::int64_t pts, const std::int64_t* dts) {
  PesHeader header;
  header.size = dts ? 19 : 14;
  const std::size_t length = header.size - 6 + body;
  auto* p = header.bytes;
  p[0] = p[1] = 0;
  p[2] = 1;
  p[3] = stream;
  p[4] = static_cast<std::uint8_t>(length > 0xffff ? 0 : length >> 8);
  p[5] = static_cast<std::uint8_t>(length > 0xffff ? 0 : length);
  p[6] = 0x84;  // data_alignment_indicator: begins with a unit
  p[7] = dts ? 0xc0 : 0x80;
  p[8] = static_cast<std::uint8_t>(header.size - 9);
  put_time(p + 9, dts ? 3 : 2, pts);
  if (dts) put_time(p + 14, 1, *dts);
  return header;
}

}  // namespace

TsMux::TsMux(MuxOptions options) : options_(std::move(options)), audio_counters_(options_.languages.size()) {
  pat_ = {pat_section(options_), kPatPid, 0};
  pmt_ = {pmt_section(options_), options_.pmt_pid, 0};
  sdt_ = {sdt_section(options_), kSdtPid, 0};
}

void TsMux::table(Table& table, std::vector<std::uint8_t>& out) {
  const std::size_t at = out.size();
  out.resize(at + kPacket, 0xff);
  put_header(out.data() + at, table.pid, true, 1, table.counter++);
  out[at + 4] = 0;  // pointer_field
  std::copy(table.section.begin(), table.section.end(), out.begin() + static_cast<std::ptrdiff_t>(at + 5));
}

void TsMux::pes(int pid, std::uint8_t& counter, std::span<const std::uint8_t> header, std::span<const std::uint8_t> body,
                const std::int64_t* pcr, bool random_access, std::vector<std::uint8_t>& out) {
  const std::size_t first_field = pcr ? 8 : random_access ? 2 : 0;  // adaptation field with its length byte
  std::size_t left = header.size() + body.size();
  const std::size_t packets = (first_field + left + kPayload - 1) / kPayload;
  const std::size_t at = out.size();
  out.resize(at + packets * kPacket);
  std::uint8_t* p = out.data() + at;
  for (std::size_t i = 0; i < packets; ++i, p += kPacket) {
    std::size_t field = i == 0 ? first_field : 0;
    if (left < kPayload - field) field = kPayload - left;  // stuffing
    put_header(p, pid, i == 0, field ? 3 : 1, counter++);
    if (field) {
      p[4] = static_cast<std::uint8_t>(field - 1);
      if (field > 1) {
        const bool with_pcr = i == 0 && pcr;
        p[5] = static_cast<std::uint8_t>((i == 0 && random_access ? 0x40 : 0) | (with_pcr ? 0x10 : 0));
        if (with_pcr) put_pcr(p + 6, *pcr);
        const std::size_t used = with_pcr ? 8 : 2;
        std::memset(p + 4 + used, 0xff, field - used);
      }
    }
    std::uint8_t* to = p + 4 + field;
    std::size_t room = kPayload - field;
    left -= room;
    if (!header.empty()) {  // always fits into the first packet
      std::memcpy(to, header.data(), header.size());
      to += header.size();
      room -= header.size();
      header = {};
    }
    if (room > 0) std::memcpy(to, body.data(), room);
    body = body.subspan(room);
  }
}

void TsMux::video(std::span<const std::uint8_t> annex_b, const Stamp& stamp, bool idr, std::vector<std::uint8_t>& out) {
  const std::int64_t step = any_ ? stamp.dts - last_dts_ : 0;
  if (!any_ || idr || stamp.dts + step - tables_at_ > kTableInterval) {  // the next unit would be too late
    table(pat_, out);
    table(pmt_, out);
    tables_at_ = stamp.dts;
  }
  if (!any_ || stamp.dts - service_at_ >= kServiceInterval) {
    table(sdt_, out);
    service_at_ = stamp.dts;
  }
  any_ = true;
  last_dts_ = stamp.dts;
  const auto header = pes_header(kVideoStream, annex_b.size(), stamp.pts, stamp.pts == stamp.dts ? nullptr : &stamp.dts);
  pes(options_.video_pid, video_counter_, header, annex_b, &stamp.pcr, idr, out);
}

void TsMux::audio(std::span<const std::uint8_t> adts, std::int64_t pts, std::vector<std::uint8_t>& out, std::size_t track) {
  if (adts.size() > kMaxAudioPes)
    throw base::Error(base::ErrorKind::failed, fmt::format("{} bytes of audio do not fit into a PES packet", adts.size()));
  const auto header = pes_header(static_cast<std::uint8_t>(kAudioStream + track), adts.size(), pts, nullptr);
  pes(options_.audio_pid + static_cast<int>(track), audio_counters_.at(track), header, adts, nullptr, true, out);  // every AAC frame is a random access
}

void TsMux::clock(std::int64_t pcr, std::vector<std::uint8_t>& out) {
  const std::size_t at = out.size();
  out.resize(at + kPacket, 0xff);
  // Without payload the counter stands still (2.4.3.3).
  put_header(out.data() + at, options_.video_pid, false, 2, static_cast<std::uint8_t>(video_counter_ - 1));
  out[at + 4] = kPayload - 1;
  out[at + 5] = 0x10;
  put_pcr(out.data() + at + 6, pcr);
}

std::vector<std::uint8_t> break_packets(std::span<const std::uint8_t> packets, std::vector<int>& told) {
  std::vector<std::uint8_t> out;
  for (; packets.size() >= kPacket; packets = packets.subspan(kPacket)) {
    const int pid = (packets[1] & 0x1f) << 8 | packets[2];
    if (std::find(told.begin(), told.end(), pid) != told.end()) continue;
    told.push_back(pid);
    const bool payload = packets[3] & 0x10;
    const std::size_t at = out.size();
    out.resize(at + kPacket, 0xff);
    // Without payload the counter stands still, so the one before the next is what it must show.
    put_header(out.data() + at, pid, false, 2, static_cast<std::uint8_t>(packets[3] - (payload ? 1 : 0)));
    out[at + 4] = kPayload - 1;
    out[at + 5] = 0x80;  // discontinuity_indicator
  }
  return out;
}

}  // namespace retrovue::playout
