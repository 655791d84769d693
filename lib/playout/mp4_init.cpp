#include "playout/mp4_init.h"

#include <initializer_list>

#include "playout/mp4_boxes.h"
#include "playout/timeline.h"

namespace retrovue::playout {
namespace {

void write_avcc(Boxes& b, std::span<const std::uint8_t> sps, std::span<const std::uint8_t> pps) {
  b.box("avcC", [&] {  // ISO 14496-15 5.3.3.1
    b.u8(1);
    b.bytes(sps.subspan(1, 3));
    b.u8(0xff);  // lengths of four bytes
    b.u8(0xe1);
    b.u16(static_cast<unsigned>(sps.size()));
    b.bytes(sps);
    b.u8(1);
    b.u16(static_cast<unsigned>(pps.size()));
    b.bytes(pps);
    if (sps[1] == 100) b.bytes(std::initializer_list<std::uint8_t>{0xfd, 0xf8, 0xf8, 0});  // 4:2:0, 8 bit
  });
}

void write_esds(Boxes& b) {
  b.full("esds", 0, 0, [&] {  // ISO 14496-1 7.2.6
    b.bytes(std::initializer_list<std::uint8_t>{0x03, 25, 0, 0, 0, 0x04, 17, 0x40, 0x15, 0, 0, 0});
    b.u32(0);
    b.u32(0);
    b.bytes(std::initializer_list<std::uint8_t>{0x05, 2, 0x11, 0x90, 0x06, 1, 2});  // AAC-LC, 48 kHz, stereo
  });
}

// The tables of a fragmented track are there and empty (8.8).
void write_tables(Boxes& b) {
  b.full("stts", 0, 0, [&] { b.u32(0); });
  b.full("stsc", 0, 0, [&] { b.u32(0); });
  b.full("stsz", 0, 0, [&] { b.u64(0); });
  b.full("stco", 0, 0, [&] { b.u32(0); });
}

template <typename Entry>
void write_track(Boxes& b, std::uint32_t id, std::uint32_t timescale, const std::string& language, const PictureSize& shown, Entry entry) {
  const bool video = id == kMp4VideoTrack;
  b.box("trak", [&] {
    b.full("tkhd", 0, 7, [&] {
      b.u64(0);
      b.u32(id);
      b.zeros(16);
      b.u32(0);  // layer, alternate_group
      b.u16(video ? 0 : 0x0100);
      b.u16(0);
      b.matrix();
      b.u32(shown.width << 16);
      b.u32(shown.height << 16);
    });
    b.box("mdia", [&] {
      b.full("mdhd", 0, 0, [&] {
        b.u64(0);
        b.u32(timescale);
        b.u32(0);
        unsigned packed = 0;  // three letters of five bits
        for (std::size_t i = 0; i < 3; ++i)
          packed = packed << 5 | ((static_cast<unsigned>(i < language.size() ? language[i] : 'a') - 0x60u) & 0x1fu);
        b.u16(packed);
        b.u16(0);
      });
      b.full("hdlr", 0, 0, [&] {
        b.u32(0);
        b.text(video ? "vide" : "soun");
        b.zeros(13);
      });
      b.box("minf", [&] {
        if (video)
          b.full("vmhd", 0, 1, [&] { b.zeros(8); });
        else
          b.full("smhd", 0, 0, [&] { b.zeros(4); });
        b.box("dinf", [&] {
          b.full("dref", 0, 0, [&] {
            b.u32(1);
            b.full("url ", 0, 1, [] {});
          });
        });
        b.box("stbl", [&] {
          b.full("stsd", 0, 0, [&] {
            b.u32(1);
            entry();
          });
          write_tables(b);
        });
      });
    });
  });
}

void write_sound_track(Boxes& b, const std::string& language) {
  write_track(b, kMp4AudioTrack, kSampleRate, language, {}, [&] {
    b.box("mp4a", [&] {
      b.zeros(6);
      b.u16(1);
      b.u64(0);
      b.u16(2);
      b.u16(16);
      b.u32(0);
      b.u32(kSampleRate << 16);
      write_esds(b);
    });
  });
}

// ftyp and moov; tracks writes those of these numbers.
template <typename Tracks>
std::vector<std::uint8_t> init_of(const std::vector<std::uint32_t>& numbers, Tracks tracks) {
  Boxes b;
  b.box("ftyp", [&] {
    b.text("iso6");
    b.u32(0);
    b.text("iso6cmfcmp41");
  });
  b.box("moov", [&] {
    b.full("mvhd", 0, 0, [&] {
      b.u64(0);
      b.u32(kTicksPerSecond);
      b.u32(0);
      b.u32(0x10000);
      b.u16(0x0100);
      b.zeros(10);
      b.matrix();
      b.zeros(24);
      b.u32(3);
    });
    tracks(b);
    b.box("mvex", [&] {
      for (const auto track : numbers)
        b.full("trex", 0, 0, [&] {
          b.u32(track);
          b.u32(1);
          b.u64(0);
          b.u32(track == kMp4AudioTrack ? kSyncFlags : 0);
        });
    });
  });
  return std::move(b.out);
}

}  // namespace

std::vector<std::uint8_t> init_segment(std::span<const std::uint8_t> sps, std::span<const std::uint8_t> pps,
                                       const PictureSize& shown, const std::string& language) {
  std::vector<std::uint32_t> numbers{kMp4VideoTrack};
  if (!language.empty()) numbers.push_back(kMp4AudioTrack);
  return init_of(numbers, [&](Boxes& b) {
    write_track(b, kMp4VideoTrack, kTicksPerSecond, "und", shown, [&] {
      b.box("avc1", [&] {
        b.zeros(6);
        b.u16(1);
        b.zeros(16);
        b.u16(shown.width);
        b.u16(shown.height);
        b.u32(0x48'0000);
        b.u32(0x48'0000);
        b.u32(0);
        b.u16(1);
        b.zeros(32);
        b.u16(0x18);
        b.u16(0xffff);
        write_avcc(b, sps, pps);
        b.box("pasp", [&] {  // profiles have square pixels
          b.u32(1);
          b.u32(1);
        });
      });
    });
    if (!language.empty()) write_sound_track(b, language);
  });
}

std::vector<std::uint8_t> sound_init_segment(const std::string& language) {
  return init_of({kMp4AudioTrack}, [&](Boxes& b) { write_sound_track(b, language); });
}

}  // namespace retrovue::playout
