#include "cli/output.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace retrovue::cli {
namespace {
constexpr std::size_t kGathered = 64 * 1024;

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EPIPE) {
      throw Closed{};
    } else if (errno != EINTR) {
      throw base::Error(base::ErrorKind::failed, fmt::format("cannot write the result: {}", std::strerror(errno)));
    }
  }
}

std::string padded(const std::string& cell, std::size_t width, bool right) {
  const auto used = base::display_width(cell);
  const std::string space(width > used ? width - used : 0, ' ');
  return right ? space + cell : cell + space;
}
}  // namespace

Output::Output(bool json, bool quiet, bool color)
    : json_(json), quiet_(quiet), color_(color && ::isatty(1)), terminal_(::isatty(1)), error_terminal_(::isatty(2)) {}

int Output::columns() const {
  winsize size{};
  return ::ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void Output::flush() {
  const auto text = std::move(pending_);
  pending_.clear();
  write_all(1, text);
}

void Output::line(std::string_view text) {
  if (json_) return;
  (pending_ += text) += '\n';
  if (pending_.size() > kGathered) flush();
}

void Output::raw(std::string_view bytes) {
  pending_ += bytes;
  flush();
}

void Output::need_no_terminal(std::string_view what) const {
  if (terminal_)
    throw base::Error(base::ErrorKind::usage, fmt::format("{} is not for a terminal", what), "pipe it into a player or name a file with --output");
}

void Output::document(base::JsonWriter& json) {
  (pending_ += json.take()) += '\n';
  flush();
}

void Output::table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
  if (json_) return;
  auto cells = rows;
  for (auto& row : cells)
    for (auto& cell : row) cell = base::printable(cell);
  if (terminal_) {
    auto text = aligned(columns, cells, this->columns());
    const auto end = text.find('\n');
    pending_ += bold(text.substr(0, end)) + text.substr(end);
  } else {
    std::vector<std::string> titles;
    for (const auto& column : columns) titles.push_back(column.title);
    (pending_ += base::join(titles, "\t")) += '\n';
    for (const auto& row : cells) (pending_ += base::join(row, "\t")) += '\n';
  }
  if (pending_.size() > kGathered) flush();
}

// A reader of stderr that has gone is no reason to stop.
void Output::write_error(std::string text) {
  progress_done();
  [[maybe_unused]] const auto written = ::write(2, text.data(), text.size());
}

void Output::note(std::string_view text) {
  if (!quiet_ && !json_) write_error(fmt::format("{}\n", text));
}
void Output::warn(std::string_view text) { write_error(fmt::format("warning: {}\n", text)); }

void Output::progress(std::string_view text) {
  if (quiet_ || json_ || !error_terminal_) return;
  const auto shown = fmt::format("\r\033[K{}", base::cut_to_width(base::printable(text), static_cast<std::size_t>(columns()) - 1));
  [[maybe_unused]] const auto written = ::write(2, shown.data(), shown.size());
  progress_shown_ = true;
}
void Output::progress_json(base::JsonWriter& json) { write_error(json.take() + "\n"); }
void Output::progress_done() {
  if (!progress_shown_) return;
  progress_shown_ = false;
  [[maybe_unused]] const auto written = ::write(2, "\r\033[K", 4);
}

std::string Output::bold(std::string_view text) const { return color_ ? fmt::format("\033[1m{}\033[0m", text) : std::string{text}; }
std::string Output::dim(std::string_view text) const { return color_ ? fmt::format("\033[2m{}\033[0m", text) : std::string{text}; }

std::string aligned(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows, int width) {
  std::vector<std::size_t> widths;
  for (const auto& column : columns) widths.push_back(base::display_width(column.title));
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], base::display_width(row[i]));
  std::string out;
  const auto add = [&](const std::vector<std::string>& cells) {
    std::string text;
    std::size_t before = 0;
    for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i) {
      const bool last = i + 1 == columns.size();
      const auto room = static_cast<std::size_t>(width) > before + 8 ? static_cast<std::size_t>(width) - before : 8;
      text += last ? (columns[i].right ? padded(cells[i], widths[i], true) : base::cut_to_width(cells[i], room))
                   : padded(cells[i], widths[i], columns[i].right) + "  ";
      before += widths[i] + 2;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    (out += text) += '\n';
  };
  std::vector<std::string> titles;
  for (const auto& column : columns) titles.push_back(column.title);
  add(titles);
  for (const auto& row : rows) add(row);
  return out;
}

std::string wrapped(std::string_view text, int width, int indent) {
  std::string out;
  std::size_t used = 0;
  for (const auto& word : base::split(text, ' ')) {
    if (word.empty()) continue;
    const auto length = base::display_width(word);
    if (used > 0 && used + 1 + length > static_cast<std::size_t>(width)) {
      (out += '\n') += std::string(static_cast<std::size_t>(indent), ' ');
      used = static_cast<std::size_t>(indent);
    } else if (used > 0) {
      out += ' ';
      ++used;
    } else {
      used = static_cast<std::size_t>(indent);
    }
    out += word;
    used += length;
  }
  return out;
}

}  // namespace retrovue::cli
