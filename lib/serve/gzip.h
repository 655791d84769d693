#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace retrovue::serve {

// A gzip member (RFC 1952) made piece by piece.
class GzipStream {
 public:
  GzipStream();
  ~GzipStream();
  // Appends what is ready to out; finish ends the member.
  void add(std::string_view plain, bool finish, std::string& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string gzip(std::string_view plain);
std::string gunzip(std::string_view packed);  // of what this program or its build made

}  // namespace retrovue::serve
