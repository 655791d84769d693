#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The answers of a Plex server as one tree of elements with attributes, whether they came as JSON or XML
// (protocols: JSON arrays are repeated children, scalar members are attributes).
namespace retrovue::sources {

class ElementTree;

// A node of a tree; holds while the tree does.
class Element {
 public:
  Element() = default;
  Element(const ElementTree* tree, std::uint32_t node) : tree_(tree), node_(node) {}
  explicit operator bool() const { return tree_ != nullptr; }
  std::string_view name() const;
  std::optional<std::string_view> attribute(std::string_view name) const;  // absent and null are the same
  std::string_view text(std::string_view name) const { return attribute(name).value_or(std::string_view{}); }
  // Lenient: 12, "12", 12.0, true. Empty for anything else.
  std::optional<std::int64_t> integer(std::string_view name) const;
  bool flag(std::string_view name) const;  // 1, "1", true
  Element child(std::string_view name) const;
  template <typename Visit>
  void each(std::string_view name, Visit visit) const {
    for (Element one = first(); one; one = one.next())
      if (one.name() == name) visit(one);
  }
  Element first() const;
  Element next() const;

 private:
  const ElementTree* tree_ = nullptr;
  std::uint32_t node_ = 0;
};

std::optional<std::int64_t> lenient_integer(std::string_view text);

// Memory is kept and used again from item to item.
class ElementTree {
 public:
  ElementTree();
  void clear();
  std::uint32_t add(std::optional<std::uint32_t> parent, std::string_view name);
  void set(std::uint32_t node, std::string_view name, std::string_view value);
  bool empty() const { return nodes_.empty(); }

 private:
  friend class Element;
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct Attribute {
    std::string_view name, value;
    std::uint32_t next;
  };
  struct Node {
    std::string_view name;
    std::uint32_t attribute = kNone, last_attribute = kNone, child = kNone, last_child = kNone, next = kNone;
  };
  std::string_view keep(std::string_view text);

  std::unique_ptr<std::byte[]> first_block_;
  std::pmr::monotonic_buffer_resource texts_;
  std::vector<Node> nodes_;
  std::vector<Attribute> attributes_;
};

enum class ContainerEnd { whole, cut_off, malformed, not_a_container, stopped };

struct Container {
  ContainerEnd end = ContainerEnd::not_a_container;
  std::map<std::string, std::string, std::less<>> attributes;  // size, totalSize, machineIdentifier ...
  std::optional<std::int64_t> integer(std::string_view name) const;
  std::string_view text(std::string_view name) const;
};

// Reads {"MediaContainer": {...}} or <MediaContainer ...>. Calls on_item for each element below it, one at a time, with
// the element's own text; false stops. Memory is bounded by the largest item. Never throws on bad input.
Container read_container(std::string_view body, const std::function<bool(const Element&, std::string_view raw)>& on_item);

}  // namespace retrovue::sources
