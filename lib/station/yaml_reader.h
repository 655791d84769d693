#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/words.h"
#include "station/yaml_tree.h"

namespace retrovue::station {

// Reads one map whose keys are known beforehand. Members that are absent leave their target as it is; every fault is an
// Error(usage) with the place.
class YamlMap {
 public:
  // Throws when node is no map or holds a key that is not allowed (the nearest as the hint).
  YamlMap(std::string_view file, const YamlNode& node, std::string what, const std::vector<std::string>& keys);

  const YamlNode& node() const { return node_; }
  const YamlNode* find(std::string_view key) const { return node_.find(key); }
  const YamlNode& need(std::string_view key) const;
  base::Error error(const YamlNode& at, const std::string& message, std::string hint = {}) const;

  // Text is any scalar that is not true, false or null; numbers are taken as written. Never empty, at most 200 bytes.
  bool text(std::string_view key, std::string& target) const;
  bool integer(std::string_view key, int least, int most, int& target) const;
  bool integer(std::string_view key, int least, int most, std::optional<int>& target) const;
  bool flag(std::string_view key, bool& target) const;
  bool time_of_day(std::string_view key, base::Millis& target) const;  // quoted or not
  bool duration(std::string_view key, base::Millis most, base::Millis& target) const;
  template <typename E>
  bool word(std::string_view key, E& target) const {
    std::string given;
    if (!text(key, given)) return false;
    target = guarded(key, [&] { return model::from_text<E>(given); });
    return true;
  }
  // One text or a list of them.
  bool texts(std::string_view key, std::vector<std::string>& target) const;
  // The members of a list; at most so many.
  const std::vector<YamlNode>* list(std::string_view key, std::size_t most) const;
  std::string scalar(const YamlNode& node) const;
  // Runs a parser of lib/base; its error gets the place of the key's value.
  template <typename F>
  auto guarded(std::string_view key, F&& parse) const {
    try {
      return parse();
    } catch (const base::Error& fault) {
      throw error(need(key), fault.message(), fault.hint());
    }
  }

 private:
  std::string_view file_;
  const YamlNode& node_;
  std::string what_;
};

}  // namespace retrovue::station
