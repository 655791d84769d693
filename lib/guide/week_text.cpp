#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "guide/week.h"

namespace retrovue::guide {
namespace {
constexpr std::size_t kClock = 5;            // "06:00"
constexpr std::size_t kDayRoom = 9, kChannelRoom = 14;  // a column is not narrower

// What to print: a text for each row of each column.
struct Table {
  std::vector<std::string> heads;
  std::vector<std::vector<std::string>> columns;
};

std::string clock(Millis at, const base::Zone& zone) { return base::local_text(at, zone).substr(11, 5); }

// Breaks words into so many lines of so many columns; the last one takes what is left and is cut.
std::vector<std::string> folded(const std::string& text, std::size_t width, std::size_t lines) {
  std::vector<std::string> out;
  for (const auto& word : base::split(text, ' ')) {
    if (word.empty()) continue;
    const bool fits = !out.empty() && base::display_width(out.back()) + 1 + base::display_width(word) <= width;
    if (out.empty() || (!fits && out.size() < lines)) out.push_back(word);
    else (out.back() += ' ') += word;
  }
  for (auto& line : out) line = base::cut_to_width(line, width);
  return out;
}

std::string name(const model::Slot& slot) { return base::printable(slot.show.empty() ? slot.title : slot.show); }
std::string part(const model::Slot& slot) {
  if (slot.show.empty()) return slot.year && slot.kind == model::ItemKind::movie ? fmt::format("({})", *slot.year) : std::string{};
  const auto number = slot.season && slot.episode ? fmt::format("S{:02}E{:02} ", *slot.season, *slot.episode) : std::string{};
  return number + base::printable(slot.title);
}

// The text of a cell in the rows it has: the name, then, while there is room, which part it is. Lines after the first
// are set in by one, so that a start can be told from them.
std::vector<std::string> cell_lines(const std::string& title, const std::string& part, std::size_t width, std::size_t rows) {
  auto lines = folded(title, rows == 1 ? width : width - 1, rows);
  if (lines.size() < rows && !part.empty())
    for (auto& line : folded(part, width - 1, rows - lines.size())) lines.push_back(std::move(line));
  for (std::size_t i = 1; i < lines.size(); ++i) lines[i].insert(0, " ");
  return lines;
}

// One day of one channel, a row each step; rows are labelled by the clock of another day.
std::vector<std::string> column(const Day& day, const std::vector<Cell>& cells, const Day& labels, const base::Zone& zone, Millis step, std::size_t width,
                          std::size_t rows) {
  std::vector<std::string> out(rows);
  const auto row_of = [&](Millis at) { return std::min(rows - 1, static_cast<std::size_t>((at - day.start) / step)); };
  const auto row_after = [&](Millis at) { return static_cast<std::size_t>((at - day.start + step - 1) / step); };
  Millis planned = day.start;
  for (std::size_t i = 0; i < cells.size();) {
    const auto& cell = cells[i];
    if (const auto gap = row_after(planned); cell.start > planned && gap < row_of(cell.start)) out[gap] = "—";
    const auto row = row_of(cell.start);
    auto next = i + 1;
    while (next < cells.size() && row_of(cells[next].start) == row) ++next;
    planned = cells[next - 1].end;
    const auto until = std::min(rows, next < cells.size() ? std::min(row_of(cells[next].start), row_after(planned)) : row_after(planned));
    const auto at = clock(cell.start, zone);
    const bool told = at == clock(labels.start + static_cast<Millis>(row) * step, zone);
    const auto title = (told ? "" : at + " ") + (cell.continued ? "… " : "") + name(*cell.slot);
    const auto more = next - i > 1 ? fmt::format(" +{}", next - i - 1) : std::string{};
    const auto lines = cell_lines(title, more.empty() ? part(*cell.slot) : std::string{}, width, std::max(until, row + 1) - row);
    for (std::size_t k = 0; k < lines.size(); ++k) out[row + k] = lines[k];
    if (!more.empty()) out[row] = base::cut_to_width(out[row], std::max(width, more.size() + 1) - more.size()) + more;
    i = next;
  }
  if (const auto gap = row_after(planned); planned < day.end && gap < row_after(day.end)) out[gap] = "—";
  return out;
}

void print(std::vector<Line>& out, const Table& table, const Day& day, const base::Zone& zone, Millis step, std::size_t width) {
  const auto row = [&](const std::string& label, const auto& text_of) {
    std::string line = label + std::string(kClock - std::min(kClock, label.size()), ' ');
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const std::string text = text_of(c);
      (line += "│") += text;
      const auto used = base::display_width(text);
      line += std::string(width > used ? width - used : 0, ' ');
    }
    return line.substr(0, line.find_last_not_of(' ') + 1);
  };
  out.push_back({row("", [&](std::size_t c) { return base::cut_to_width(table.heads[c], width); }), true});
  const auto rows = table.columns.front().size();
  for (std::size_t r = 0; r < rows; ++r) {
    const bool shown = std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) { return !column[r].empty(); });
    if (shown) out.push_back({row(clock(day.start + static_cast<Millis>(r) * step, zone), [&](std::size_t c) { return table.columns[c][r]; })});
  }
}

std::string change(const Day& day) {
  return day.changes_by_s == 0 ? std::string{}
                               : fmt::format("  {:.4g} hours: clocks go {}", static_cast<double>(day.end - day.start) / 3'600'000, day.changes_by_s > 0 ? "forward" : "back");
}

std::size_t rows_of(const std::vector<Day>& days, Millis step) {
  Millis longest = 0;
  for (const auto& day : days) longest = std::max(longest, day.end - day.start);
  return std::max<std::size_t>(1, static_cast<std::size_t>((longest + step - 1) / step));
}

// How many columns stand beside each other, and how wide they are.
std::pair<std::size_t, std::size_t> fit(std::size_t columns, int width, std::size_t least) {
  const auto room = static_cast<std::size_t>(std::max(width, 30)) - kClock;
  const auto beside = std::clamp<std::size_t>(room / (least + 1), 1, columns);
  const auto tables = (columns + beside - 1) / beside;
  const auto even = (columns + tables - 1) / tables;
  return {even, room / even - 1};
}

void channel_lines(std::vector<Line>& out, const Week& week, const base::Zone& zone, Millis step, int width) {
  const auto rows = rows_of(week.days, step);
  const auto [beside, room] = fit(week.days.size(), width, kDayRoom);
  out.push_back({fmt::format("{} {}   {} to {}", week.channel.number, base::printable(week.channel.name), long_date(week.days.front().date),
                             long_date(week.days.back().date)), true});
  for (std::size_t from = 0; from < week.days.size(); from += beside) {
    Table table;
    // Rows are labelled by a day without a change of clocks, when there is one.
    const auto* labels = &week.days[from];
    const auto until = std::min(from + beside, week.days.size());
    for (auto d = from; d < until; ++d)
      if (week.days[d].changes_by_s == 0) labels = &week.days[d];
    for (auto d = from; d < until; ++d) {
      const auto& day = week.days[d];
      table.heads.push_back(long_date(day.date).substr(0, 3) + " " + base::to_text(day.date).substr(5) + change(day));
      table.columns.push_back(column(day, week.cells[d], *labels, zone, step, room, rows));
    }
    if (from > 0) out.push_back({});
    print(out, table, *labels, zone, step, room);
  }
}

void day_lines(std::vector<Line>& out, const std::vector<Week>& weeks, std::size_t d, const base::Zone& zone, Millis step, int width) {
  const auto& day = weeks.front().days[d];
  const auto rows = rows_of({day}, step);
  const auto [beside, room] = fit(weeks.size(), width, kChannelRoom);
  out.push_back({long_date(day.date) + change(day), true});
  for (std::size_t from = 0; from < weeks.size(); from += beside) {
    Table table;
    for (auto w = from; w < std::min(from + beside, weeks.size()); ++w) {
      table.heads.push_back(fmt::format("{} {}", weeks[w].channel.number, base::printable(weeks[w].channel.name)));
      table.columns.push_back(column(day, weeks[w].cells[d], day, zone, step, room, rows));
    }
    if (from > 0) out.push_back({});
    print(out, table, day, zone, step, room);
  }
}
}  // namespace

std::vector<Line> week_lines(const std::vector<Week>& weeks, const base::Zone& zone, Millis step, int width) {
  std::vector<Line> out;
  if (weeks.empty() || weeks.front().days.empty()) return out;
  if (weeks.size() == 1) {
    channel_lines(out, weeks.front(), zone, step, width);
    return out;
  }
  for (std::size_t d = 0; d < weeks.front().days.size(); ++d) {
    if (d > 0) out.push_back({});
    day_lines(out, weeks, d, zone, step, width);
  }
  return out;
}

}  // namespace retrovue::guide
