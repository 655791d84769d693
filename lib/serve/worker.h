#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace retrovue::serve {

// One thread for work that may take longer than the air loop can wait, such as reading days of the plan.
class Worker {
 public:
  explicit Worker(std::size_t max_waiting = 256);
  ~Worker();  // waits for the act that runs; waiting ones are dropped
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  // False when too much is waiting. Acts must not throw.
  bool post(std::function<void()> act);

 private:
  void run();
  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> acts_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace retrovue::serve
