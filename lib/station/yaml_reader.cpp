#include "station/yaml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/time_text.h"

namespace retrovue::station {
namespace {
constexpr std::size_t kLongestText = 200;
}

YamlMap::YamlMap(std::string_view file, const YamlNode& node, std::string what, const std::vector<std::string>& keys)
    : file_(file), node_(node), what_(std::move(what)) {
  if (node.kind != YamlNode::Kind::map) throw error(node, fmt::format("{} must be a map of keys and values", what_));
  for (const auto& [key, value] : node.map) {
    if (std::find(keys.begin(), keys.end(), key.text) != keys.end()) continue;
    const auto near = base::nearest(key.text, keys);
    throw error(key, fmt::format("unknown key '{}' in {}", base::printable(key.text), what_),
                near.empty() ? "it may hold " + base::join(keys, ", ") : fmt::format("did you mean '{}'?", near));
  }
}

base::Error YamlMap::error(const YamlNode& at, const std::string& message, std::string hint) const {
  return yaml_error(file_, at, message, std::move(hint));
}

const YamlNode& YamlMap::need(std::string_view key) const {
  if (const auto* found = find(key)) return *found;
  throw error(node_, fmt::format("{} needs '{}'", what_, key));
}

std::string YamlMap::scalar(const YamlNode& at) const {
  if (at.kind == YamlNode::Kind::list || at.kind == YamlNode::Kind::map) throw error(at, "a text is expected here");
  if (at.is_reserved()) throw error(at, fmt::format("'{}' is no text", at.text.empty() ? "null" : at.text), "quote it if it is meant as text");
  if (at.text.empty()) throw error(at, "the text is empty", "leave the key out instead");
  if (at.text.size() > kLongestText) throw error(at, fmt::format("the text is longer than {} bytes", kLongestText));
  return at.text;
}

bool YamlMap::text(std::string_view key, std::string& target) const {
  const auto* found = find(key);
  if (!found) return false;
  target = scalar(*found);
  return true;
}

bool YamlMap::integer(std::string_view key, int least, int most, int& target) const {
  const auto* found = find(key);
  if (!found) return false;
  long long value = 0;
  if (found->is_integer()) {
    const std::string_view digits = found->text.front() == '+' ? std::string_view(found->text).substr(1) : found->text;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
  }
  if (!found->is_integer() || value < least || value > most)
    throw error(*found, fmt::format("'{}' must be a whole number from {} to {}", key, least, most));
  target = static_cast<int>(value);
  return true;
}

bool YamlMap::integer(std::string_view key, int least, int most, std::optional<int>& target) const {
  int value = 0;
  if (!integer(key, least, most, value)) return false;
  target = value;
  return true;
}

bool YamlMap::flag(std::string_view key, bool& target) const {
  const auto* found = find(key);
  if (!found) return false;
  const auto word = found->kind == YamlNode::Kind::scalar && !found->quoted ? base::lower_ascii(found->text) : "";
  if (!found->is_reserved() || (word != "true" && word != "false")) throw error(*found, fmt::format("'{}' must be true or false", key));
  target = word == "true";
  return true;
}

bool YamlMap::time_of_day(std::string_view key, base::Millis& target) const {
  std::string given;
  if (!text(key, given)) return false;
  target = guarded(key, [&] { return base::parse_time_of_day(given); });
  return true;
}

bool YamlMap::duration(std::string_view key, base::Millis most, base::Millis& target) const {
  std::string given;
  if (!text(key, given)) return false;
  target = guarded(key, [&] { return base::parse_duration(given); });
  if (target > most) throw error(need(key), fmt::format("'{}' is longer than {}", key, base::short_duration(most)));
  return true;
}

bool YamlMap::texts(std::string_view key, std::vector<std::string>& target) const {
  const auto* found = find(key);
  if (!found) return false;
  target.clear();
  if (found->kind != YamlNode::Kind::list) {
    target.push_back(scalar(*found));
    return true;
  }
  for (const auto& one : *list(key, 100)) target.push_back(scalar(one));
  return true;
}

const std::vector<YamlNode>* YamlMap::list(std::string_view key, std::size_t most) const {
  const auto* found = find(key);
  if (!found) return nullptr;
  if (found->kind != YamlNode::Kind::list) throw error(*found, fmt::format("'{}' must be a list", key));
  if (found->list.size() > most) throw error(*found, fmt::format("'{}' holds more than {} entries", key, most));
  return &found->list;
}

}  // namespace retrovue::station
