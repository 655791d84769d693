#pragma once
#include <cstdint>
#include <memory>
#include <set>

#include "base/clock.h"

namespace retrovue::playout {

// What the system says of a process at one moment.
struct ProcessLook {
  char state = 0;            // as /proc/PID/stat has it: R runs or waits for a processor, S sleeps, D waits for a disk,
                             // T is stopped; 0: cannot be told
  std::int64_t cpu_ns = -1;  // processor time of all its threads; -1: cannot be told
  std::int64_t resident = 0; // bytes of memory
};
ProcessLook look_at(int pid);

// What the children of a channel use: processor time of all there were, memory of those there are.
struct ProcessUse {
  std::int64_t cpu_ns = 0, resident = 0;
  std::multiset<std::int64_t> shares{};  // of resident, one for each
};

// Adds what one process uses to a sum, look by look.
class UseMeter {
 public:
  explicit UseMeter(std::shared_ptr<ProcessUse> sum) : sum_(std::move(sum)) {}  // null: nobody asks
  UseMeter(const UseMeter&) = delete;
  UseMeter& operator=(const UseMeter&) = delete;
  void see(const ProcessLook& process);
  void gone(int pid);  // the last look, before it is reaped
  // All of them together hold more than so many bytes, and none of them holds more than this one.
  bool too_much(std::int64_t most) const;

 private:
  std::shared_ptr<ProcessUse> sum_;
  ProcessUse counted_;
};

// Tells a child that hangs from one that has too little of the machine. Between two looks a child that has work and gives
// nothing was asleep or stopped if it used no processor time and does not ask for any: only that counts as hanging.
// Waiting for a processor never counts, since another child would wait as long; waiting for a disk and working without a
// result count a fifth. A look counts one period at most, so a loop that wakes late takes its lateness for nobody's fault.
class Pulse {
 public:
  static constexpr int kSlow = 5;  // times as patient with a child that works or waits for a disk

  explicit Pulse(base::Millis hang_after);
  base::Millis period() const { return period_; }  // look this often
  // It gave something, or there is nothing for it to do: counting begins anew.
  void sign() { signed_ = true; }
  // True when it has hung for hang_after. now: steady milliseconds.
  bool hangs(base::Millis now, const ProcessLook& process);

 private:
  base::Millis hang_after_, period_;
  base::Millis looked_at_ = 0, asleep_ = 0;
  std::int64_t slow_ns_ = 0, cpu_ns_ = -1;
  bool signed_ = true;
};

}  // namespace retrovue::playout
