#include <pugixml.hpp>

#include "base/json_scan.h"
#include "sources/element.h"

namespace retrovue::sources {
namespace {
using base::JsonEnd;
using base::JsonScalar;

// Builds one item at a time out of JSON events. Levels: the document's object (1), MediaContainer (2), an array of
// items (3), an item (4) and below. A single object below MediaContainer is an item as well.
class Builder final : public base::JsonEvents {
 public:
  Builder(std::string_view body, Container& container, const std::function<bool(const Element&, std::string_view)>& on_item)
      : body_(body), container_(container), on_item_(on_item) {}

  bool begin(bool object, std::size_t offset) override {
    levels_.push_back({object, key_, std::nullopt});
    const auto depth = levels_.size();
    if (depth == 1) return object;
    if (depth == 2) {
      inside_ = object && levels_[0].object && key_ == "MediaContainer";
      found_ = found_ || inside_;
      return true;
    }
    if (!inside_ || !object) return true;
    const auto& above = levels_[depth - 2];
    // An object in an array goes by the name of the array, and belongs to the nearest object above that is in the tree.
    const auto name = std::string_view{above.object ? key_ : above.key};
    std::optional<std::uint32_t> parent;
    for (auto level = levels_.rbegin() + 1; level != levels_.rend() && !parent; ++level) parent = level->node;
    if (!parent) {
      tree_.clear();
      offset_ = offset;
    }
    levels_.back().node = tree_.add(parent, name);
    return true;
  }

  bool end(bool, std::size_t offset) override {
    const auto level = levels_.back();
    levels_.pop_back();
    if (levels_.size() == 1) inside_ = false;
    // An item ends where nothing above it belongs to the tree any more.
    if (!level.node || *level.node != 0) return true;
    return on_item_(Element{&tree_, 0}, body_.substr(offset_, offset - offset_));
  }

  bool key(std::string_view name) override {
    key_ = name;
    return true;
  }

  bool scalar(std::string_view text, JsonScalar kind) override {
    if (levels_.empty()) return false;
    if (!inside_ || kind == JsonScalar::null || !levels_.back().object) return true;
    if (levels_.size() == 2) container_.attributes.insert_or_assign(key_, std::string{text});
    else if (levels_.back().node) tree_.set(*levels_.back().node, key_, text);
    return true;
  }

  bool found() const { return found_; }

 private:
  struct Level {
    bool object;
    std::string key;
    std::optional<std::uint32_t> node;
  };
  std::string_view body_;
  Container& container_;
  const std::function<bool(const Element&, std::string_view)>& on_item_;
  ElementTree tree_;
  std::vector<Level> levels_;
  std::string key_;
  std::size_t offset_ = 0;
  bool inside_ = false, found_ = false;
};

void copy(const pugi::xml_node& from, ElementTree& tree, std::optional<std::uint32_t> parent, int depth) {
  const auto node = tree.add(parent, from.name());
  for (const auto& attribute : from.attributes()) tree.set(node, attribute.name(), attribute.value());
  if (depth >= 64) return;
  for (const auto& child : from.children())
    if (child.type() == pugi::node_element) copy(child, tree, node, depth + 1);
}

Container read_xml(std::string_view body, const std::function<bool(const Element&, std::string_view)>& on_item) {
  Container container;
  pugi::xml_document document;
  const auto result = document.load_buffer(body.data(), body.size(), pugi::parse_default, pugi::encoding_utf8);
  const auto root = document.child("MediaContainer");
  if (!root) return container;
  if (!result) {
    // A cut document lacks its last closing tag; anything else was never well formed.
    const auto tail = body.find_last_not_of(" \r\n\t");
    const bool closed = tail != body.npos && body.substr(0, tail + 1).ends_with("</MediaContainer>");
    container.end = closed ? ContainerEnd::malformed : ContainerEnd::cut_off;
    return container;
  }
  for (const auto& attribute : root.attributes()) container.attributes.insert_or_assign(attribute.name(), attribute.value());
  ElementTree tree;
  for (const auto& child : root.children()) {
    if (child.type() != pugi::node_element) continue;
    tree.clear();
    copy(child, tree, std::nullopt, 0);
    struct Text final : pugi::xml_writer {
      std::string all;
      void write(const void* data, std::size_t size) override { all.append(static_cast<const char*>(data), size); }
    } text;
    child.print(text, "", pugi::format_raw);
    if (!on_item(Element{&tree, 0}, text.all)) {
      container.end = ContainerEnd::stopped;
      return container;
    }
  }
  container.end = ContainerEnd::whole;
  return container;
}
}  // namespace

Container read_container(std::string_view body, const std::function<bool(const Element&, std::string_view)>& on_item) {
  Container container;
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  const auto start = body.find_first_not_of(" \r\n\t");
  if (start == body.npos) return container;
  if (body[start] == '<') return read_xml(body, on_item);
  Builder builder{body, container, on_item};
  switch (base::scan_json(body, builder)) {
    case JsonEnd::whole: container.end = builder.found() ? ContainerEnd::whole : ContainerEnd::not_a_container; break;
    case JsonEnd::cut_off: container.end = ContainerEnd::cut_off; break;
    case JsonEnd::stopped: container.end = builder.found() ? ContainerEnd::stopped : ContainerEnd::not_a_container; break;
    case JsonEnd::malformed: container.end = builder.found() ? ContainerEnd::malformed : ContainerEnd::not_a_container; break;
  }
  return container;
}

}  // namespace retrovue::sources
