#include "playout/ring.h"

#include "stream.h"
#include "ts_reader.h"

using namespace retrovue;
using namespace retrovue::playout;

namespace {

const base::Rate kRate{25, 1};

// A piece whose bytes say its number; random access every `gop` pieces, 5 pictures each (200 ms).
struct Source {
  Ring& ring;
  int number = 0;
  std::size_t size = 188;
  void push(int count = 1) {
    for (; count > 0; --count, ++number) {
      std::vector<std::uint8_t> bytes(size, 0xff);
      bytes[0] = 0x47;
      bytes[1] = 1;  // PID 0x100, adaptation field alone, no flags
      bytes[2] = 0;
      bytes[3] = 0x20;
      bytes[4] = 183;
      bytes[5] = 0;
      bytes[6] = static_cast<std::uint8_t>(number);
      ring.push({std::make_shared<const std::vector<std::uint8_t>>(bytes), number % 10 == 0, false, number * 5, 5});
    }
  }
};

struct Viewer {
  explicit Viewer(Ring& ring) : client(ring.join()) {}
  std::unique_ptr<Ring::Client> client;
  std::vector<int> got;
  bool ended = false;
  void ask() {
    client->next([this](Bytes bytes) {
      if (!bytes) {
        ended = true;
        return;
      }
      got.push_back((*bytes)[bytes->size() - 188 + 6]);
    });
  }
  void follow() {
    client->next([this](Bytes bytes) {
      if (!bytes) {
        ended = true;
        return;
      }
      got.push_back((*bytes)[6]);
      follow();
    });
  }
};

std::vector<int> numbers(int first, int end) {
  std::vector<int> list;
  for (; first < end; ++first) list.push_back(first);
  return list;
}

}  // namespace

TEST_CASE("a client begins at the newest random access and gets everything after it once") {
  Ring ring{{.rate = kRate}};
  Source source{ring};
  Viewer early{ring};
  early.follow();
  CHECK_FALSE(ring.joinable());
  source.push(15);
  CHECK(ring.joinable());
  Viewer late{ring};
  late.follow();
  CHECK(late.got == numbers(10, 15));
  source.push(20);
  CHECK(early.got == numbers(0, 35));
  CHECK(late.got == numbers(10, 35));
  CHECK(ring.clients() == 2);
  ring.close();
  CHECK(early.ended);
  CHECK(late.ended);
}

TEST_CASE("nothing is sent before the first random access") {
  Ring ring{{.rate = kRate}};
  Source source{ring, 5};
  Viewer viewer{ring};
  viewer.follow();
  source.push(5);
  CHECK(viewer.got.empty());
  source.push(2);
  CHECK(viewer.got == numbers(10, 12));
}

TEST_CASE("a client three seconds behind continues at the newest random access and is told so") {
  Ring ring{{.rate = kRate}};
  Source source{ring};
  source.push(1);
  Viewer viewer{ring};
  viewer.ask();
  source.push(15);  // 3 s behind exactly
  viewer.ask();
  CHECK(viewer.got == std::vector<int>{0, 1});
  source.push(16);
  std::size_t size = 0;
  viewer.client->next([&](Bytes bytes) { size = bytes->size(); });
  CHECK(size == 2 * 188);
  CHECK(viewer.client->skips() == 1);
  viewer.ask();
  CHECK(viewer.got == std::vector<int>{0, 1, 31});  // 30 was the random access
  CHECK_FALSE(viewer.client->dropped());
}

TEST_CASE("seconds of stream that come at once put nobody behind") {
  base::Millis now = 1'000;
  Ring ring{{.rate = kRate, .now = [&] { return now; }}};
  Source source{ring};
  source.push(1);
  Viewer viewer{ring}, asleep{ring};
  viewer.ask();
  asleep.ask();
  source.push(40);  // 8 s
  for (int i = 0; i < 40; ++i) viewer.ask();
  CHECK(viewer.got == numbers(0, 41));
  now += 3'000;
  asleep.ask();
  CHECK(asleep.client->skips() == 0);
  now += 1;
  asleep.client->next([](Bytes) {});
  CHECK(asleep.client->skips() == 1);
  CHECK_FALSE(asleep.client->dropped());
}

TEST_CASE("a client that took nothing for ten seconds is dropped, others do not notice") {
  Ring ring{{.rate = kRate}};
  Source source{ring};
  source.push(1);
  Viewer slow{ring}, good{ring};
  slow.ask();
  good.follow();
  source.push(50);
  CHECK_FALSE(slow.client->dropped());
  source.push(1);
  CHECK(slow.client->dropped());
  CHECK(ring.clients() == 1);
  slow.ask();
  CHECK(slow.ended);
  CHECK(good.got == numbers(0, 52));
}

TEST_CASE("memory is bounded by time and by bytes, and a client whose pieces had to go skips") {
  Ring ring{{.rate = kRate, .max_bytes = 188 * 300}};
  Source source{ring};
  source.push(200);
  CHECK(ring.bytes_held() <= 51 * 188);
  source.size = 188 * 25;
  Viewer viewer{ring};
  viewer.ask();
  source.push(14);
  CHECK(ring.bytes_held() <= 188 * 300);
  viewer.ask();
  CHECK(viewer.client->skips() == 1);
  CHECK_FALSE(viewer.ended);
  CHECK(viewer.got.back() == 255);  // padding: the piece is the big one now
}

TEST_CASE("callbacks may leave, join and end the ring") {
  auto ring = std::make_unique<Ring>(RingOptions{.rate = kRate});
  Source source{*ring};
  auto one = ring->join();
  std::unique_ptr<Ring::Client> two;
  int got = 0;
  one->next([&](Bytes) {
    ++got;
    one.reset();
    two = ring->join();
    two->next([&](Bytes bytes) { got += bytes ? 10 : 100; });
  });
  source.push(1);
  CHECK(got == 11);
  CHECK(ring->clients() == 1);
  two->next([&](Bytes bytes) { got += bytes ? 10 : 100; });
  ring.reset();
  CHECK(got == 111);
  two->next([&](Bytes bytes) { got += bytes ? 10 : 1000; });
  CHECK(got == 1111);
}

TEST_CASE("what a client receives is a clean stream, also after it was moved") {
  const auto stream = testing::stream_of({25, 1}, 1'000'000, {{.rate = {25, 1}, .frames = 300, .gop = 50}});
  Ring ring{{.rate = kRate}};
  testing::ByteString all, moved;
  auto steady = ring.join(), slow = ring.join();
  std::function<void(Bytes)> steady_next = [&](Bytes bytes) {
    if (!bytes) return;
    all.insert(all.end(), bytes->begin(), bytes->end());
    steady->next(steady_next);
  };
  steady->next(steady_next);
  const auto take = [&] {
    slow->next([&](Bytes bytes) {
      if (bytes) moved.insert(moved.end(), bytes->begin(), bytes->end());
    });
  };
  take();
  std::size_t count = 0;
  for (const auto& piece : stream.pieces) {
    ring.push(piece);
    if (++count % 40 == 0)
      for (int i = 0; i < 3; ++i) take();
  }
  ring.close();
  CHECK(all == stream.bytes());
  CHECK(testing::continuity_errors(all) == 0);
  CHECK(slow->skips() > 0);
  CHECK(testing::continuity_errors(moved) == 0);
}
