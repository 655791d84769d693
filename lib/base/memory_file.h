#pragma once
#include <string>
#include <string_view>

#include "base/file.h"

namespace retrovue::base {

// A file that is only in memory. Children may open it by its path as long as this lives and this process runs.
class MemoryFile {
 public:
  MemoryFile() = default;
  // Throws Error(failed) when there is no memory for it.
  explicit MemoryFile(std::string_view content);
  std::string path() const;  // "/proc/PID/fd/N"

 private:
  Fd file_;
};

}  // namespace retrovue::base
