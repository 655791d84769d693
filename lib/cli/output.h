#pragma once
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace retrovue::cli {

struct Column {
  std::string title;
  bool right = false;
};

// stdout is the result, stderr everything else. The only place that asks whether a stream is a terminal.
class Output {
 public:
  Output(bool json, bool quiet, bool color);
  bool terminal() const { return terminal_; }        // stdout
  bool error_terminal() const { return error_terminal_; }
  int columns() const;                               // width of the terminal, 80 when unknown
  bool color() const { return color_; }

  void line(std::string_view text);                  // result text to stdout; nothing under --json
  void raw(std::string_view bytes);                  // bytes as they are
  void document(base::JsonWriter& json);             // the one JSON document
  // Aligned on a terminal, TSV with no colour when piped. Cells are made printable.
  void table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows);
  void note(std::string_view text);                  // stderr; silent under --quiet and --json
  void warn(std::string_view text);                  // stderr, "warning: ..."
  // One progress line on stderr, rewritten in place; silent when stderr is no terminal.
  void progress(std::string_view text);
  void progress_done();
  std::string bold(std::string_view text) const;
  std::string dim(std::string_view text) const;

 private:
  bool json_, quiet_, color_, terminal_, error_terminal_;
  bool progress_shown_ = false;
};

}  // namespace retrovue::cli
