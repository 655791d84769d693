#include <algorithm>

#include "base/json.h"
#include "station/yaml_tree.h"

namespace retrovue::station {
namespace {

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Text that every YAML version reads as text without quotes, also inside [ ] and { }.
bool bare(const std::string& text) {
  static constexpr std::string_view kNever[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  if (text.empty() || !letter(text.front()) || text.back() == ' ') return false;
  std::string lower;
  for (const char c : text) {
    if (!letter(c) && !(c >= '0' && c <= '9') && c != ' ' && c != '_' && c != '-' && c != '.' && c != '/') return false;
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return std::find(std::begin(kNever), std::end(kNever), lower) == std::end(kNever);
}

std::string quoted(const std::string& text) {
  base::JsonWriter json;  // a JSON string is a double-quoted YAML scalar
  json.value(text);
  return json.take();
}

std::string scalar(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::null) return "null";
  return node.quoted && !bare(node.text) ? quoted(node.text) : node.text;
}

bool is_scalar(const YamlNode& node) { return node.kind == YamlNode::Kind::scalar || node.kind == YamlNode::Kind::null; }

std::string on_line(const YamlNode& node) {
  if (is_scalar(node)) return scalar(node);
  std::string text;
  for (const auto& one : node.list) text += (text.empty() ? "" : ", ") + on_line(one);
  for (const auto& [key, value] : node.map) text += (text.empty() ? "" : ", ") + key.text + ": " + on_line(value);
  return node.kind == YamlNode::Kind::list ? "[" + text + "]" : "{" + text + "}";
}

// Lines of a map or list, each after so many spaces; lead stands before the first instead.
void lines(std::string& out, const YamlNode& node, std::size_t indent, std::string lead) {
  const std::string pad(indent, ' ');
  const auto value_of = [&](const YamlNode& value, std::size_t deeper) {
    if (is_scalar(value) || value.flow || (value.list.empty() && value.map.empty())) {
      out += " " + on_line(value) + "\n";
    } else {
      out += "\n";
      lines(out, value, deeper, std::string(deeper, ' '));
    }
  };
  if (node.kind == YamlNode::Kind::map) {
    for (const auto& [key, value] : node.map) {
      out += std::exchange(lead, pad) + key.text + ":";
      value_of(value, indent + 2);
    }
    return;
  }
  for (const auto& one : node.list) {
    if (is_scalar(one) || one.flow || one.kind == YamlNode::Kind::list) out += pad + "- " + on_line(one) + "\n";
    else lines(out, one, indent + 2, pad + "- ");
  }
}

void json_value(base::JsonWriter& json, const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null: json.null(); break;
    case YamlNode::Kind::scalar:
      if (node.is_number() || node.text == "true" || node.text == "false") {
        if (!node.quoted) {
          json.raw(node.text);
          break;
        }
      }
      json.value(node.text);
      break;
    case YamlNode::Kind::list:
      json.array();
      for (const auto& one : node.list) json_value(json, one);
      json.end();
      break;
    case YamlNode::Kind::map:
      json.object();
      for (const auto& [key, value] : node.map) json_value(json.key(key.text), value);
      json.end();
      break;
  }
}
}  // namespace

std::string write_yaml(const YamlNode& map) {
  std::string out;
  lines(out, map, 0, "");
  return out;
}

std::string write_json(const YamlNode& node) {
  base::JsonWriter json;
  json_value(json, node);
  return json.take();
}

}  // namespace retrovue::station
