#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace retrovue::cli {

struct Column {
  std::string title;
  bool right = false;
};

// The reader of stdout has gone (EPIPE): the program ends quietly.
struct Closed {};

// stdout is the result, stderr everything else. The only place that asks whether a stream is a terminal.
// Result text is gathered and written at flush (run() calls it) or when it has grown; a full disk throws
// Error(failed), a gone reader Closed.
class Output {
 public:
  Output(bool json, bool quiet, bool color);
  bool terminal() const { return terminal_; }        // stdout
  bool error_terminal() const { return error_terminal_; }
  int columns() const;                               // width of the terminal, 80 when unknown
  bool color() const { return color_; }
  bool json() const { return json_; }

  void line(std::string_view text);                  // result text to stdout; nothing under --json
  void raw(std::string_view bytes);                  // bytes as they are, also under --json; flushed at once
  void document(base::JsonWriter& json);             // the one JSON document
  // Aligned on a terminal, TSV with no colour when piped. Cells are made printable. Nothing under --json.
  void table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows);
  void note(std::string_view text);                  // stderr; silent under --quiet and --json
  void warn(std::string_view text);                  // stderr, "warning: ..."
  // One progress line on stderr, rewritten in place; silent when stderr is no terminal.
  void progress(std::string_view text);
  // One JSON line on stderr, for --json --progress.
  void progress_json(base::JsonWriter& json);
  void progress_done();
  std::string bold(std::string_view text) const;
  std::string dim(std::string_view text) const;
  // For bytes that are no text: throws Error(usage) when stdout is a terminal. what: "a transport stream".
  void need_no_terminal(std::string_view what) const;
  void flush();

 private:
  void write_error(std::string text);
  std::string pending_;
  bool json_, quiet_, color_, terminal_, error_terminal_;
  bool progress_shown_ = false;
};

// Columns padded to their widest cell, two spaces apart, the last one cut to fit width. Cells are printable text.
std::string aligned(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows, int width);
// Breaks text at spaces so that no line is longer than width; every line after the first starts with indent spaces.
std::string wrapped(std::string_view text, int width, int indent);

}  // namespace retrovue::cli
