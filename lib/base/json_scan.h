#pragma once
#include <cstddef>
#include <string_view>

namespace retrovue::base {

enum class JsonScalar { text, number, boolean, null };

// Receives a JSON text piece by piece. Views hold during the call only; numbers come as they were written,
// booleans as "true" and "false". Returning false stops the scan.
class JsonEvents {
 public:
  virtual ~JsonEvents() = default;
  virtual bool begin(bool object, std::size_t offset) = 0;  // of its '{' or '['
  virtual bool end(bool object, std::size_t offset) = 0;    // after its '}' or ']'
  virtual bool key(std::string_view name) = 0;
  virtual bool scalar(std::string_view text, JsonScalar kind) = 0;
};

enum class JsonEnd {
  whole,
  cut_off,    // the text ends inside a value: the transfer was cut, not the end of the list
  malformed,  // no JSON, or nested deeper than 64
  stopped,
};

// Reads in one pass with memory for the longest string only; the text stays as it is. Never throws on bad input.
JsonEnd scan_json(std::string_view text, JsonEvents& events);

}  // namespace retrovue::base
