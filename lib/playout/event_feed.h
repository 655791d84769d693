#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "playout/feed.h"

namespace retrovue::playout {

// One planned event as units on the channel's frames, to its last frame whatever happens to its files:
// the clip, after a crash the clip again from where it broke, the next clip, filler, the slate. What failed is tried again
// from time to time, since a disk may be back or a program: then the event goes on where it would be by then.
class EventFeed final : public Feed {
 public:
  // As make_feed.
  EventFeed(AirContext& context, AirEvent planned, std::int64_t from, std::int64_t end, bool urgent, std::function<void()> changed);

  std::optional<Unit> take() override;
  std::int64_t next() const override { return next_; }
  std::int64_t end() const override { return end_; }
  void no_fade() override { fresh_ = false; }
  bool encoded_all() const override;
  int children() const override { return run_ ? run_->children() : 0; }
  bool busy() const override { return run_ && run_->busy(); }
  const model::Event& event() const override { return planned_.event; }
  std::int64_t grid() const override { return grid_; }
  bool flows_into(const AirEvent& other) const override;

 private:
  void run_clip();
  void start(const Recipe& recipe, std::int64_t from);
  void expect_words() const;
  void draw_over(Recipe& recipe) const;  // the overlay, at base_
  void run_filler(const std::string& why);
  void run_slate(const std::string& why);
  void step(const EventRun::End& end);
  void failed_row(const std::string& why) { tell_failed(context_, planned_.event, next_, why); }
  std::shared_ptr<Airing> replacement(model::EventKind kind, const std::string& why);
  std::optional<Unit> take_slate();
  void try_later();
  void try_again();

  AirContext& context_;
  AirEvent planned_;
  std::int64_t next_, end_;
  bool urgent_;
  std::function<void()> changed_;
  std::size_t clip_ = 0;
  int failures_ = 0;              // of the clip
  std::int64_t grid_ = 0;         // channel frame from which the event's chunks count
  std::int64_t base_ = 0;         // channel frame of the run's frame 0
  std::int64_t run_frames_ = 0, run_from_ = 0;
  std::shared_ptr<const CueSource> words_;  // of the run
  std::int64_t item_at_ = 0;      // which frame of its clip the run's frame 0 is
  bool filler_ = false, slate_ = false, fresh_ = true;
  std::unique_ptr<EventRun> run_;
  std::deque<Unit> slate_units_;
  std::shared_ptr<Airing> main_, airing_;
  std::shared_ptr<Airing> stand_in_;  // for it, since it gave its last frame
  std::int64_t main_frames_ = 0;  // of the event itself, not of what replaced it
  std::int64_t again_at_, again_after_ = 0;  // channel frame at which the clips are tried again; frames it was put off
  std::string last_fault_;
  bool told_failed_ = false, told_faster_ = false;
};

}  // namespace retrovue::playout
