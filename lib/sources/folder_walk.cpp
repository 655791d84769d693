#include "sources/folder_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace retrovue::sources {

namespace {

constexpr std::size_t kPathMost = 4095;  // what other programs can open by name
constexpr std::size_t kProgressEvery = 64;

using FileId = std::pair<dev_t, ino_t>;

struct Link {
  std::string relative;
  struct stat status;
};

bool left_out(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kSystem{"@eaDir", "#recycle", "lost+found", "$RECYCLE.BIN", "System Volume Information", "#snapshot"};
  return name.starts_with('.') || name.starts_with("~$") || std::find(kSystem.begin(), kSystem.end(), name) != kSystem.end();
}

bool is_sample(std::string_view name, bool folder) {
  const auto lower = base::lower_ascii(folder ? name : name.substr(0, name.rfind('.')));
  return lower == "sample" || (folder && lower == "samples") || (!folder && (lower.ends_with("-sample") || lower.ends_with(".sample")));
}

class Walker {
 public:
  Walker(std::string root, bool recurse, bool music, const ScanProgress& progress)
      : root_(std::move(root)), recurse_(recurse), music_(music), progress_(progress) {}

  Walk run() {
    struct stat status {};
    if (::stat(root_.c_str(), &status) != 0) root_unreadable(errno);
    if (!S_ISDIR(status.st_mode)) root_unreadable(ENOTDIR);
    folders_seen_.insert({status.st_dev, status.st_ino});
    read({}, true);
    // Links last, so that what they lead to keeps its own place where it has one.
    while (!folder_links_.empty()) {
      auto links = std::exchange(folder_links_, {});
      for (const auto& link : links)
        if (folders_seen_.insert({link.status.st_dev, link.status.st_ino}).second) read(link.relative + "/", false);
    }
    for (const auto& link : file_links_)
      if (files_seen_.insert({link.status.st_dev, link.status.st_ino}).second) add(link.relative, link.status);
    std::sort(walk_.files.begin(), walk_.files.end(), [](const auto& a, const auto& b) { return a.relative < b.relative; });
    return std::move(walk_);
  }

 private:
  [[noreturn]] void root_unreadable(int code) const {
    throw base::Error(base::ErrorKind::unreachable, fmt::format("folder '{}' cannot be read: {}", base::printable(root_), std::strerror(code)),
                      "is the disk mounted? 'retrovue folder list' shows what is configured");
  }

  void problem(const std::string& relative, int code, bool folder) {
    walk_.problems.push_back({root_ + "/" + relative, "file", std::strerror(code)});
    if (folder) walk_.unknown_below.push_back(relative);
  }

  void read(const std::string& below, bool is_root) {
    const std::string path = root_ + "/" + below;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
    if (!folder) {
      if (is_root) root_unreadable(errno);
      return problem(below, errno, true);
    }
    std::vector<std::string> folders;
    for (;;) {
      errno = 0;
      const dirent* entry = ::readdir(folder.get());
      if (!entry) {
        if (errno != 0) {
          if (is_root) root_unreadable(errno);
          problem(below, errno, true);
        }
        break;
      }
      consider(::dirfd(folder.get()), below, *entry, folders);
    }
    std::sort(folders.begin(), folders.end());
    for (const auto& name : folders) read(below + name + "/", false);
  }

  void consider(int folder, const std::string& below, const dirent& entry, std::vector<std::string>& folders) {
    const std::string_view name = entry.d_name;
    const bool media = is_media_file(name, music_) && !is_sample(name, false);
    if (left_out(name) || (entry.d_type == DT_REG && !media)) return;
    struct stat status {};
    std::string relative = below + std::string{name};
    const bool is_link = entry.d_type == DT_LNK || (entry.d_type == DT_UNKNOWN && ::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode));
    if (::fstatat(folder, entry.d_name, &status, 0) != 0) {
      // A dangling link to a film, a loop of links, a file that went away this instant.
      if (media && errno != ENOENT) problem(relative, errno, false);
      else if (media && is_link) problem(relative, ENOENT, false);
      return;
    }
    if (S_ISDIR(status.st_mode)) {
      if (!recurse_ || is_sample(name, true)) return;
      if (root_.size() + relative.size() + 2 > kPathMost) return problem(relative + "/", ENAMETOOLONG, true);
      if (is_link) folder_links_.push_back({std::move(relative), status});
      else if (folders_seen_.insert({status.st_dev, status.st_ino}).second) folders.emplace_back(name);
    } else if (S_ISREG(status.st_mode) && media) {
      if (root_.size() + relative.size() + 1 > kPathMost) return problem(relative, ENAMETOOLONG, false);
      if (is_link) {
        file_links_.push_back({std::move(relative), status});
      } else {
        files_seen_.insert({status.st_dev, status.st_ino});
        add(std::move(relative), status);
      }
    }
  }

  void add(std::string relative, const struct stat& status) {
    const std::int64_t mtime = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    walk_.files.push_back({std::move(relative), status.st_size, mtime, static_cast<std::int64_t>(status.st_ino)});
    if (progress_ && walk_.files.size() % kProgressEvery == 0) progress_(walk_.files.size());
  }

  std::string root_;
  bool recurse_, music_;
  const ScanProgress& progress_;
  Walk walk_;
  std::set<FileId> folders_seen_, files_seen_;
  std::vector<Link> folder_links_, file_links_;
};

}  // namespace

Walk walk_folder(const std::string& root, bool recurse, bool music, const ScanProgress& progress) {
  return Walker(root, recurse, music, progress).run();
}

}  // namespace retrovue::sources
