#include "base/memory_file.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace retrovue::base {

MemoryFile::MemoryFile(std::string_view content) : file_(::memfd_create("retrovue", MFD_CLOEXEC)) {
  while (file_.valid() && !content.empty()) {
    const auto written = ::write(file_.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!file_.valid() || !content.empty()) throw Error(ErrorKind::failed, fmt::format("no memory for a file: {}", std::strerror(errno)));
}

std::string MemoryFile::path() const { return fmt::format("/proc/{}/fd/{}", ::getpid(), file_.get()); }

}  // namespace retrovue::base
