#include "base/json.h"

#include <fmt/format.h>
#define RAPIDJSON_HAS_STDSTRING 1
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "base/time_text.h"

namespace retrovue::base {
namespace {
std::string valid_utf8(std::string_view bytes) {
  std::string out;
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::size_t n = 1;
    while (n <= 4 && at + n <= bytes.size() && !is_utf8(bytes.substr(at, n))) ++n;
    if (n > 4 || at + n > bytes.size()) {
      out += "\xEF\xBF\xBD";
      ++at;
    } else {
      out += bytes.substr(at, n);
      at += n;
    }
  }
  return out;
}

// Nesting is checked before parsing, so that hostile input cannot exhaust memory or stack.
void check_depth(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      else if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > 64) throw Error(ErrorKind::failed, "JSON nested deeper than 64 levels");
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
}
}  // namespace

struct JsonWriter::Impl {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> pretty{buffer};
  rapidjson::Writer<rapidjson::StringBuffer> plain{buffer};
  bool is_pretty = false;
  std::vector<char> open;

  template <typename F>
  void with(F&& f) {
    if (is_pretty) f(pretty);
    else f(plain);
  }
};

JsonWriter::JsonWriter(bool pretty) : impl_(std::make_unique<Impl>()) {
  impl_->is_pretty = pretty;
  impl_->pretty.SetIndent(' ', 2);
}
JsonWriter::JsonWriter(JsonWriter&&) noexcept = default;
JsonWriter::~JsonWriter() = default;

JsonWriter& JsonWriter::object() {
  impl_->with([](auto& w) { w.StartObject(); });
  impl_->open.push_back('{');
  return *this;
}
JsonWriter& JsonWriter::array() {
  impl_->with([](auto& w) { w.StartArray(); });
  impl_->open.push_back('[');
  return *this;
}
JsonWriter& JsonWriter::end() {
  const bool object = impl_->open.back() == '{';
  impl_->open.pop_back();
  impl_->with([&](auto& w) { object ? w.EndObject() : w.EndArray(); });
  return *this;
}
JsonWriter& JsonWriter::key(std::string_view name) {
  impl_->with([&](auto& w) { w.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); });
  return *this;
}
JsonWriter& JsonWriter::value(std::string_view text) {
  const auto write = [&](std::string_view t) {
    impl_->with([&](auto& w) { w.String(t.data(), static_cast<rapidjson::SizeType>(t.size())); });
  };
  if (is_utf8(text)) write(text);
  else write(valid_utf8(text));
  return *this;
}
JsonWriter& JsonWriter::value(std::int64_t number) {
  impl_->with([&](auto& w) { w.Int64(number); });
  return *this;
}
JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  return raw(fmt::format("{:.6g}", number));
}
JsonWriter& JsonWriter::value(bool yes) {
  impl_->with([&](auto& w) { w.Bool(yes); });
  return *this;
}
JsonWriter& JsonWriter::null() {
  impl_->with([](auto& w) { w.Null(); });
  return *this;
}
JsonWriter& JsonWriter::raw(std::string_view json) {
  impl_->with([&](auto& w) { w.RawValue(json.data(), json.size(), rapidjson::kObjectType); });
  return *this;
}
JsonWriter& JsonWriter::time(Millis at) { return value(rfc3339_utc(at)); }
std::string JsonWriter::take() {
  std::string text{impl_->buffer.GetString(), impl_->buffer.GetSize()};
  impl_ = std::make_unique<Impl>();
  return text;
}

struct Json::Document {
  rapidjson::Document tree;
};

namespace {
const rapidjson::Value* node(const void* p) { return static_cast<const rapidjson::Value*>(p); }
std::string_view view(const rapidjson::Value& v) { return {v.GetString(), v.GetStringLength()}; }
}  // namespace

Json Json::parse(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) throw Error(ErrorKind::failed, fmt::format("JSON larger than {} bytes", max_bytes));
  check_depth(text);
  auto document = std::make_shared<Document>();
  document->tree.Parse<rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  if (document->tree.HasParseError())
    throw Error(ErrorKind::failed, fmt::format("malformed JSON at byte {}: {}", document->tree.GetErrorOffset(),
                                               rapidjson::GetParseError_En(document->tree.GetParseError())));
  const void* root = &document->tree;
  return Json{std::move(document), root};
}

bool Json::is_object() const { return node_ && node(node_)->IsObject(); }
bool Json::is_array() const { return node_ && node(node_)->IsArray(); }
bool Json::is_string() const { return node_ && node(node_)->IsString(); }
bool Json::is_number() const { return node_ && node(node_)->IsNumber(); }

Json Json::operator[](std::string_view member) const {
  if (!is_object()) return {};
  const rapidjson::Value name{rapidjson::StringRef(member.data(), member.size())};
  const auto found = node(node_)->FindMember(name);
  return found == node(node_)->MemberEnd() ? Json{} : Json{document_, &found->value};
}
std::size_t Json::size() const { return is_array() ? node(node_)->Size() : 0; }
Json Json::at(std::size_t index) const {
  return index < size() ? Json{document_, &(*node(node_))[static_cast<rapidjson::SizeType>(index)]} : Json{};
}
std::vector<std::pair<std::string, Json>> Json::members() const {
  std::vector<std::pair<std::string, Json>> all;
  if (is_object())
    for (const auto& m : node(node_)->GetObject()) all.emplace_back(std::string{view(m.name)}, Json{document_, &m.value});
  return all;
}
std::optional<std::string> Json::text() const {
  return is_string() ? std::optional<std::string>{view(*node(node_))} : std::nullopt;
}
std::optional<std::int64_t> Json::integer() const {
  if (!node_) return std::nullopt;
  if (node(node_)->IsInt64()) return node(node_)->GetInt64();
  if (const auto d = number(); d && std::abs(*d) < 9e15 && *d == std::floor(*d)) return static_cast<std::int64_t>(*d);
  return std::nullopt;
}
std::optional<double> Json::number() const {
  if (!node_) return std::nullopt;
  if (node(node_)->IsNumber()) return node(node_)->GetDouble();
  if (!node(node_)->IsString()) return std::nullopt;
  const auto t = view(*node(node_));
  double d = 0;
  auto [end, ec] = std::from_chars(t.data(), t.data() + t.size(), d);
  return ec == std::errc{} && end == t.data() + t.size() && !t.empty() ? std::optional{d} : std::nullopt;
}
std::optional<bool> Json::boolean() const {
  if (!node_) return std::nullopt;
  if (node(node_)->IsBool()) return node(node_)->GetBool();
  if (is_string() && (view(*node(node_)) == "true" || view(*node(node_)) == "false")) return view(*node(node_)) == "true";
  const auto i = integer();
  return i && (*i == 0 || *i == 1) ? std::optional{*i == 1} : std::nullopt;
}
std::string Json::dump() const {
  if (!node_) return "null";
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  node(node_)->Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace retrovue::base
