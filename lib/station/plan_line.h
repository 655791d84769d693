#pragma once
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "model/sheet.h"
#include "schedule/plan.h"
#include "station/plan_lock.h"
#include "station/program.h"

namespace retrovue::station {

// One channel's work: read, planned, then written.
struct Work {
  schedule::Input input;
  Locked locked;
  int base = 0;                     // the revision it is built upon
  std::optional<model::Slot> kept;  // the last slot that stays
  bool grows = false;               // a long plan, written while it is made: see PlanLine
  schedule::Plan plan;
  BuiltChannel report;
};

// Channels that share runs are planned together; most stand alone.
using Group = std::vector<Work*>;
std::vector<Group> groups(std::vector<Work>& works);

// Plans groups on some threads and hands them out in their order; which thread does what changes nothing in the result. Only
// some groups are planned before they are wanted, so that a large station is never in memory as a whole. The plan of a channel
// that grows is handed out as soon as its slots are known, and its events follow.
class PlanLine {
 public:
  PlanLine(const schedule::Library& library, std::vector<Work>& works, std::int64_t jobs);
  ~PlanLine();
  PlanLine(const PlanLine&) = delete;
  PlanLine& operator=(const PlanLine&) = delete;

  // The next group, planned or growing; null after the last. Throws what its planning threw.
  Group* next();

  // Of the group handed out last, which grows. Meanwhile nothing else of its work may be touched but what is read only.
  model::Sheet first();               // all slots; events of the first of them, at least of one
  std::vector<model::Event> more();   // those of the slots that follow, whole; empty when that was all
  void wait();                        // until it is planned and judged; throws what that threw

 private:
  struct Place {
    bool begun = false, done = false;
    std::vector<model::Slot> slots;
    std::deque<std::vector<model::Event>> grown;
    std::size_t told = 0;  // events handed to grown
    std::exception_ptr failed;
  };
  void run();
  void plan(std::size_t at);
  void grow(Place& place, const schedule::Plan& plan);
  Place& given() { return places_[given_ - 1]; }

  const schedule::Library& library_;
  std::vector<Group> groups_;
  std::vector<Place> places_;  // of the groups
  std::mutex guard_;
  std::condition_variable moved_;
  std::size_t ahead_ = 0, taken_ = 0, given_ = 0;
  bool stopped_ = false;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace retrovue::station
