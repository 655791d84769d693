#include <algorithm>
#include <string_view>

#include "fuzz.h"
#include "playout/cues.h"

using namespace retrovue;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto once = playout::cue_text(text);
  fuzz::must(once.size() <= 1024 && once.find("-->") == once.npos && playout::cue_text(once) == once);

  const auto cues = playout::read_cues(text);
  fuzz::must(cues.size() <= playout::kMostCues);
  for (const auto& cue : cues) fuzz::must(cue.from < cue.to && !cue.text.empty() && playout::cue_text(cue.text) == cue.text);
  fuzz::must(std::is_sorted(cues.begin(), cues.end(), [](const auto& a, const auto& b) { return a.from < b.from; }));
  fuzz::must(playout::read_cues(playout::write_cues(cues)) == cues);

  playout::Cues cut;
  playout::add_cues(cues, 1'000, 5'000, 0, cut);
  for (const auto& cue : cut) fuzz::must(cue.from >= 0 && cue.from < cue.to && cue.to <= 4'000);
  return 0;
}

std::vector<std::string> seeds() {
  return {"WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nGood evening\n\n00:00:02.500 --> 00:01:04.000 line:0 align:start\n<i>One</i>\n<b>two &amp; three</b>\n",
          "WEBVTT - title\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\nNOTE a remark\n\nSTYLE\n::cue { color: red }\n\nid 7\n"
          "01:00.000 --> 01:01.000\n- Halt!\n- \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d <v Anna>wer da?</v> 1 &lt; 2 --&gt; 3\n"};
}
