#include "serve/assets.h"

// Made by embed_web.cmake: ASSET(symbol, address, type, etag, file) for every file of the page.
#define ASSET(symbol, address, type, etag, file)                                                       \
  asm(".pushsection .rodata\n.balign 16\nretrovue_asset_" #symbol ":\n.incbin \"" file                 \
      "\"\nretrovue_asset_" #symbol "_end:\n.byte 0\n.popsection\n");                                  \
  extern "C" const char retrovue_asset_##symbol[];                                                     \
  extern "C" const char retrovue_asset_##symbol##_end[];
#include "serve/web_assets.inc"
#undef ASSET

namespace retrovue::serve {

const Asset* find_asset(std::string_view path) {
  static const Asset all[] = {
#define ASSET(symbol, address, type, etag, file) \
  {address, type, etag, {retrovue_asset_##symbol, static_cast<std::size_t>(retrovue_asset_##symbol##_end - retrovue_asset_##symbol)}},
#include "serve/web_assets.inc"
#undef ASSET
  };
  for (const auto& asset : all)
    if (asset.path == path) return &asset;
  return nullptr;
}

}  // namespace retrovue::serve
