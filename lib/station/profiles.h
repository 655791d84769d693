#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/toml.h"
#include "model/profile.h"

namespace retrovue::station {

// The built-in profiles and those of the settings file: [profile.NAME] with width, height, rate, crf, max_kbps,
// preset, audio_kbps, loudness (LUFS), segments, renditions. A table with a built-in name changes that one; others start from "sd".
// Throws Error(usage) with file, line and key on unknown keys and values out of range.
std::vector<model::Profile> profiles(const base::Toml& settings);
// The same where only some of the settings are known, so that profiles may name others that are not there.
std::vector<model::Profile> profiles_one_by_one(const base::Toml& settings);
// Throws Error(not_found) with the nearest name, or all of them, as the hint.
model::Profile find_profile(const std::vector<model::Profile>& all, std::string_view name);

// The profile itself and those of its renditions, with the segments of the first.
std::vector<model::Profile> ladder(const std::vector<model::Profile>& all, const model::Profile& profile);

struct ProfileKey {
  std::string_view name, type, description;
};
const std::vector<ProfileKey>& profile_keys();

}  // namespace retrovue::station
