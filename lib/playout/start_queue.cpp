#include "playout/start_queue.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace retrovue::playout {

namespace asio = boost::asio;

struct StartQueue::Turn::State {
  State(std::shared_ptr<StartQueue::Core> c, const StartQueue::Wish& w, std::function<void()> f) : core(std::move(c)), wish(w), go(std::move(f)) {}
  std::shared_ptr<StartQueue::Core> core;
  StartQueue::Wish wish;
  std::function<void()> go;
  bool up = false, holds = false;  // may start; counts among those that start now
  std::unique_ptr<asio::steady_timer> longest;
};

struct StartQueue::Core : std::enable_shared_from_this<StartQueue::Core> {
  using State = Turn::State;
  Core(asio::io_context& l, int n) : loop(l), at_once(n) {}

  bool room(const State& one) const {
    const auto held = one.wish.urgent ? std::count_if(holding.begin(), holding.end(), [](const auto& other) { return other->wish.urgent; })
                                      : static_cast<std::ptrdiff_t>(holding.size());
    return held < at_once;
  }

  void begin(const std::shared_ptr<State>& one) {
    one->up = one->holds = true;
    holding.push_back(one);
    one->longest = std::make_unique<asio::steady_timer>(loop, std::chrono::milliseconds(kLongest));
    one->longest->async_wait([weak = std::weak_ptr(one)](const boost::system::error_code& error) {
      const auto state = weak.lock();
      if (!error && state) state->core->release(state);
    });
  }

  void release(const std::shared_ptr<State>& one) {
    one->longest.reset();
    std::erase(holding, one);
    std::erase(waiting, one);
    if (std::exchange(one->holds, false)) later();
  }

  // From the loop, since a turn is given back in the middle of something else.
  void later() {
    if (waiting.empty()) return;
    asio::post(loop, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->next();
    });
  }

  void next() {
    for (;;) {
      auto best = waiting.end();
      for (auto at = waiting.begin(); at != waiting.end(); ++at)
        if (room(**at) && (best == waiting.end() || before((*at)->wish, (*best)->wish))) best = at;
      if (best == waiting.end()) return;
      const auto one = *best;
      waiting.erase(best);
      begin(one);
      const auto go = one->go;
      go();
    }
  }

  static bool before(const Wish& a, const Wish& b) {
    return std::tuple(!a.urgent, -a.priority, a.due) < std::tuple(!b.urgent, -b.priority, b.due);
  }

  asio::io_context& loop;
  std::ptrdiff_t at_once;
  std::vector<std::shared_ptr<State>> holding, waiting;  // waiting: in the order of asking
};

StartQueue::Turn::Turn(std::shared_ptr<State> state) : state_(std::move(state)) {}

StartQueue::Turn::~Turn() { state_->core->release(state_); }

bool StartQueue::Turn::up() const { return state_->up; }

StartQueue::StartQueue(asio::io_context& loop, int at_once)
    : core_(std::make_shared<Core>(loop, at_once > 0 ? at_once : std::max(2, static_cast<int>(std::thread::hardware_concurrency())))) {}

StartQueue::~StartQueue() = default;

std::unique_ptr<StartQueue::Turn> StartQueue::ask(const Wish& wish, std::function<void()> go) {
  auto state = std::make_shared<Turn::State>(core_, wish, std::move(go));
  if (core_->room(*state)) core_->begin(state);
  else core_->waiting.push_back(state);
  return std::unique_ptr<Turn>(new Turn(std::move(state)));
}

int StartQueue::waiting() const { return static_cast<int>(core_->waiting.size()); }

}  // namespace retrovue::playout
