#pragma once
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "playout/feed.h"

namespace retrovue::playout {

// A window of a live input. What comes in is shown with a delay that stays the same: as far as the channel produces ahead.
// The input is opened a little before the window has to be produced, and read to its end. While it is not there a stand-in
// is on air (as for any event: filler, else the slate), and it is opened again and again; as long as what is produced
// reaches far enough ahead, nobody sees that it was gone. Nothing of it goes through the chunk store.
class LiveFeed final : public Feed {
 public:
  LiveFeed(AirContext& context, AirEvent planned, std::int64_t from, std::int64_t end, std::function<void()> changed);
  ~LiveFeed() override;

  std::optional<Unit> take() override;
  std::int64_t next() const override { return next_; }
  std::int64_t end() const override { return end_; }
  void no_fade() override { fresh_ = false; }
  bool encoded_all() const override;
  int children() const override { return (run_ ? run_->children() : 0) + (stand_in_ ? stand_in_->children() : 0); }
  bool busy() const override { return stand_in_ && stand_in_->busy(); }
  const model::Event& event() const override { return planned_.event; }
  std::int64_t grid() const override { return grid_; }
  bool flows_into(const AirEvent&) const override { return false; }

 private:
  class Nowhere;
  void watch();
  void poll();
  void open();
  void lose(std::string said);
  void find_start();
  bool may_join() const;
  bool in_step() const;
  void join();
  std::optional<Unit> take_live();
  Unit placed(Unit unit);
  void stand_in(const std::string& why);
  base::Millis margin() const;  // air time from now to the next frame
  base::Millis in_hand() const;

  AirContext& context_;
  AirEvent planned_;
  std::int64_t next_, end_, grid_;
  std::function<void()> changed_;
  std::unique_ptr<ChunkStore> store_;
  std::unique_ptr<EventRun> run_;
  std::optional<Unit> head_;      // of the run: the next one to go, an IDR when it is not on air
  std::int64_t base_ = 0;         // channel frame of the run's frame 0, while it is on air
  std::int64_t shown_ = 0, shown_now_ = 0;  // frames of the input so far, and of this run
  bool on_ = false, fresh_ = true, heard_ = false;
  bool sound_ = true, pictures_ = true;  // what the input is taken to have
  base::Millis opened_at_ = 0, news_at_ = 0, again_at_ = 0, pause_ = 0;
  std::string why_;               // it is not on air
  std::unique_ptr<Feed> stand_in_;
  std::shared_ptr<Airing> airing_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<bool> alive_;
};

// The first so many pictures of a unit in decode order, shown in the order they had. Those that are left out are needed by
// none of them.
Unit shortened(Unit unit, std::int64_t frames);

}  // namespace retrovue::playout
