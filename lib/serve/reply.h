#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "playout/air.h"

namespace retrovue::serve {

using playout::Bytes;

// A body whose length is not known: pieces are asked for one by one, so a slow client slows nobody else.
// Destroying it is losing interest.
class Pieces {
 public:
  virtual ~Pieces() = default;
  // Calls back once, on the loop's thread: bytes, null at the end, or failed = true when the rest cannot be had.
  virtual void next(std::function<void(Bytes, bool failed)> ready) = 0;
};

struct Reply {
  unsigned status = 200;
  std::string_view type;                                                  // MIME type; empty = no body
  std::vector<std::pair<std::string_view, std::string>> fields;           // further header fields
  // One of these is the body.
  std::string text;
  std::string_view fixed;                                                 // lives as long as the program
  Bytes bytes;
  std::unique_ptr<Pieces> pieces;
  bool until_close = false;                                               // pieces are sent bare, not chunked
  bool zip = false;                                                       // text may be compressed for clients that take it

  Reply& field(std::string_view name, std::string value) {
    fields.emplace_back(name, std::move(value));
    return *this;
  }
};

struct Request {
  enum class Method { get, head, post, options, other } method = Method::get;
  std::string target;
  std::string host;           // as the client sent it; empty when absent
  bool gzip = false;          // client takes gzip
  std::string if_none_match;
  bool head() const { return method == Method::head; }
};

// {"error":{"kind","message","hint"}} as the command line has it.
Reply error_reply(unsigned status, std::string_view kind, std::string_view message, std::string_view hint = {});
// Status by kind; messages of unexpected kinds stay in the log, because they may name paths.
Reply error_reply(const base::Error& error);
Reply json_reply(std::string json);

std::string_view reason(unsigned status);

}  // namespace retrovue::serve
