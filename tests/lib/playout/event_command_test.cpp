#include "playout/event_command.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace retrovue;

namespace {

playout::Clip film() {
  playout::Clip clip;
  clip.path = "/media/a film.mkv";
  clip.video_stream = 0;
  clip.audio_stream = 1;
  clip.width = 640;
  clip.height = 360;
  clip.rate = {24000, 1001};
  return clip;
}

}  // namespace

TEST_CASE("decoding threads are asked for before the file, and change nothing else") {
  const auto& profile = model::built_in_profiles().front();
  const auto calm = playout::event_command(film(), profile, {100, 0, 600});
  const auto urgent = playout::event_command(film(), profile, {100, 0, 600}, {.decode_threads = 2});
  REQUIRE(calm.size() == urgent.size());
  const auto differs = std::mismatch(calm.begin(), calm.end(), urgent.begin());
  REQUIRE(differs.first != calm.end());
  CHECK(*differs.first == "1");
  CHECK(*differs.second == "2");
  CHECK(*(differs.second - 1) == "-threads");
  CHECK(differs.second < std::find(urgent.begin(), urgent.end(), "-i"));
  CHECK(std::equal(differs.first + 1, calm.end(), differs.second + 1));
}
