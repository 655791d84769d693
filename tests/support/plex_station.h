#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>

#include "base/file.h"
#include "catalog/query.h"
#include "catalog/servers.h"
#include "station/servers.h"
#include "station/sync.h"
#include "support/fake_plex.h"

// A catalog that is kept in line with a fake Plex server.
namespace {
using namespace retrovue;

struct Station {
  base::Millis idle_timeout;
  base::TempFolder folder;
  base::FixedClock clock{1'700'500'000'000};
  catalog::Catalog catalog{folder.path() / "retrovue.db", catalog::Mode::write};
  station::ServerDoor door{catalog, wish()};

  station::DoorWish wish() const {
    station::DoorWish all;
    all.version = "test";
    all.key_file = folder.path() / "secret.key";
    all.page_size = 50;
    all.first_delay = 1;
    all.idle_timeout = idle_timeout;
    return all;
  }
  explicit Station(const FakePlex& fake, const std::string& name = "attic", base::Millis idle = 3'000) : idle_timeout(idle) { add(fake, name); }
  void add(const FakePlex& fake, const std::string& name) {
    station::ServerAdd add;
    add.name = name;
    add.url = fake.url;
    add.token = fake.token;
    station::add_server(catalog, door, clock, add);
  }
  station::SyncReport sync(const std::function<void(station::SyncWish&)>& change = {}) {
    station::SyncWish all;
    all.door = &door;
    if (change) change(all);
    auto report = station::sync(catalog, clock, all);
    const auto& c = report.total;
    CHECK(c.scanned == c.added + c.updated + c.unchanged + c.failed);
    return report;
  }
  std::int64_t count(const std::string& sql) {
    catalog::Query query(catalog, sql);
    query.step();
    return query.integer(0);
  }
  // Everything that a sync has to get right, by rating key; what only history tells (ids, times) is left out.
  std::map<std::string, std::string> content() {
    std::map<std::string, std::string> all;
    catalog::Query query(catalog,
        "SELECT o.name || '/' || l.external_key || '/' || g.external_key, i.kind || '|' || i.title || '|' || ifnull(i.year, '-') || '|' || ifnull(s.title, '-') || '|' || "
        "ifnull(s.year, '-') || '|' || ifnull(i.season, '-') || '|' || ifnull(i.episode, '-') || '|' || ifnull(i.episode_end, '-') || '|' || i.rating_system || "
        "':' || i.rating_code || '|' || i.summary || '|' || i.state || '|' || ifnull(i.duration_ms, '-') || '|' || ifnull(i.etag, '-') || '|' || g.source_path || '|' || "
        "g.values_json || '|' || ifnull(g.stamp, '-') || '|' || g.trashed || "
        "'|T ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT namespace || ':' || key AS x FROM item_tags JOIN tags ON tags.id = tag_id WHERE item_id = i.id AND origin = 'source' ORDER BY 1)), '') || "
        "'|G ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT provider || ':' || value AS x FROM item_guids WHERE item_id = i.id ORDER BY 1)), '') || "
        "'|M ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT kind || start_ms || '-' || ifnull(end_ms, '') || title AS x FROM markers WHERE item_id = i.id ORDER BY start_ms, 1)), '') || "
        "'|C ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT kind || position || name || part AS x FROM credits JOIN people ON people.id = person_id WHERE item_id = i.id ORDER BY 1)), '') || "
        "'|F ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT path || part || (signature <> '') AS x FROM files WHERE item_id = i.id ORDER BY 1)), '') || "
        "'|O ' || ifnull((SELECT group_concat(x, ',') FROM (SELECT path || part AS x FROM origin_files WHERE origin_id = g.id ORDER BY position)), '') || "
        "'|W ' || (SELECT min(x.external_key) FROM origins x WHERE x.item_id = i.id AND x.listed = 1) || "
        "'|S ' || ifnull(s.summary || s.rating_code || ifnull(s.etag, '-'), '') "
        "FROM origins g JOIN items i ON i.id = g.item_id JOIN libraries l ON l.id = g.library_id JOIN sources o ON o.id = l.source_id LEFT JOIN shows s ON s.id = i.show_id WHERE g.listed = 1");
    while (query.step()) all[query.text(0)] = query.text(1);
    catalog::Query more(catalog, "SELECT 'season ' || q.library_id || ' ' || q.external_key, s.title || ifnull(s.year, '-') || ifnull(q.number, '-') || q.title || q.summary || q.poster FROM "
                                 "seasons q JOIN shows s ON s.id = q.show_id UNION ALL SELECT 'collection ' || external_key, title || members || smart FROM collections UNION ALL "
                                 "SELECT 'playlist ' || external_key, title || members || smart FROM playlists UNION ALL "
                                 "SELECT 'show ' || g.external_key, s.title || ifnull(s.year, '-') || s.sort_title || g.values_json || ifnull((SELECT group_concat(x, ',') FROM (SELECT provider || ':' || value AS x FROM "
                                 "show_guids WHERE show_id = s.id ORDER BY 1)), '') FROM show_origins g JOIN shows s ON s.id = g.show_id WHERE g.listed = 1");
    while (more.step()) all[more.text(0)] = more.text(1);
    return all;
  }
};

// Says what differs: of each of a few rows, the text around the first difference.
inline bool check_same(const std::map<std::string, std::string>& a, const std::map<std::string, std::string>& b) {
  int shown = 0;
  for (const auto& [key, value] : a) {
    const auto other = b.find(key);
    if (other == b.end()) {
      if (++shown < 6) MESSAGE(key << " is too much: " << value.substr(0, 200));
    } else if (other->second != value) {
      const auto at = static_cast<std::size_t>(std::mismatch(value.begin(), value.end(), other->second.begin(), other->second.end()).first - value.begin());
      const auto from = at - std::min<std::size_t>(at, 60);
      if (++shown < 6) MESSAGE(key << " '" << value.substr(0, 60) << "'\n  has  " << value.substr(from, 200) << "\n  want " << other->second.substr(from, 200));
    }
  }
  for (const auto& [key, value] : b)
    if (!a.contains(key) && ++shown < 6) MESSAGE(key << " is missing: " << value.substr(0, 200));
  return shown == 0;
}
}  // namespace
