#include "station/hls_place.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "base/file.h"
#include "station/hls_folder.h"
#include "station/hls_origin.h"

using namespace retrovue;
using namespace retrovue::station;

namespace {

playout::Bytes bytes(const std::string& text) { return std::make_shared<const std::vector<std::uint8_t>>(text.begin(), text.end()); }

std::set<std::string> names(const std::filesystem::path& folder) {
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) found.insert(entry.path().filename().string());
  return found;
}

void put(HlsPlace& place, std::uint64_t from, std::uint64_t until) {
  for (auto number = from; number < until; ++number) place.segment(fmt::format("{}.m4s", number), bytes("x"));
}

}  // namespace

TEST_CASE("only our own names are segments") {
  CHECK(segment_number("817263.ts") == 817263);
  CHECK(segment_number("0.m4s") == 0);
  CHECK(segment_number("12.aac") == 12);
  CHECK(segment_number("12.vtt") == 12);
  for (const auto* other : {"a.ts", ".ts", "-1.ts", "1.mp4", "18446744073709551615.ts", "99999999999999999999.ts", "1.ts.new", " 1.ts", "1"})
    CHECK_FALSE(segment_number(other));
  CHECK(is_init_name("init-0123456789abcdef.mp4"));
  CHECK(is_init_name(kHlsSoundInit));
  CHECK_FALSE(is_init_name("init-0123456789abcdeg.mp4"));
  CHECK_FALSE(is_init_name("init-0123456789abcdef.ts"));
  CHECK(discontinuity_sequence("#EXTM3U\n#EXT-X-DISCONTINUITY-SEQUENCE:12\n") == 12);
  CHECK(discontinuity_sequence("#EXT-X-DISCONTINUITY-SEQUENCE:x\n") == 0);
}

TEST_CASE("a folder keeps what may still be played, over a restart as well") {
  const base::TempFolder top;
  const auto folder = top.path() / "hls";
  {
    HlsFolder first(folder);
    CHECK(first.past().next_number == 0);
    CHECK(first.past().discontinuity == 0);
    first.init("init-00000000000000aa.mp4", bytes("old"));
    put(first, 100, 130);
    CHECK_FALSE(first.listed());
    first.playlist("");
    CHECK_FALSE(first.listed());
    first.playlist("#EXTM3U\n#EXT-X-DISCONTINUITY-SEQUENCE:4\n129.m4s\n");
    CHECK(first.listed());
    CHECK(names(folder).size() == HlsPlace::kKept + 2);
    CHECK(names(folder).contains("106.m4s"));
    CHECK_FALSE(names(folder).contains("105.m4s"));
  }
  base::write_file_atomic(folder / ".130.m4s.new", "half");
  base::write_file_atomic(folder / ".htaccess", "not ours");
  HlsFolder again(folder);
  CHECK(again.past().next_number == 130);
  CHECK(again.past().discontinuity == 5);
  CHECK_FALSE(names(folder).contains(".130.m4s.new"));
  again.init("init-00000000000000bb.mp4", bytes("new"));
  put(again, 130, 153);
  CHECK(names(folder).contains("129.m4s"));
  CHECK(names(folder).contains("init-00000000000000aa.mp4"));
  put(again, 153, 154);
  CHECK_FALSE(names(folder).contains("129.m4s"));
  CHECK_FALSE(names(folder).contains("init-00000000000000aa.mp4"));
  CHECK(names(folder).contains("init-00000000000000bb.mp4"));
  CHECK(names(folder).contains(".htaccess"));
  CHECK(names(folder).size() == HlsPlace::kKept + 3);
}

TEST_CASE("an initialisation segment that comes again is kept with the new ones") {
  const base::TempFolder top;
  const std::string name = "init-00000000000000aa.mp4";
  {
    HlsFolder first(top.path());
    first.init(name, bytes("same"));
    put(first, 1, 5);
  }
  HlsFolder again(top.path());
  again.init(name, bytes("same"));
  put(again, 5, 60);
  CHECK(names(top.path()).contains(name));
}

TEST_CASE("an origin's secret is a name with a password or one word") {
  CHECK(authorization_field("").empty());
  CHECK(authorization_field("Aladdin:open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");  // RFC 7617 section 2
  CHECK(authorization_field("word") == "Bearer word");
  for (const auto* wrong : {"two words", "a:b\r\nX-Other: 1"}) CHECK_THROWS_AS(authorization_field(wrong), base::Error);
}

TEST_CASE("an origin's address holds no secret") {
  boost::asio::io_context loop;
  for (const auto* wrong : {"http://user:secret@host/", "http://host/?token=secret", "ftp://host/", "http://", "http://a b/"}) {
    try {
      HlsOrigin origin(loop, wrong, "");
      FAIL("taken: ", wrong);
    } catch (const base::Error& error) {
      CHECK(error.kind() == base::ErrorKind::usage);
      CHECK(error.message().find("secret") == std::string::npos);
    }
  }
}
