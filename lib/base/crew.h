#pragma once
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace retrovue::base {

// Threads that work on a list of jobs, each job by one of them; done jobs come back to the caller in the order they are
// done. The first exception of a job ends the work and is thrown by next(). Jobs not begun are dropped by the destructor,
// which waits for those that are.
template <typename Job>
class Crew {
 public:
  Crew(std::deque<Job> jobs, int threads, std::function<void(Job&)> work) : jobs_(std::move(jobs)), work_(std::move(work)) {
    open_ = std::min<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)), jobs_.size());
    const auto count = open_;
    for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this] { run(); });
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew() {
    {
      const std::lock_guard lock(mutex_);
      jobs_.clear();
    }
    for (auto& thread : threads_) thread.join();
  }

  // Waits for a job to be done; nothing when all are.
  std::optional<Job> next() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return !done_.empty() || open_ == 0; });
    if (done_.empty()) {
      if (failure_) std::rethrow_exception(failure_);
      return std::nullopt;
    }
    auto job = std::move(done_.front());
    done_.pop_front();
    return job;
  }

 private:
  void run() {
    while (auto job = take()) {
      try {
        work_(*job);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        break;
      }
      const std::lock_guard lock(mutex_);
      done_.push_back(std::move(*job));
      ready_.notify_one();
    }
    const std::lock_guard lock(mutex_);
    --open_;
    ready_.notify_one();
  }
  std::optional<Job> take() {
    const std::lock_guard lock(mutex_);
    if (jobs_.empty() || failure_) return std::nullopt;
    std::optional<Job> job{std::move(jobs_.front())};
    jobs_.pop_front();
    return job;
  }

  std::deque<Job> jobs_, done_;
  const std::function<void(Job&)> work_;
  std::size_t open_ = 0;
  std::exception_ptr failure_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<std::thread> threads_;
};

}  // namespace retrovue::base
