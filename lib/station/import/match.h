#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/item.h"
#include "station/import/foreign.h"

namespace retrovue::station {

// Finds in the library what other programs name: by identifier, then by title and year, then by the end of the path.
// Only what has a playable file counts.
class Matcher {
 public:
  Matcher(const std::vector<model::Item>& items, const std::vector<std::pair<model::Id, model::Guid>>& show_guids);
  // Selectors that mean it and are not empty; none: why says what was missing.
  std::vector<model::Selector> find(const Want& want, std::string& why) const;

 private:
  using Found = std::vector<model::Selector>;
  Found show(const Want& want, std::string& why) const;
  Found movie(const Want& want, std::string& why) const;
  Found episode(const Want& want, std::string& why) const;
  Found folder(const Want& want, std::string& why) const;
  Found collection(const Want& want, std::string& why) const;
  Found condition(const Want& want, std::string& why) const;
  const model::Item* by_path(const std::string& path) const;
  static model::Selector of_show(const model::Item& episode);

  std::vector<const model::Item*> programmes_;  // playable ones
  std::map<std::string, std::vector<const model::Item*>> shows_, movies_, files_;  // by folded title, by file name
  std::map<std::string, const model::Item*> guids_, show_guids_;
};

}  // namespace retrovue::station
