#include "base/toml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "base/text.h"

namespace retrovue::base {
namespace {
bool is_bare(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

void append_utf8(std::string& out, unsigned long code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}
}  // namespace

// One pass over the text; at_ never passes the end.
class TomlReader {
 public:
  explicit TomlReader(Toml& toml) : toml_(toml), text_(toml.text_) {}

  void read() {
    for (blank_lines(); !done(); blank_lines()) {
      if (peek() == '[') table();
      else entry();
    }
  }

 private:
  bool done() const { return at_ >= text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  char next() {
    const char c = peek();
    if (!done()) ++at_;
    if (c == '\n') ++line_;
    return c;
  }
  bool take(std::string_view word) {
    if (std::string_view{text_}.substr(at_, word.size()) != word) return false;
    for (std::size_t i = 0; i < word.size(); ++i) next();
    return true;
  }
  [[noreturn]] void fail(const std::string& problem, int line = 0) const {
    throw Error(ErrorKind::usage, fmt::format("{}:{}: {}", toml_.name_, line ? line : line_, problem));
  }

  void spaces() {
    while (peek() == ' ' || peek() == '\t') next();
  }
  void comment() {
    if (peek() == '#')
      while (!done() && peek() != '\n') next();
  }
  void blank_lines() {
    for (;;) {
      spaces();
      comment();
      if (peek() == '\r' || peek() == '\n') next();
      else return;
    }
  }
  void end_of_line() {
    spaces();
    comment();
    if (peek() == '\r') next();
    if (!done() && next() != '\n') fail("one value a line");
  }

  std::string key() {
    std::string name;
    do {
      spaces();
      if (!name.empty()) name += '.';
      if (peek() == '"' || peek() == '\'') {
        name += string();
      } else {
        const auto begin = at_;
        while (is_bare(peek())) next();
        if (at_ == begin) fail("a key is expected here");
        name += text_.substr(begin, at_ - begin);
      }
      spaces();
    } while (take("."));
    return name;
  }

  void table() {
    if (take("[[")) fail("arrays of tables are not used here");
    next();
    auto name = key();
    if (!take("]")) fail("']' is missing after the name of the table");
    end_of_line();
    for (const auto& other : toml_.tables_)
      if (other.name == name) fail(fmt::format("the table [{}] stands here a second time", name), line_ - 1);
    toml_.tables_.push_back({std::move(name), at_});
  }

  void entry() {
    TomlEntry made;
    made.line = line_;
    const auto& inside = toml_.tables_.back().name;
    made.key = (inside.empty() ? "" : inside + ".") + key();
    if (!take("=")) fail(fmt::format("'=' is missing after '{}'", made.key));
    spaces();
    made.begin = at_;
    if (peek() == '[') array(made);
    else made.values.push_back(scalar(made));
    made.end = at_;
    end_of_line();
    if (toml_.find(made.key)) fail(fmt::format("'{}' is given a second time", made.key), made.line);
    toml_.tables_.back().end = at_;
    toml_.entries_.push_back(std::move(made));
  }

  void array(TomlEntry& made) {
    made.array = true;
    next();
    for (;;) {
      blank_lines();
      if (take("]")) return;
      if (peek() == '[') fail("arrays in arrays are not used here");
      made.values.push_back(scalar(made));
      blank_lines();
      if (!take(",")) {
        if (take("]")) return;
        fail("',' or ']' is missing in the array");
      }
    }
  }

  std::string scalar(TomlEntry& made) {
    if (peek() == '"' || peek() == '\'') {
      made.quoted = true;
      return string();
    }
    if (peek() == '{') fail("inline tables are not used here; write a [table]");
    const auto begin = at_;
    while (!done() && std::string_view{",]#\r\n"}.find(peek()) == std::string_view::npos) next();
    const std::string word{trim(std::string_view{text_}.substr(begin, at_ - begin))};
    at_ = begin + word.size();
    if (word.empty()) fail("a value is missing");
    const bool starts_well = std::isdigit(static_cast<unsigned char>(word[0])) || word[0] == '+' || word[0] == '-';
    if (word != "true" && word != "false" && !starts_well) fail(fmt::format("the text {} needs quotes", printable(word)));
    if (!starts_well) return word;
    std::string digits;
    for (char c : word)
      if (c != '_') digits += c;
    return digits;
  }

  std::string string() {
    const char quote = peek();
    const std::string three(3, quote);
    const bool lines = take(three);
    const int first_line = line_;
    if (!lines) next();
    else if (peek() == '\r' || peek() == '\n') take("\r"), take("\n");
    std::string out;
    for (;;) {
      if (done()) fail("the string has no end", first_line);
      if (lines ? take(three) : take(std::string(1, quote))) return out;
      const char c = next();
      if (c == '\n' && !lines) fail("the string has no end", first_line);
      if (c == '\\' && quote == '"') escape(out, lines);
      else out += c;
    }
  }

  void escape(std::string& out, bool lines) {
    const char c = next();
    switch (c) {
      case 'b': out += '\b'; return;
      case 't': out += '\t'; return;
      case 'n': out += '\n'; return;
      case 'f': out += '\f'; return;
      case 'r': out += '\r'; return;
      case '"': out += '"'; return;
      case '\\': out += '\\'; return;
      case 'u': return unicode(out, 4);
      case 'U': return unicode(out, 8);
      case ' ': case '\t': case '\r': case '\n':
        if (lines) {
          while (std::isspace(static_cast<unsigned char>(peek()))) next();
          return;
        }
        [[fallthrough]];
      default: fail("unknown escape after '\\' in a string");
    }
  }

  void unicode(std::string& out, int digits) {
    unsigned long code = 0;
    for (int i = 0; i < digits; ++i) {
      const char c = next();
      if (!std::isxdigit(static_cast<unsigned char>(c))) fail("hexadecimal digits are missing in an escape");
      code = code * 16 + static_cast<unsigned long>(std::isdigit(static_cast<unsigned char>(c)) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) fail("an escape names no character");
    append_utf8(out, code);
  }

  Toml& toml_;
  const std::string& text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

Toml Toml::parse(std::string text, const std::string& name) {
  Toml made;
  made.text_ = std::move(text);
  made.name_ = name;
  TomlReader{made}.read();
  return made;
}

const TomlEntry* Toml::find(std::string_view key) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry.key == key; });
  return found == entries_.end() ? nullptr : &*found;
}

std::string Toml::with(std::string_view key, std::string_view literal) const {
  std::string out = text_;
  if (const auto* entry = find(key)) return out.replace(entry->begin, entry->end - entry->begin, literal);
  const auto dot = key.rfind('.');
  const auto table = dot == std::string_view::npos ? std::string_view{} : key.substr(0, dot);
  const auto line = fmt::format("{} = {}\n", dot == std::string_view::npos ? key : key.substr(dot + 1), literal);
  for (const auto& known : tables_) {
    if (known.name != table) continue;
    const bool broken_line = known.end > 0 && out[known.end - 1] != '\n';
    return out.insert(known.end, broken_line ? "\n" + line : line);
  }
  if (!out.empty() && out.back() != '\n') out += '\n';
  return out + (out.empty() ? "" : "\n") + fmt::format("[{}]\n", table) + line;
}

std::string Toml::without(std::string_view key) const {
  std::string out = text_;
  const auto* entry = find(key);
  if (!entry) return out;
  const auto before = entry->begin == 0 ? std::string::npos : out.rfind('\n', entry->begin - 1);
  const auto begin = before == std::string::npos ? 0 : before + 1;
  const auto after = out.find('\n', entry->end);
  return out.erase(begin, after == std::string::npos ? std::string::npos : after + 1 - begin);
}

std::string toml_string(std::string_view value) {
  std::string out = "\"";
  for (char c : value) {
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else out += c;
  }
  return out + '"';
}

std::string toml_literal(std::string_view value) {
  if (value == "true" || value == "false") return std::string{value};
  auto digits = value.substr(value.starts_with('-') ? 1 : 0);
  const bool number = !digits.empty() && digits.size() < 19 && (digits.size() == 1 || digits[0] != '0') &&
                      std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c); });
  return number ? std::string{value} : toml_string(value);
}

}  // namespace retrovue::base
