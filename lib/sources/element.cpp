#include "sources/element.h"

#include <charconv>
#include <cmath>

namespace retrovue::sources {
namespace {
constexpr std::size_t kBlock = 128 << 10;
}

std::optional<std::int64_t> lenient_integer(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text == "true") return 1;
  if (text == "false") return 0;
  const char* end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc{} && read.ptr == end) return whole;
  double number = 0;
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end || !(std::fabs(number) < 9e15)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::string_view Element::name() const { return tree_->nodes_[node_].name; }

std::optional<std::string_view> Element::attribute(std::string_view name) const {
  if (!tree_) return std::nullopt;
  for (auto at = tree_->nodes_[node_].attribute; at != ElementTree::kNone; at = tree_->attributes_[at].next)
    if (tree_->attributes_[at].name == name) return tree_->attributes_[at].value;
  return std::nullopt;
}

std::optional<std::int64_t> Element::integer(std::string_view name) const {
  const auto value = attribute(name);
  return value ? lenient_integer(*value) : std::nullopt;
}

bool Element::flag(std::string_view name) const { return integer(name).value_or(0) != 0; }

Element Element::first() const {
  if (!tree_ || tree_->nodes_[node_].child == ElementTree::kNone) return {};
  return {tree_, tree_->nodes_[node_].child};
}

Element Element::next() const {
  if (!tree_ || tree_->nodes_[node_].next == ElementTree::kNone) return {};
  return {tree_, tree_->nodes_[node_].next};
}

Element Element::child(std::string_view name) const {
  for (Element one = first(); one; one = one.next())
    if (one.name() == name) return one;
  return {};
}

ElementTree::ElementTree() : first_block_(new std::byte[kBlock]), texts_(first_block_.get(), kBlock) {}

void ElementTree::clear() {
  nodes_.clear();
  attributes_.clear();
  texts_.release();
}

std::string_view ElementTree::keep(std::string_view text) {
  if (text.empty()) return {};
  auto* bytes = static_cast<char*>(texts_.allocate(text.size(), 1));
  text.copy(bytes, text.size());
  return {bytes, text.size()};
}

std::uint32_t ElementTree::add(std::optional<std::uint32_t> parent, std::string_view name) {
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({});
  nodes_.back().name = keep(name);
  if (parent) {
    auto& above = nodes_[*parent];
    if (above.last_child == kNone) above.child = index;
    else nodes_[above.last_child].next = index;
    above.last_child = index;
  }
  return index;
}

void ElementTree::set(std::uint32_t node, std::string_view name, std::string_view value) {
  const auto index = static_cast<std::uint32_t>(attributes_.size());
  attributes_.push_back({keep(name), keep(value), kNone});
  auto& owner = nodes_[node];
  if (owner.last_attribute == kNone) owner.attribute = index;
  else attributes_[owner.last_attribute].next = index;
  owner.last_attribute = index;
}

std::optional<std::int64_t> Container::integer(std::string_view name) const {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::nullopt : lenient_integer(found->second);
}

std::string_view Container::text(std::string_view name) const {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string_view{} : found->second;
}

}  // namespace retrovue::sources
