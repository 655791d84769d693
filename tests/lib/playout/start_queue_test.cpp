#include "playout/start_queue.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace retrovue;
using playout::StartQueue;

namespace {

struct Desk {
  boost::asio::io_context loop{1};
  StartQueue queue{loop, 2};
  std::map<std::string, std::unique_ptr<StartQueue::Turn>> turns{};
  std::string went{};

  bool ask(const std::string& name, const StartQueue::Wish& wish) {
    turns[name] = queue.ask(wish, [this, name] { went += name; });
    return turns[name]->up();
  }
  void done(const std::string& name) {
    turns.erase(name);
    loop.restart();
    loop.poll();
  }
};

}  // namespace

TEST_CASE("as many start as may, then by priority and by whose frames air soonest") {
  Desk desk;
  CHECK(desk.ask("a", {true, 5, 900}));
  CHECK(desk.ask("b", {true, 5, 900}));
  CHECK_FALSE(desk.ask("c", {true, 5, 900}));
  CHECK_FALSE(desk.ask("d", {true, 5, 300}));
  CHECK_FALSE(desk.ask("e", {true, 9, 5'000}));
  CHECK_FALSE(desk.ask("f", {true, 5, 300}));
  CHECK(desk.queue.waiting() == 4);
  desk.done("a");
  CHECK(desk.went == "e");
  CHECK(desk.turns["e"]->up());
  desk.done("e");
  desk.done("b");
  CHECK(desk.went == "edf");
  desk.done("c");  // asked for nothing
  desk.done("d");
  CHECK(desk.went == "edf");
  CHECK(desk.queue.waiting() == 0);
}

TEST_CASE("what viewers wait for does not wait behind what warms up") {
  Desk desk;
  CHECK(desk.ask("a", {false, 9, 0}));
  CHECK(desk.ask("b", {false, 9, 0}));
  CHECK_FALSE(desk.ask("c", {false, 9, 0}));
  CHECK(desk.ask("x", {true, 1, 9'000}));
  CHECK(desk.ask("y", {true, 1, 9'000}));
  CHECK_FALSE(desk.ask("z", {true, 1, 9'000}));
  desk.done("a");
  CHECK(desk.went.empty());  // three are at it, and two may for what nobody waits for
  desk.done("x");
  CHECK(desk.went == "z");
}

TEST_CASE("one that takes too long lets the next one go, and a turn may outlive the queue") {
  boost::asio::io_context loop{1};
  std::unique_ptr<StartQueue::Turn> slow, other;
  bool went = false;
  {
    StartQueue queue(loop, 1);
    slow = queue.ask({}, [] {});
    other = queue.ask({}, [&] { went = true; });
    CHECK_FALSE(other->up());
    while (!went) loop.run_one();
    CHECK(other->up());
  }
  slow.reset();
  other.reset();
}
