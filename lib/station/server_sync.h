#pragma once
#include <memory>
#include <string>
#include <vector>

#include "catalog/history.h"
#include "model/server.h"
#include "station/plex_sync.h"
#include "station/server_door.h"

namespace retrovue::station {

// The servers' part of a sync. Each server stands for itself: what fails on one stops that one only.
class ServerSync {
 public:
  // Error(not_found) when a wanted server or library is not there.
  ServerSync(catalog::Catalog& catalog, const base::Clock& clock, const SyncWish& wish);
  // Asks every wanted server for its libraries; gives how many libraries there are to sync. run: of the sync history.
  std::size_t prepare(model::Id run);
  // The libraries to sync, as far as the catalog knows them.
  std::vector<SyncResult> planned() const;
  std::size_t servers() const { return all_.size(); }
  // number: of the first library in the whole sync, of how many.
  void run(std::size_t number, std::size_t of, SyncReport& report);

 private:
  struct One {
    model::Server server;
    std::unique_ptr<sources::Plex> plex;
    std::unique_ptr<PlexSync> sync;
    std::size_t libraries = 0;
    std::vector<SyncError> errors;
    bool reached = false;
    std::vector<model::Id> planned;  // libraries
  };
  void attempt(One& one, const std::function<void()>& act);
  void failed(One& one, const base::Error& error, model::ServerState state);
  catalog::SourceRead read_of(const One& one) const;
  void keep(One& one, SyncReport& report);

  catalog::Catalog& catalog_;
  const base::Clock& clock_;
  const SyncWish& wish_;
  model::Id run_ = 0;
  std::vector<One> all_;
};

}  // namespace retrovue::station
