#include "playout/fmp4.h"

#include <algorithm>

#include "base/error.h"
#include "playout/adts.h"
#include "playout/h264.h"
#include "playout/mp4_boxes.h"
#include "playout/mp4_init.h"
#include "playout/timeline.h"

namespace retrovue::playout {

void Fmp4Packer::video(std::span<const std::uint8_t> annex_b, const Stamp& stamp, bool idr) {
  const auto nals = nals_of(annex_b);
  if (!init_) {
    for (const auto& nal : nals) {
      if (nal.type() == kNalSps) sps_.assign(nal.bytes.begin(), nal.bytes.end());
      if (nal.type() == kNalPps) pps_.assign(nal.bytes.begin(), nal.bytes.end());
    }
    const auto sps = sps_of(annex_b);
    if (!sps || pps_.empty())
      throw base::Error(base::ErrorKind::failed, "the first picture comes without its parameter sets");
    init_ = std::make_shared<const std::vector<std::uint8_t>>(
        init_segment(sps_, pps_, {static_cast<unsigned>(sps->width), static_cast<unsigned>(sps->height)}, language_));
  }
  const std::size_t before = video_.bytes.size();
  for (const auto& nal : nals) {
    const auto known = nal.type() == kNalSps ? &sps_ : nal.type() == kNalPps ? &pps_ : nullptr;
    if (nal.type() == kNalAud || (known && std::equal(nal.bytes.begin(), nal.bytes.end(), known->begin(), known->end()))) continue;
    const auto size = static_cast<std::uint32_t>(nal.bytes.size());
    for (int shift = 24; shift >= 0; shift -= 8) video_.bytes.push_back(static_cast<std::uint8_t>(size >> shift));
    video_.bytes.insert(video_.bytes.end(), nal.bytes.begin(), nal.bytes.end());
  }
  video_.samples.push_back({stamp.dts, stamp.pts - stamp.dts, static_cast<std::uint32_t>(video_.bytes.size() - before),
                            static_cast<std::uint32_t>(stamp.duration), idr});
}

void Fmp4Packer::audio(std::span<const std::uint8_t> adts, std::int64_t pts, std::size_t) {
  std::int64_t sample = pts / kTicksPerAudioFrame * kSamplesPerAudioFrame;
  AdtsHeader header;
  while (read_adts(adts, header) && adts.size() >= static_cast<std::size_t>(header.frame_bytes)) {
    const auto raw = adts.first(static_cast<std::size_t>(header.frame_bytes)).subspan(static_cast<std::size_t>(header.header_bytes));
    // A gap in the sound is bridged by the frame before it.
    if (!audio_.samples.empty()) audio_.samples.back().duration = static_cast<std::uint32_t>(sample - audio_.samples.back().dts);
    audio_.samples.push_back({sample, 0, static_cast<std::uint32_t>(raw.size()), kSamplesPerAudioFrame, true});
    audio_.bytes.insert(audio_.bytes.end(), raw.begin(), raw.end());
    adts = adts.subspan(static_cast<std::size_t>(header.frame_bytes));
    sample += kSamplesPerAudioFrame;
  }
}

std::vector<std::uint8_t> Fmp4Packer::take() {
  if (video_.samples.empty() && audio_.samples.empty()) return {};
  Boxes b;
  std::vector<std::size_t> offsets;  // where the trun's data_offset stands
  b.box("moof", [&] {
    b.full("mfhd", 0, 0, [&] { b.u32(++sequence_); });
    for (const auto* track : {&video_, &audio_}) {
      if (track->samples.empty()) continue;
      const bool pictures = track == &video_;
      b.box("traf", [&] {
        b.full("tfhd", 0, 0x02'0000, [&] { b.u32(pictures ? kMp4VideoTrack : kMp4AudioTrack); });  // default-base-is-moof
        b.full("tfdt", 1, 0, [&] { b.u64(static_cast<std::uint64_t>(track->samples.front().dts)); });
        b.full("trun", 0, pictures ? 0xf01 : 0x301, [&] {
          b.u32(static_cast<std::uint32_t>(track->samples.size()));
          offsets.push_back(b.out.size());
          b.u32(0);
          for (const auto& sample : track->samples) {
            b.u32(sample.duration);
            b.u32(sample.bytes);
            if (!pictures) continue;
            b.u32(sample.sync ? kSyncFlags : kOtherFlags);
            b.u32(static_cast<std::uint32_t>(sample.offset));
          }
        });
      });
    }
  });
  std::size_t offset = b.out.size() + 8, next = 0;
  for (const auto* track : {&video_, &audio_}) {
    if (track->samples.empty()) continue;
    b.patch(offsets[next++], static_cast<std::uint32_t>(offset));
    offset += track->bytes.size();
  }
  b.u32(static_cast<std::uint32_t>(8 + video_.bytes.size() + audio_.bytes.size()));
  b.text("mdat");
  auto out = std::move(b.out);
  out.insert(out.end(), video_.bytes.begin(), video_.bytes.end());
  out.insert(out.end(), audio_.bytes.begin(), audio_.bytes.end());
  video_ = {};
  audio_ = {};
  return out;
}

}  // namespace retrovue::playout
