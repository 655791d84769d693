#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace retrovue::station {

// A YAML value with its place. Scalars keep their text as written; what they mean is the reader's choice (YAML 1.2
// core rules: see is_number and is_word).
struct YamlNode {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  bool quoted = false;  // a scalar that was quoted is text, whatever it looks like
  bool flow = false;    // write on one line
  std::string text;
  std::vector<YamlNode> list;
  std::vector<std::pair<YamlNode, YamlNode>> map;  // in order; keys are scalars, each once
  int line = 0, column = 0;                        // 1-based

  static YamlNode plain(std::string text);   // number, true, false or a bare word
  static YamlNode string(std::string text);  // quoted where YAML or JSON need it
  YamlNode& add(std::string key, YamlNode value);
  const YamlNode* find(std::string_view key) const;
  // Plain scalars with a meaning of their own.
  bool is_integer() const;
  bool is_number() const;
  bool is_reserved() const;  // null, true, false and their spellings
};

// Limits of one text: 1 MiB, 24 levels, 50,000 nodes with aliases written out. Throws Error(usage) as
// "NAME:line:column: what is wrong". name is how the text is called in errors. One node per document.
std::vector<YamlNode> parse_yaml(std::string_view text, std::string_view name);

base::Error yaml_error(std::string_view name, const YamlNode& at, const std::string& message, std::string hint = {});

// Canonical forms: the same tree gives the same bytes, and reading them gives the same tree.
std::string write_yaml(const YamlNode& map);
std::string write_json(const YamlNode& node);

}  // namespace retrovue::station
