#include <cstring>

#include "base/hash.h"
#include "fuzz.h"
#include "playout/chunk.h"

using namespace retrovue;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  playout::unpack({bytes, size});
  if (size < 8) return 0;
  // Past the checksum, too.
  std::vector<std::uint8_t> sealed(bytes, bytes + size);
  const auto sum = base::hash64({reinterpret_cast<const char*>(bytes), size - 8});
  std::memcpy(sealed.data() + size - 8, &sum, 8);
  if (const auto chunk = playout::unpack(sealed)) {
    fuzz::must(chunk->frames.front().idr);
    const auto packed = playout::pack(*chunk);
    const auto back = playout::unpack(packed);
    fuzz::must(back && back->pcm == chunk->pcm && back->tracks == chunk->tracks && playout::pack(*back) == packed);
  }
  return 0;
}

std::vector<std::string> seeds() {
  std::vector<std::string> made;
  for (const std::int64_t frames : {1, 4, 9}) {
    playout::Chunk chunk;
    for (std::int64_t i = 0; i < frames; ++i)
      chunk.frames.push_back({std::make_shared<const std::vector<std::uint8_t>>(20 + i, static_cast<std::uint8_t>(i)), i, i == 0});
    chunk.pcm.resize(100);
    chunk.tracks = frames == 4 ? 2 : 1;
    const auto packed = playout::pack(chunk);
    made.emplace_back(packed.begin(), packed.end());
  }
  return made;
}
