#include "playout/event_command.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "playout/presets.h"

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

TEST_CASE("an encoder with fewer pictures is told so before the file, scales half as many, and keeps no captions") {
  auto profile = model::built_in_profiles().front();
  auto clip = film();
  clip.rate = profile.rate;
  const auto word_after = [](const std::vector<std::string>& words, const char* name) {
    const auto found = std::find(words.begin(), words.end(), name);
    return found == words.end() ? std::string{} : *(found + 1);
  };
  const int faster = playout::faster_steps(profile.preset);
  for (const int fewer : {0, 1, 2}) {
    const auto words = playout::event_command(clip, profile, {100, 0, 600}, {.step = faster + fewer});
    CHECK(word_after(words, "-skip_frame") == (fewer == 0 ? "" : fewer == 1 ? "noref" : "bidir"));
    CHECK(word_after(words, "-a53cc") == (fewer == 0 ? "1" : "0"));
    const auto& chain = word_after(words, "-filter_complex");
    const auto half = chain.find("fps=30000/2002"), whole = chain.find("fps=30000/1001"), scale = chain.find("scale=");
    CHECK((half == chain.npos) == (fewer == 0));
    if (fewer > 0) CHECK((half < scale && scale < whole));
  }
}

TEST_CASE("two tracks of sound come side by side, each with the gain and the tone, and one comes as it always did") {
  const auto& profile = model::built_in_profiles().front();
  const auto graph = [&](const playout::Clip& clip, const playout::Overlay* overlay = nullptr) {
    const auto args = playout::event_command(clip, profile, {100, 0, 600}, {}, {nullptr, overlay, 0, {}});
    return *(std::find(args.begin(), args.end(), "-filter_complex") + 1);
  };
  const auto count = [](const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
  };
  auto clip = film();
  clip.gain_mdb = -1'500;
  CHECK(count(graph(clip), "join") == 0);
  clip.more_audio = {3};
  const auto both = graph(clip);
  CHECK(count(both, "[0:1]") == 1);
  CHECK(count(both, "[0:3]") == 1);
  CHECK(count(both, "volume=-1.500dB") == 2);
  CHECK(count(both, "[s0][s1]join=inputs=2:channel_layout=quad:map=0.0-FL|0.1-FR|1.0-BL|1.1-BR,aformat=sample_fmts=s16:channel_layouts=quad[a]") == 1);
  playout::Overlay overlay;
  overlay.tone = true;
  const auto alarm = graph(clip, &overlay);
  CHECK(count(alarm, "amix=inputs=2") == 2);
  CHECK(count(alarm, "[p0][t0]amix") == 1);
  CHECK(count(alarm, "[p1][t1]amix") == 1);
}
