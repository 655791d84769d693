#include "station/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "base/text.h"

namespace retrovue::station {

using base::Error;
using base::ErrorKind;

namespace {
constexpr std::size_t kMostBytes = 1 << 20, kMostDepth = 24, kMostNodes = 50'000;

std::size_t count(const YamlNode& node) {
  std::size_t sum = 1;
  for (const auto& one : node.list) sum += count(one);
  for (const auto& [key, value] : node.map) sum += count(key) + count(value);
  return sum;
}

std::size_t depth(const YamlNode& node) {
  std::size_t most = 0;
  for (const auto& one : node.list) most = std::max(most, depth(one));
  for (const auto& [key, value] : node.map) most = std::max(most, depth(value));
  return most + 1;
}

// Builds trees from the parser's events, within the limits.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view name) : name_(name) {}
  std::vector<YamlNode> documents;

  void OnDocumentStart(const YAML::Mark&) override { anchors_.clear(); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { put(made(mark, YamlNode::Kind::null), anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    auto node = made(mark, YamlNode::Kind::null);
    if (known == anchors_.end()) throw yaml_error(name_, node, "an alias that holds itself");
    const auto line = node.line, column = node.column;
    grow(node, known->second.nodes);
    if (open_.size() + known->second.depth > kMostDepth) throw yaml_error(name_, node, "nested too deeply");
    node = known->second.node;
    node.line = line;
    node.column = column;
    put(std::move(node), 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    auto node = made(mark, YamlNode::Kind::scalar);
    if (!tag.empty() && tag != "?" && tag != "!") throw yaml_error(name_, node, fmt::format("tag '{}' is not known here", tag));
    node.text = value;
    node.quoted = tag == "!";
    if (!node.quoted && (value == "~" || value == "null" || value == "Null" || value == "NULL")) node.kind = YamlNode::Kind::null;
    put(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, YamlNode::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    begin(mark, tag, anchor, YamlNode::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    YamlNode key;
  };
  struct Anchor {
    YamlNode node;
    std::size_t nodes = 0, depth = 0;
  };

  YamlNode made(const YAML::Mark& mark, YamlNode::Kind kind) {
    YamlNode node;
    node.kind = kind;
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    return node;
  }
  void grow(const YamlNode& at, std::size_t by) {
    nodes_ += by;
    if (nodes_ > kMostNodes) throw yaml_error(name_, at, fmt::format("more than {} values, aliases written out", kMostNodes));
  }
  void begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    auto node = made(mark, kind);
    if (!tag.empty() && tag != "?" && tag != "!") throw yaml_error(name_, node, fmt::format("tag '{}' is not known here", tag));
    if (open_.size() >= kMostDepth) throw yaml_error(name_, node, fmt::format("nested deeper than {} levels", kMostDepth));
    open_.push_back({std::move(node), anchor, false, {}});
  }
  void close() {
    auto done = std::move(open_.back());
    open_.pop_back();
    put(std::move(done.node), done.anchor);
  }
  void put(YamlNode node, YAML::anchor_t anchor) {
    grow(node, 1);
    if (anchor) anchors_[anchor] = {node, count(node), depth(node)};
    if (open_.empty()) {
      documents.push_back(std::move(node));
      return;
    }
    auto& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::list) {
      parent.node.list.push_back(std::move(node));
    } else if (!parent.has_key) {
      if (node.kind != YamlNode::Kind::scalar) throw yaml_error(name_, node, "a key must be a word");
      if (parent.node.find(node.text)) throw yaml_error(name_, node, fmt::format("'{}' stands here twice", base::printable(node.text)));
      parent.key = std::move(node);
      parent.has_key = true;
    } else {
      parent.node.map.emplace_back(std::move(parent.key), std::move(node));
      parent.has_key = false;
    }
  }

  std::string_view name_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchor> anchors_;
  std::size_t nodes_ = 0;
};

YamlNode place(int line, int column) {
  YamlNode node;
  node.line = line;
  node.column = column;
  return node;
}
}  // namespace

YamlNode YamlNode::plain(std::string text) {
  YamlNode node;
  node.kind = Kind::scalar;
  node.text = std::move(text);
  return node;
}

YamlNode YamlNode::string(std::string text) {
  auto node = plain(std::move(text));
  node.quoted = true;
  return node;
}

YamlNode& YamlNode::add(std::string key, YamlNode value) {
  kind = Kind::map;
  map.emplace_back(plain(std::move(key)), std::move(value));
  return *this;
}

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const auto& [name, value] : map)
    if (name.text == key) return &value;
  return nullptr;
}

bool YamlNode::is_integer() const {
  if (kind != Kind::scalar || quoted) return false;
  std::string_view digits = text;
  if (!digits.empty() && (digits.front() == '-' || digits.front() == '+')) digits.remove_prefix(1);
  return !digits.empty() && digits.size() < 19 && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool YamlNode::is_number() const {
  if (is_integer()) return true;
  if (kind != Kind::scalar || quoted) return false;
  std::string_view rest = text;
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) rest.remove_prefix(1);
  bool digit = false, other = false;
  for (const char c : rest) {
    digit = digit || (c >= '0' && c <= '9');
    other = other || !((c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-');
  }
  return digit && !other && std::count(rest.begin(), rest.end(), '.') <= 1 && rest.front() != 'e' && rest.front() != 'E';
}

bool YamlNode::is_reserved() const {
  if (kind == Kind::null) return true;
  if (kind != Kind::scalar || quoted) return false;
  static constexpr std::string_view kWords[] = {"true", "True", "TRUE", "false", "False", "FALSE", ""};
  return std::find(std::begin(kWords), std::end(kWords), text) != std::end(kWords);
}

Error yaml_error(std::string_view name, const YamlNode& at, const std::string& message, std::string hint) {
  return Error(ErrorKind::usage, fmt::format("{}:{}:{}: {}", base::printable(name), at.line, at.column, message), std::move(hint));
}

std::vector<YamlNode> parse_yaml(std::string_view text, std::string_view name) {
  if (text.size() > kMostBytes)
    throw Error(ErrorKind::usage, fmt::format("{}: larger than {} KiB", base::printable(name), kMostBytes / 1024));
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!base::is_utf8(text)) {
    int line = 1;
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string_view::npos && base::is_utf8(text.substr(begin, end - begin)); begin = end + 1) ++line;
    throw yaml_error(name, place(line, 1), "not UTF-8");
  }
  Builder builder(name);
  try {
    std::istringstream in{std::string{text}};
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw yaml_error(name, place(error.mark.line + 1, error.mark.column + 1), "not valid YAML: " + base::printable(error.msg));
  }
  return std::move(builder.documents);
}

}  // namespace retrovue::station
