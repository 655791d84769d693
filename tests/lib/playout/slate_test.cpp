#include "playout/slate.h"

#include <doctest/doctest.h>

#include "playout/memory_store.h"

using namespace retrovue;

TEST_CASE("the slate fills any stretch of channel frames, wherever it begins") {
  boost::asio::io_context loop;
  playout::MemoryStore store(64u << 20);
  const auto profile = model::built_in_profiles().front();
  playout::Slate slate{loop, profile, store};
  bool changed = false;
  slate.prepare([&] { changed = true; });
  loop.run();
  REQUIRE(changed);
  REQUIRE(slate.ready());
  const std::int64_t first = 6'522'336'000;
  for (const std::int64_t wanted : {std::int64_t{1}, std::int64_t{7}, std::int64_t{profile.gop_frames()}, std::int64_t{500}}) {
    CAPTURE(wanted);
    const auto units = slate.units(first, wanted, nullptr);
    REQUIRE_FALSE(units.empty());
    auto next = first;
    for (const auto& unit : units) {
      CHECK(unit.first == next);
      CHECK(unit.count == static_cast<std::int64_t>(unit.pictures.size()));
      next += unit.count;
    }
    CHECK(units.front().pictures.front().idr);
    CHECK(next - first == std::min<std::int64_t>(wanted, profile.gop_frames()));
  }
}
