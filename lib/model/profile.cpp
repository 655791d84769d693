#include "model/profile.h"

namespace retrovue::model {

const std::vector<Profile>& built_in_profiles() {
  static const std::vector<Profile> all = [] {
    std::vector<Profile> made;
    struct Shape {
      const char* name;
      int width, height, max_kbps;
    };
    for (const auto& shape : {Shape{"sd", 640, 480, 2500}, Shape{"wide", 854, 480, 3000}, Shape{"hd", 1280, 720, 5000}}) {
      Profile profile;
      profile.name = shape.name;
      profile.width = shape.width;
      profile.height = shape.height;
      profile.max_kbps = shape.max_kbps;
      made.push_back(profile);
      profile.name += "25";
      profile.rate = {25, 1};
      made.push_back(profile);
    }
    return made;
  }();
  return all;
}

}  // namespace retrovue::model
