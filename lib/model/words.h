#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/text.h"

// Enums and their words, one table per enum: specialise Words<E> with `name` and `all`.
namespace retrovue::model {

template <typename E>
struct Word {
  E value;
  std::string_view text;
};

template <typename E>
struct Words;

template <typename E>
std::string_view to_text(E value) {
  for (const auto& word : Words<E>::all)
    if (word.value == value) return word.text;
  return "?";
}

template <typename E>
std::vector<std::string> all_words() {
  std::vector<std::string> texts;
  for (const auto& word : Words<E>::all) texts.emplace_back(word.text);
  return texts;
}

// Throws Error(usage) that names the word, what it should be, and the nearest or all allowed words.
template <typename E>
E from_text(std::string_view text) {
  for (const auto& word : Words<E>::all)
    if (word.text == text) return word.value;
  const auto words = all_words<E>();
  const auto near = base::nearest(text, words);
  throw base::Error(base::ErrorKind::usage, fmt::format("'{}' is not a known {}", base::printable(text), Words<E>::name),
                    near.empty() ? "use one of " + base::join(words, ", ") : fmt::format("did you mean {}?", near));
}

}  // namespace retrovue::model
