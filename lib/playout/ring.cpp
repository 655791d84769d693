#include "playout/ring.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "playout/ts_mux.h"

namespace retrovue::playout {

struct Ring::Client::State {
  std::weak_ptr<Ring::Core> core;
  std::optional<std::uint64_t> at;  // number of the next piece; empty until there is a random access to begin with
  std::function<void(Bytes)> ready;
  bool dropped = false, left = false, pumping = false;
  std::int64_t heard = 0;  // pictures before its place
  std::vector<int> told;   // PIDs that had their break announced after a move
  std::int64_t tell_until = 0;  // as heard: by then every PID came by
  std::uint64_t skips = 0;
};

struct Ring::Core {
  struct Item {
    Piece piece;
    std::int64_t start = 0;  // pictures pushed before it
    base::Millis since = 0;  // by options.now
  };
  using Client = std::shared_ptr<Ring::Client::State>;

  explicit Core(const RingOptions& given)
      : options(given),
        skip_frames(given.rate.count_of_ms(given.skip_behind)),
        drop_frames(given.rate.count_of_ms(given.drop_behind)) {}

  std::uint64_t end() const { return first + items.size(); }

  void evict() {
    while (items.size() > 1 && (total - items.front().start - items.front().piece.frames > drop_frames || bytes > options.max_bytes)) {
      bytes -= items.front().piece.bytes->size();
      items.pop_front();
      ++first;
    }
  }

  bool behind(const Ring::Client::State& client, std::int64_t frames, base::Millis time) const {
    if (total - client.heard <= frames) return false;
    return !options.now || *client.at < first || *client.at >= end() || options.now() - items[*client.at - first].since > time;
  }

  // Too far behind what is on air, asking or not. A client that waits is never behind.
  void drop_if_late(Ring::Client::State& client) const {
    if (client.at && behind(client, drop_frames, options.drop_behind)) client.dropped = true;
  }

  // At the newest random access, or at the first one to come.
  void begin(Ring::Client::State& client) const {
    if (client.at || !newest || *newest < first) return;
    client.at = newest;
    client.heard = items[*newest - first].start;
  }

  // Where a client that asks continues.
  void place(Ring::Client::State& client) const {
    begin(client);
    drop_if_late(client);
    if (client.dropped || !client.at || *client.at >= end()) return;
    const bool lost = *client.at < first;  // what it needs had to go
    if (!lost && !behind(client, skip_frames, options.skip_behind)) return;
    if (newest && *newest >= first && *newest > *client.at) {
      ++client.skips;
      client.at = newest;
      client.told.clear();
      client.tell_until = items[*newest - first].start + skip_frames;
    } else if (lost) {
      client.dropped = true;
    }
  }

  // Gives a client what it waits for, as long as it asks.
  static void pump(const std::shared_ptr<Core>& core, const Client& client) {
    if (client->pumping) return;
    client->pumping = true;
    while (client->ready && !client->left) {
      core->place(*client);
      Bytes bytes;
      if (!client->dropped && client->at && *client->at < core->end()) {
        const auto& item = core->items[*client->at - core->first];
        bytes = item.piece.bytes;
        client->heard = item.start + item.piece.frames;
        ++*client->at;
        if (item.start < client->tell_until) {
          auto told = break_packets(*bytes, client->told);
          if (!told.empty()) {
            told.insert(told.end(), bytes->begin(), bytes->end());
            bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(told));
          }
        }
      } else if (!client->dropped && !core->closed) {
        break;
      }
      const auto ready = std::exchange(client->ready, nullptr);
      ready(bytes);
    }
    client->pumping = false;
  }

  static void pump_all(const std::shared_ptr<Core>& core) {
    const auto all = core->clients;  // callbacks may join and leave
    for (const auto& client : all) {
      core->drop_if_late(*client);
      pump(core, client);
    }
  }

  RingOptions options;
  std::int64_t skip_frames, drop_frames;
  std::deque<Item> items;
  std::uint64_t first = 0;  // number of items.front()
  std::optional<std::uint64_t> newest;  // random access
  std::int64_t total = 0;   // pictures pushed
  std::size_t bytes = 0;
  bool closed = false;
  std::vector<Client> clients;
};

Ring::Ring(const RingOptions& options) : core_(std::make_shared<Core>(options)) {}

Ring::~Ring() { close(); }

void Ring::push(const Piece& piece) {
  const auto core = core_;
  if (core->closed || !piece.bytes || piece.bytes->empty()) return;
  if (piece.random_access) core->newest = core->end();
  core->items.push_back({piece, core->total, core->options.now ? core->options.now() : 0});
  core->total += piece.frames;
  core->bytes += piece.bytes->size();
  core->evict();
  Core::pump_all(core);
}

void Ring::close() {
  const auto core = core_;
  core->closed = true;
  Core::pump_all(core);
}

std::unique_ptr<Ring::Client> Ring::join() {
  auto state = std::make_shared<Client::State>();
  state->core = core_;
  core_->begin(*state);
  core_->clients.push_back(state);
  return std::unique_ptr<Client>(new Client(std::move(state)));
}

int Ring::clients() const {
  return static_cast<int>(std::count_if(core_->clients.begin(), core_->clients.end(), [](const auto& one) { return !one->dropped; }));
}

std::size_t Ring::bytes_held() const { return core_->bytes; }
bool Ring::joinable() const { return core_->newest && *core_->newest >= core_->first; }

Ring::Client::Client(std::shared_ptr<State> state) : state_(std::move(state)) {}

Ring::Client::~Client() {
  state_->left = true;
  state_->ready = nullptr;
  if (const auto core = state_->core.lock()) std::erase(core->clients, state_);
}

void Ring::Client::next(std::function<void(Bytes)> ready) {
  const auto state = state_;  // the callback may destroy this client
  state->ready = std::move(ready);
  if (const auto core = state->core.lock()) return Core::pump(core, state);
  std::exchange(state->ready, nullptr)(nullptr);
}

bool Ring::Client::dropped() const { return state_->dropped; }
std::uint64_t Ring::Client::skips() const { return state_->skips; }

}  // namespace retrovue::playout
