#include "catalog/warmed.h"

#include "catalog/query.h"

namespace retrovue::catalog {

void set_warmed(Catalog& catalog, const std::vector<Warmed>& events) {
  if (events.empty()) return;
  catalog.transaction(false, [&] {
    Query query(catalog,
                "INSERT INTO warmed (address, item_id, title, profile, in_frame, frames, chunks, bytes, warmed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (address) DO UPDATE SET item_id = excluded.item_id, title = excluded.title, "
                "warmed_at = iif(bytes = excluded.bytes AND chunks = excluded.chunks, warmed_at, excluded.warmed_at), chunks = excluded.chunks, "
                "bytes = excluded.bytes");
    for (const auto& one : events) {
      query.bind(one.address).bind_id(one.item_id).bind(one.title).bind(one.profile).bind(one.in_frame).bind(one.frames);
      query.bind(one.chunks).bind(one.bytes).bind(one.at).run();
    }
  });
}

std::vector<Warmed> warmed(Catalog& catalog) {
  Query query(catalog, "SELECT address, item_id, title, profile, in_frame, frames, chunks, bytes, warmed_at FROM warmed ORDER BY warmed_at, title, in_frame, profile, address");
  std::vector<Warmed> found;
  while (query.step())
    found.push_back({query.text(0), query.integer(1), query.text(2), query.text(3), query.integer(4), query.integer(5), query.integer(6), query.integer(7), query.integer(8)});
  return found;
}

void forget_warmed(Catalog& catalog, const std::vector<std::string>& addresses) {
  if (addresses.empty()) return;
  catalog.transaction(false, [&] {
    Query query(catalog, "DELETE FROM warmed WHERE address = ?");
    for (const auto& address : addresses) query.bind(address).run();
  });
}

}  // namespace retrovue::catalog
