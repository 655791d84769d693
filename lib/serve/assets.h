#pragma once
#include <string_view>

namespace retrovue::serve {

// A file of the page, embedded at build, compressed.
struct Asset {
  std::string_view path;    // "/", "/assets/guide.js"
  std::string_view type;    // MIME
  std::string_view etag;    // quoted, of the content
  std::string_view packed;  // gzip
};

const Asset* find_asset(std::string_view path);  // null when there is none

}  // namespace retrovue::serve
