#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "base/rational.h"
#include "playout/playlog.h"
#include "playout/segment_book.h"

namespace retrovue::station {

// What the renditions of one channel share: the boundaries of their segments, and the as-run log. What the channel aired is told
// once, by the rendition that has been on air the longest, and where that stops by the next one.
class Ladder {
 public:
  // log must outlive it. rate: of all renditions.
  Ladder(playout::AsRunLog& log, base::Rate rate) : log_(log), rate_(rate) {}
  const std::shared_ptr<playout::SegmentBook>& book() const { return book_; }

  // The log as one rendition sees it.
  class Member final : public playout::AsRunLog {
   public:
    explicit Member(std::shared_ptr<Ladder> ladder);
    ~Member() override;
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;
    void begins() { ticket_ = ++ladder_->tickets_; }  // it goes on air now
    std::function<bool()> on_air;
    void aired(const model::AsRun& row) override;
    void airing(const model::AsRun& row) override;

   private:
    friend class Ladder;
    std::shared_ptr<Ladder> ladder_;
    std::int64_t ticket_ = 0;
  };

 private:
  struct Told {
    Member* by = nullptr;
    model::AsRun row;
  };
  bool waits(const Member* one) const;  // for one that has been on air longer
  void settle();
  bool beyond(model::AsRun& row) const;  // what the log has not yet
  void write(model::AsRun row);

  playout::AsRunLog& log_;
  base::Rate rate_;
  std::shared_ptr<playout::SegmentBook> book_ = std::make_shared<playout::SegmentBook>();
  std::vector<Member*> members_;
  std::deque<Told> told_;        // what may still come from another
  std::int64_t tickets_ = 0, covered_ = 0;  // channel frame up to which the log has it
};

}  // namespace retrovue::station
