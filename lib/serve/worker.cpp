#include "serve/worker.h"

#include <csignal>

namespace retrovue::serve {

Worker::Worker(std::size_t max_waiting) : max_waiting_(max_waiting) {
  // Signals are the loop thread's; the new thread inherits a mask that blocks them.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread{[this] { run(); }};
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Worker::~Worker() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool Worker::post(std::function<void()> act) {
  {
    const std::lock_guard lock{mutex_};
    if (ending_ || acts_.size() >= max_waiting_) return false;
    acts_.push_back(std::move(act));
  }
  wake_.notify_one();
  return true;
}

void Worker::run() {
  for (;;) {
    std::function<void()> act;
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [this] { return ending_ || !acts_.empty(); });
      if (ending_) return;
      act = std::move(acts_.front());
      acts_.pop_front();
    }
    act();
  }
}

}  // namespace retrovue::serve
