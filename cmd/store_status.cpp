#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/text.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "cli/settings.h"
#include "station/warm.h"

namespace retrovue::cmd {
namespace {

struct Warmed {
  catalog::Warmed event;
  bool there = false;
};

std::vector<Warmed> warmed(cli::Session& session, playout::DiskStore& disk) {
  std::vector<Warmed> found;
  if (!std::filesystem::exists(session.globals().db)) return found;
  for (auto& one : catalog::warmed(session.reader())) {
    const bool there = station::still_there(disk, one);
    found.push_back({std::move(one), there});
  }
  return found;
}

void show_events(cli::Session& session, const std::vector<Warmed>& events) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [one, there] : events)
    rows.push_back({base::local_text(one.at, session.zone()), there ? "whole" : "gone", one.profile, std::to_string(one.chunks), std::to_string(one.bytes),
                    one.item_id ? std::to_string(one.item_id) : "", base::printable(one.title)});
  session.out().table({{"warmed"}, {"store"}, {"profile"}, {"chunks", true}, {"bytes", true}, {"item", true}, {"title"}}, rows);
}

void write_events(base::JsonWriter& json, const std::vector<Warmed>& events) {
  json.key("warmed_events").array();
  for (const auto& [one, there] : events) {
    json.object().key("warmed_at").time(one.at).field("whole", there).field("address", one.address).field("profile", one.profile);
    json.field("in_frame", one.in_frame).field("frames", one.frames).field("chunks", one.chunks).field("bytes", one.bytes);
    json.field("item_id", one.item_id).field("title", base::printable(one.title)).end();
  }
  json.end();
}

int run(cli::Session& session, bool events) {
  const auto wish = cli::store_wish(session.settings());
  playout::StoreContent content;
  std::vector<Warmed> ahead;
  if (std::filesystem::exists(wish.folder)) {
    playout::DiskStore disk(wish.folder, wish.max_bytes);
    content = disk.content();
    ahead = warmed(session, disk);
  }
  const auto whole = std::count_if(ahead.begin(), ahead.end(), [](const Warmed& one) { return one.there; });
  const auto folder = base::printable(wish.folder.native());
  base::JsonWriter json;
  json.object().field("folder", folder).field("bytes", content.bytes).field("max_bytes", wish.max_bytes);
  json.field("events", content.events).field("chunks", content.chunks).field("warmed", ahead.size()).field("warmed_whole", whole);
  if (events) write_events(json, ahead);
  json.end();
  auto& out = session.out();
  if (session.json()) out.document(json);
  if (events) {
    show_events(session, ahead);
    return 0;
  }
  out.line(folder);
  out.line(fmt::format("{} of at most {} bytes, {} chunks of {} events", content.bytes, wish.max_bytes, content.chunks, content.events));
  if (!ahead.empty()) out.line(fmt::format("{} events encoded ahead of time, {} of them still whole", ahead.size(), whole));
  if (wish.max_bytes == 0) out.note("store.size is 0: nothing is kept on disk");
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto events = std::make_shared<bool>(false);
  d.flag("--events", *events, "list what `retrovue store warm` encoded");
  return [events](cli::Session& session) { return run(session, *events); };
}
}  // namespace

extern const cli::Command store_status;
const cli::Command store_status{
    .path = "store status",
    .summary = "show what is kept of encoded programmes",
    .text = "A channel is made of chunks of two seconds, each a function of the file, the place in it and the profile alone. They are "
            "kept in a folder (setting `store.folder`) up to a size (`store.size`, gigabytes), so that a rerun, on whatever channel with "
            "the same profile, is not encoded again. What was used longest ago goes first. Several programs, also on several machines, "
            "may use one folder; every chunk is checked when it is read, and a damaged one is encoded again.\n\n"
            "What `retrovue store warm` encoded is written down in the catalog; --events lists it, with what of it the store still has "
            "whole. An event under changing texts counts without those of its chunks that have a text.",
    .examples = "$ retrovue store status\n$ retrovue config set store.size 200",
    .declare = declare,
};

}  // namespace retrovue::cmd
