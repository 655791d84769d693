#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace retrovue::base {

// What went wrong, in the classes a caller can act on. Each has one exit code (see exit_code).
enum class ErrorKind {
  failed,        // 1
  usage,         // 2
  partial,       // 3
  not_found,     // 4
  catalog,       // 5: missing, damaged, or of a newer version
  busy,          // 6: another writer held the lock longer than the wait
  unreachable,   // 7: a source, ffmpeg or the network
  unauthorised,  // 8
  interrupted,   // 130
};

// Text rule: the problem first, 'subject' quoted, no capital, no full stop; the remedy stands in hint.
// Never holds a secret.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message, std::string hint = {})
      : std::runtime_error(message), kind_(kind), hint_(std::move(hint)) {}
  ErrorKind kind() const { return kind_; }
  std::string message() const { return what(); }
  const std::string& hint() const { return hint_; }

 private:
  ErrorKind kind_;
  std::string hint_;
};

int exit_code(ErrorKind kind);
std::string_view word(ErrorKind kind);  // as in JSON: "not_found"

}  // namespace retrovue::base
