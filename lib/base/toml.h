#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace retrovue::base {

// One `key = value` line of a TOML 1.0 file.
struct TomlEntry {
  std::string key;                  // with its table: "sync.jobs"
  std::vector<std::string> values;  // one, or the elements of an array; strings unquoted, the rest as written
  bool array = false;
  bool quoted = false;              // the (first) value was a string
  int line = 0;                     // counted from 1
  std::size_t begin = 0, end = 0;   // bytes of the value in the text
};

// A settings file: tables, dotted keys, strings, numbers, booleans, dates and arrays of those. Inline tables and
// arrays of tables are refused. Editing keeps every other byte as it was.
class Toml {
 public:
  // name stands in error texts. Throws Error(usage) as "name:line: problem".
  static Toml parse(std::string text, const std::string& name);
  const std::vector<TomlEntry>& entries() const { return entries_; }
  const TomlEntry* find(std::string_view key) const;
  const std::string& text() const { return text_; }
  const std::string& name() const { return name_; }
  // The whole text with the value of key replaced or added; literal is written as it is (see toml_literal).
  std::string with(std::string_view key, std::string_view literal) const;
  std::string without(std::string_view key) const;  // the text unchanged when the key is absent

 private:
  friend class TomlReader;
  struct Table {
    std::string name;
    std::size_t end = 0;  // byte after the last line that belongs to it
  };
  std::string text_, name_;
  std::vector<TomlEntry> entries_;
  std::vector<Table> tables_{Table{}};  // the first is the unnamed one
};

// A value as TOML text: true, false and plain numbers bare, everything else a quoted string.
std::string toml_literal(std::string_view value);
std::string toml_string(std::string_view value);

}  // namespace retrovue::base
