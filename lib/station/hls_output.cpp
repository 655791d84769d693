#include "station/hls_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "model/language.h"
#include "playout/playlist.h"
#include "playout/segmenter.h"
#include "playout/video_codec.h"
#include "station/hls_folder.h"
#include "station/hls_origin.h"

namespace retrovue::station {
namespace {

namespace asio = boost::asio;
using playout::Bytes;
using Done = std::function<void()>;

std::vector<std::uint64_t> listed(const std::string& playlist) {
  std::vector<std::uint64_t> numbers;
  for (const auto& line : base::split(playlist, '\n'))
    if (const auto number = segment_number(line)) numbers.push_back(*number);
  return numbers;
}

// What goes with the segments and is asked for as they come: a track of sound or the subtitles in one language. Its playlist is
// given when all that it names is.
class Side {
 public:
  Side(std::unique_ptr<HlsPlace> place, playout::PlaylistForm form, std::string language, std::string suffix)
      : place_(std::move(place)), form_(std::move(form)), language_(std::move(language)), suffix_(std::move(suffix)) {}

  HlsPlace& place() { return *place_; }
  // There are more segments. done, if any: when all that the playlist names then was given.
  void look(playout::ChannelAir& air, Done done = {}) {
    air.playlist([this, &air, done = std::move(done)](const std::string& text) {
      text_ = text;
      if (done) done_ = done;
      const auto numbers = listed(text_);
      if (!numbers.empty()) asked_.erase(asked_.begin(), asked_.lower_bound(numbers.front()));
      for (const auto number : numbers)
        if (asked_.insert(number).second) ask(air, number);
      settle();
    }, form_);
  }

 private:
  void ask(playout::ChannelAir& air, std::uint64_t number) {
    if (!form_.subtitles) {
      if (const auto init = air.side_sound(language_, 0); init && !std::exchange(init_, true)) place_->init(std::string{kHlsSoundInit}, init);
      return take(number, air.side_sound(language_, number));
    }
    ++open_;
    // What was not read in time is left out: a name never means other bytes.
    air.subtitles(number, language_, [this, number](const std::string& text, bool) {
      --open_;
      if (!text.empty()) take(number, std::make_shared<std::vector<std::uint8_t>>(text.begin(), text.end()));
      settle();
    });
  }
  void take(std::uint64_t number, const Bytes& bytes) {
    if (bytes) place_->segment(fmt::format("{}{}", number, suffix_), bytes);
  }
  void settle() {
    if (open_ > 0) return;
    if (!text_.empty()) place_->playlist(std::exchange(text_, {}));
    if (const auto done = std::exchange(done_, {})) done();
  }

  std::unique_ptr<HlsPlace> place_;
  playout::PlaylistForm form_;
  std::string language_, suffix_, text_;
  std::set<std::uint64_t> asked_;  // of those that may still be named
  int open_ = 0;
  bool init_ = false;
  Done done_;
};

// What the renditions share: the numbers, what stands beside the segments, and the list of it all.
class HlsSet {
 public:
  using Place = std::function<std::unique_ptr<HlsPlace>(const std::string& folder)>;

  HlsSet(const Place& place, base::Millis now, const HlsShape& shape) : shape_(shape), open_(std::max<std::size_t>(1, shape.ladder.size())) {
    if (!shape_.several()) {
      places_.push_back(place(""));
    } else {
      root_ = place("");
      for (const auto& profile : shape_.ladder) {
        folders_.push_back(shape_.ladder.size() > 1 ? profile.name : "video");
        places_.push_back(place(folders_.back()));
      }
      const bool mp4 = shape_.ladder.front().segments == model::Segments::fmp4;
      if (shape_.audio.size() > 1)
        for (auto one = shape_.audio.begin() + (mp4 ? 0 : 1); one != shape_.audio.end(); ++one)
          sides_.emplace_back(place("audio-" + *one), playout::PlaylistForm{"", false, *one}, *one, mp4 ? ".m4s" : ".aac");
      for (const auto& one : shape_.subtitles) sides_.emplace_back(place("subtitles-" + one), playout::PlaylistForm{"", true}, one, ".vtt");
    }
    for (const auto& one : places_) {
      const auto past = one->past();
      next_ = std::max(next_, past.next_number);
      discontinuity_ = std::max(discontinuity_, past.discontinuity);
    }
    first_ = playout::first_segment_number(now, next_);
  }

  HlsPlace& place(std::size_t one) { return *places_[one]; }
  std::uint64_t first() const { return first_; }
  std::uint64_t discontinuity() const { return discontinuity_; }

  // The first rendition has a segment more. What is read of it was on air in all of them.
  void more(playout::ChannelAir& air) {
    codec_ = air.codec();
    for (auto& side : sides_) side.look(air);
    list();
  }
  // One rendition has given its last playlist. done: when all of them have, and it is where players fetch it.
  void ended(playout::ChannelAir* air, Done done) {
    ends_.push_back(std::move(done));
    if (air) speaker_ = air;
    if (--open_ > 0) return;
    list();
    // The sides first, while what they ask is there.
    left_ = sides_.size();
    const auto next = [this] {
      if (left_ == 0 || --left_ == 0) finish();
    };
    if (sides_.empty()) return next();
    for (auto& side : sides_) side.look(*speaker_, next);
  }

 private:
  void list() {
    if (!root_) return;
    if (!std::all_of(places_.begin(), places_.end(), [](const auto& one) { return one->listed(); })) return;
    if (!std::all_of(sides_.begin(), sides_.end(), [](auto& one) { return one.place().listed(); })) return;
    auto text = text_of();
    if (text != text_) root_->playlist(text);
    text_ = std::move(text);
  }

  // Players begin with the channel itself.
  std::string text_of() const {
    std::vector<playout::Variant> variants;
    for (std::size_t i = 0; i < folders_.size(); ++i) {
      playout::Variant variant;
      variant.uri = folders_[i] + "/index.m3u8";
      variant.profile = shape_.ladder[i];
      variant.video_codec = folders_.size() > 1 || codec_.empty() ? playout::video_codec(variant.profile) : codec_;
      variants.push_back(std::move(variant));
    }
    std::vector<playout::Subtitles> subtitles;
    for (const auto& one : shape_.subtitles) subtitles.push_back({"subtitles-" + one + "/index.m3u8", one, model::language_name(one)});
    std::vector<playout::Audio> audio;
    const bool mp4 = shape_.ladder.front().segments == model::Segments::fmp4;
    if (shape_.audio.size() > 1)
      for (const auto& one : shape_.audio)
        audio.push_back({mp4 || one != shape_.audio.front() ? "audio-" + one + "/index.m3u8" : "", one, model::language_name(one)});
    return playout::multivariant_playlist(variants, subtitles, audio);
  }

  void finish() {
    std::vector<HlsPlace*> all;
    for (const auto& one : places_) all.push_back(one.get());
    for (auto& one : sides_) all.push_back(&one.place());
    left_ = all.size();
    for (auto* one : all)
      one->finish([this] {
        if (--left_ > 0) return;
        list();  // of a short run, of which nothing was there before
        if (root_) root_->finish([this] { done(); });
        else done();
      });
  }
  void done() {
    for (const auto& one : std::exchange(ends_, {})) one();
  }

  HlsShape shape_;
  std::unique_ptr<HlsPlace> root_;  // of several
  std::vector<std::string> folders_;
  std::vector<std::unique_ptr<HlsPlace>> places_;
  std::deque<Side> sides_;
  std::uint64_t next_ = 0, discontinuity_ = 0, first_ = 0;
  std::string codec_, text_;
  std::size_t open_, left_ = 0;
  playout::ChannelAir* speaker_ = nullptr;
  std::vector<Done> ends_;
};

class HlsOutput final : public Output {
 public:
  HlsOutput(std::shared_ptr<HlsSet> set, std::size_t rendition) : set_(std::move(set)), rendition_(rendition) {}
  void prepare(playout::AirOptions& options) override {
    options.first_segment = set_->first();
    options.first_discontinuity = set_->discontinuity();
    options.on_segment = [this](std::uint64_t number) { take(number); };
  }
  void begin(playout::ChannelAir& air, Done) override { air_ = &air; }
  void finish(Done done) override {
    air_->playlist([this, done = std::move(done)](const std::string& text) {
      set_->place(rendition_).playlist(text);
      set_->ended(rendition_ == 0 ? air_ : nullptr, done);
    });
  }

 private:
  void take(std::uint64_t number) {
    const auto bytes = air_ && !broken_ ? air_->segment(number) : nullptr;
    if (!bytes) return;
    auto& place = set_->place(rendition_);
    broken_ = true;  // unless all of this succeeds
    const auto init = air_->init();
    if (init.bytes) place.init(init.name(), init.bytes);
    place.segment(fmt::format("{}{}", number, init.bytes ? ".m4s" : ".ts"), bytes);
    bytes_ += static_cast<std::int64_t>(bytes->size());
    broken_ = false;
    air_->playlist([this](const std::string& text) {
      set_->place(rendition_).playlist(text);
      if (rendition_ == 0) set_->more(*air_);
    });
  }

  std::shared_ptr<HlsSet> set_;
  std::size_t rendition_;
  playout::ChannelAir* air_ = nullptr;
  bool broken_ = false;
};

}  // namespace

std::vector<std::unique_ptr<Output>> hls_outputs(asio::io_context& loop, const std::string& where, const std::string& origin_secret, base::Millis now,
                                                 const HlsShape& shape) {
  const bool folder = where.find("://") == where.npos;
  const auto field = folder ? std::string{} : authorization_field(origin_secret);
  const auto place = [&](const std::string& name) -> std::unique_ptr<HlsPlace> {
    const auto whole = name.empty() ? where : where + (where.ends_with('/') ? "" : "/") + name;
    if (folder) return std::make_unique<HlsFolder>(whole);
    return std::make_unique<HlsOrigin>(loop, whole, field);
  };
  const auto set = std::make_shared<HlsSet>(place, now, shape);
  std::vector<std::unique_ptr<Output>> made;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, shape.ladder.size()); ++i) made.push_back(std::make_unique<HlsOutput>(set, i));
  return made;
}

}  // namespace retrovue::station
