#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace retrovue::base {

// Builds one JSON text in order. Strings are made valid UTF-8 (invalid bytes become U+FFFD).
class JsonWriter {
 public:
  explicit JsonWriter(bool pretty = false);
  JsonWriter(JsonWriter&&) noexcept;
  ~JsonWriter();
  JsonWriter& object();
  JsonWriter& array();
  JsonWriter& end();  // closes the innermost object or array
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view{text}); }
  JsonWriter& value(const std::string& text) { return value(std::string_view{text}); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(std::size_t number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(double number);
  JsonWriter& value(bool yes);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // already JSON
  JsonWriter& time(Millis at);             // RFC 3339 UTC with milliseconds
  template <typename T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }
  template <typename T>
  JsonWriter& value(const std::vector<T>& list) {
    array();
    for (const auto& one : list) value(one);
    return end();
  }
  template <typename T>
  JsonWriter& field(std::string_view name, const T& v) {
    return key(name).value(v);
  }
  // Empty text means absent: null.
  JsonWriter& text_or_null(std::string_view name, std::string_view text) {
    return text.empty() ? key(name).null() : key(name).value(text);
  }
  std::string take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A parsed value: cheap to copy, shares the document. Missing members and wrong types read as absent.
class Json {
 public:
  // Limits: depth 64. Throws Error(failed) with the offset on malformed text.
  static Json parse(std::string_view text, std::size_t max_bytes = 64 << 20);
  Json() = default;
  bool exists() const { return node_ != nullptr; }
  bool is_object() const;
  bool is_array() const;
  bool is_string() const;
  bool is_number() const;
  Json operator[](std::string_view member) const;
  std::size_t size() const;              // of an array, else 0
  Json at(std::size_t index) const;
  std::vector<std::pair<std::string, Json>> members() const;
  std::optional<std::string> text() const;
  std::optional<std::int64_t> integer() const;  // also from "12" and 12.0
  std::optional<double> number() const;         // also from "1.5"
  std::optional<bool> boolean() const;          // also from 0/1, "0"/"1", "true"/"false"
  std::string text_or(std::string_view otherwise) const { return text().value_or(std::string{otherwise}); }
  std::string dump() const;

 private:
  struct Document;
  Json(std::shared_ptr<const Document> document, const void* node) : document_(std::move(document)), node_(node) {}
  std::shared_ptr<const Document> document_;
  const void* node_ = nullptr;
};

}  // namespace retrovue::base
