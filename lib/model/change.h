#pragma once
#include "model/words.h"

namespace retrovue::model {

// What a sync found to be another thing about an item. metadata: words, tags, people, artwork, markers; file: other bytes;
// duration: another length by the source's word; moved: the same under another path or in another library.
enum class ChangeClass { fresh, metadata, file, duration, moved, removed, returned };
template <>
struct Words<ChangeClass> {
  static constexpr std::string_view name = "change";
  static constexpr Word<ChangeClass> all[] = {{ChangeClass::fresh, "new"},         {ChangeClass::metadata, "metadata"}, {ChangeClass::file, "file"},
                                              {ChangeClass::duration, "duration"}, {ChangeClass::moved, "moved"},       {ChangeClass::removed, "removed"},
                                              {ChangeClass::returned, "returned"}};
};

}  // namespace retrovue::model
