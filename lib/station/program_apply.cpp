#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "catalog/channels.h"
#include "catalog/items.h"
#include "station/campaigns.h"
#include "station/mirrors.h"
#include "station/plan_book.h"
#include "station/profiles.h"
#include "station/program.h"
#include "station/queries.h"
#include "station/shapes.h"

namespace retrovue::station {

using base::Error;

namespace {
bool same_clockwork(const model::Channel& a, const model::Channel& b) {
  return a.zone == b.zone && a.day_start_ms == b.day_start_ms && a.grid_ms == b.grid_ms && a.profile == b.profile;
}

// A channel with its programming as the audit log keeps it; of a very long one only that it is.
std::string audit_text(const model::Channel& channel, std::string_view programming) {
  constexpr std::size_t kMost = 64 << 10;
  base::JsonWriter json;
  channel_json(json.object(), channel).key("programming");
  if (programming.empty()) json.null();
  else if (programming.size() > kMost) json.value(fmt::format("{} bytes", programming.size()));
  else json.raw(programming);
  json.end();
  return json.take();
}
}  // namespace

std::vector<AppliedChannel> apply_station(catalog::Catalog& catalog, std::string_view text, std::string_view name,
                                          const std::vector<model::Profile>& profiles, bool dry_run, Millis now) {
  const auto documents = read_station(text, name);
  std::vector<AppliedChannel> report;
  catalog.transaction(dry_run, [&] {
    auto items = catalog::items(catalog, {});
    add_collections(catalog, items);
    const auto queries = saved_queries(catalog);
    for (const auto& document : documents) {
      AppliedChannel done;
      auto channel = document.channel;
      done.number = channel.number;
      done.name = channel.name;
      done.blocks = document.programming.blocks.size();
      done.dayparts = document.programming.dayparts.size();
      try {
        check_channel(channel);
        static_cast<void>(find_profile(profiles, channel.profile));
      } catch (const Error& error) {
        throw Error(error.kind(), fmt::format("{}: channel {}: {}", base::printable(name), channel.number, error.message()), error.hint());
      }
      done.warnings = check_references(items, queries, document, name);

      const auto known = catalog::channel_by_number(catalog, channel.number);
      const auto json = programming_json(document.programming);
      done.action = "added";
      if (known) {
        channel.id = known->id;
        const bool same = write_station(*known, {}) == write_station(channel, {}) &&
                          catalog::programming_document(catalog, known->id) == json;
        done.action = same ? "unchanged" : "changed";
        if (!same_clockwork(*known, channel))
          done.warnings.push_back(fmt::format("channel {} has another clock, grid or profile now; run 'retrovue schedule build {}'",
                                              channel.number, channel.number));
      }
      if (done.action != "unchanged") {
        const auto before = known && now ? audit_text(*known, catalog::programming_document(catalog, known->id)) : std::string{};
        catalog::save_programming_document(catalog, catalog::save_channel(catalog, channel), json);
        if (now) audit_channel(catalog, {{}, now, "schedule apply", {}}, channel.number, before, audit_text(channel, json));
      }
      report.push_back(std::move(done));
    }
    check_mirrors(catalog, profiles);
    for (std::size_t i = 0; i < documents.size(); ++i)
      if (const auto& mirror = documents[i].programming.mirror; mirror && !catalog::channel_by_number(catalog, mirror->channel))
        report[i].warnings.push_back(fmt::format("there is no channel {}, which channel {} mirrors", mirror->channel, report[i].number));
    const auto changed = apply_campaigns(catalog, documents, name);
    for (std::size_t i = 0; i < report.size(); ++i)
      if (changed[i] && report[i].action == "unchanged") report[i].action = "changed";
  });
  return report;
}

std::string dump_station(catalog::Catalog& catalog, const model::Channel& channel) {
  return write_station(channel, read_programming_json(catalog::programming_document(catalog, channel.id), channel),
                       campaigns_of(catalog, channel.number));
}

}  // namespace retrovue::station
