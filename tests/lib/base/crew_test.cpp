#include "base/crew.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>

using namespace retrovue;

TEST_CASE("a crew does every job once") {
  for (const int threads : {0, 1, 3, 50}) {
    std::deque<int> jobs;
    for (int n = 1; n <= 20; ++n) jobs.push_back(n);
    base::Crew<int> crew(std::move(jobs), threads, [](int& job) { job *= 2; });
    int sum = 0, count = 0;
    while (const auto done = crew.next()) sum += *done, ++count;
    CHECK(count == 20);
    CHECK(sum == 420);
    CHECK_FALSE(crew.next());
  }
  base::Crew<int> idle({}, 2, [](int&) {});
  CHECK_FALSE(idle.next());
}

TEST_CASE("what a job throws comes out after what was done, and no new job begins") {
  std::atomic<int> begun{0};
  base::Crew<int> crew({1, 2, 3, 4}, 1, [&](int& job) {
    ++begun;
    if (job == 2) throw std::runtime_error("two");
  });
  CHECK(crew.next() == 1);
  CHECK_THROWS_AS(crew.next(), std::runtime_error);
  CHECK(begun == 2);
}
