#pragma once
#include "base/error.h"
#include "model/server.h"

namespace retrovue::sources {

// A server as a whole does not work; state says in what way.
class ServerError : public base::Error {
 public:
  ServerError(model::ServerState state, const base::Error& error)
      : base::Error(error.kind(), error.message(), error.hint()), state_(state) {}
  model::ServerState state() const { return state_; }

 private:
  model::ServerState state_;
};

}  // namespace retrovue::sources
