#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace retrovue::base {
namespace {

Error file_error(ErrorKind kind, std::string_view verb, const std::filesystem::path& path) {
  const int code = errno;
  return Error(kind, fmt::format("cannot {} '{}': {}", verb, printable(path.string()), std::strerror(code)),
               code == ENOSPC ? "free some space on that file system" : code == EACCES ? "check the permissions" : "");
}

std::filesystem::path xdg(const char* variable, const char* below_home) {
  const char* base = std::getenv(variable);
  if (base && base[0] == '/') return std::filesystem::path{base} / "retrovue";
  const char* home = std::getenv("HOME");
  return std::filesystem::path{home && *home ? home : "/"} / below_home / "retrovue";
}
}  // namespace

void Fd::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

std::string read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd.valid()) throw file_error(errno == ENOENT ? ErrorKind::not_found : ErrorKind::failed, "read", path);
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n == 0) return content;
    if (n < 0) {
      if (errno == EINTR) continue;
      throw file_error(ErrorKind::failed, "read", path);
    }
    content.append(buffer, static_cast<std::size_t>(n));
    if (content.size() > max_bytes)
      throw Error(ErrorKind::failed, fmt::format("'{}' is larger than {} bytes", printable(path.string()), max_bytes));
  }
}

namespace {
bool write_all(const Fd& fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd.get(), content.data(), content.size());
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) content.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}
}  // namespace

void write_file_atomic(const std::filesystem::path& path, std::string_view content, unsigned mode) {
  struct stat st {};
  const bool there = ::stat(path.c_str(), &st) == 0;
  if (there && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
    Fd device{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    if (!device.valid() || !write_all(device, content)) throw file_error(ErrorKind::failed, "write", path);
    return;
  }
  std::error_code unresolved;
  auto target = std::filesystem::canonical(path, unresolved);
  if (unresolved) target = path;
  if (there) mode &= st.st_mode;
  std::string name = target.string() + ".XXXXXX";
  Fd fd{::mkostemp(name.data(), O_CLOEXEC)};
  if (!fd.valid()) throw file_error(ErrorKind::failed, "write", path);
  if (!write_all(fd, content) || ::fchmod(fd.get(), mode) != 0 || ::fsync(fd.get()) != 0 || ::rename(name.c_str(), target.c_str()) != 0) {
    auto error = file_error(ErrorKind::failed, "write", path);
    ::unlink(name.c_str());
    throw error;
  }
}

std::optional<FileStamp> file_stamp(const std::filesystem::path& path) {
  struct stat st {};
  if (::stat(path.c_str(), &st) != 0 || !S_ISREG(st.st_mode)) return std::nullopt;
  return FileStamp{st.st_size, st.st_mtim.tv_sec * 1'000'000'000LL + st.st_mtim.tv_nsec};
}

std::filesystem::path data_home() { return xdg("XDG_DATA_HOME", ".local/share"); }
std::filesystem::path config_home() { return xdg("XDG_CONFIG_HOME", ".config"); }
std::filesystem::path cache_home() { return xdg("XDG_CACHE_HOME", ".cache"); }

TempFolder::TempFolder(std::string_view stem) {
  auto pattern = (std::filesystem::temp_directory_path() / fmt::format("{}-XXXXXX", stem)).string();
  if (!::mkdtemp(pattern.data())) throw file_error(ErrorKind::failed, "make", pattern);
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace retrovue::base
