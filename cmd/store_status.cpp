#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/settings.h"

namespace retrovue::cmd {
namespace {

int run(cli::Session& session) {
  const auto wish = cli::store_wish(session.settings());
  playout::StoreContent content;
  if (std::filesystem::exists(wish.folder)) content = playout::DiskStore(wish.folder, wish.max_bytes).content();
  const auto folder = base::printable(wish.folder.native());
  base::JsonWriter json;
  json.object().field("folder", folder).field("bytes", content.bytes).field("max_bytes", wish.max_bytes);
  json.field("events", content.events).field("chunks", content.chunks).end();
  auto& out = session.out();
  if (session.json()) out.document(json);
  out.line(folder);
  out.line(fmt::format("{} of at most {} bytes, {} chunks of {} events", content.bytes, wish.max_bytes, content.chunks, content.events));
  if (wish.max_bytes == 0) out.note("store.size is 0: nothing is kept on disk");
  return 0;
}

cli::Action declare(cli::Declaration&) { return run; }
}  // namespace

extern const cli::Command store_status;
const cli::Command store_status{
    .path = "store status",
    .summary = "show what is kept of encoded programmes",
    .text = "A channel is made of chunks of two seconds, each a function of the file, the place in it and the profile alone. They are "
            "kept in a folder (setting `store.folder`) up to a size (`store.size`, gigabytes), so that a rerun, on whatever channel with "
            "the same profile, is not encoded again. What was used longest ago goes first. Several programs, also on several machines, "
            "may use one folder; every chunk is checked when it is read, and a damaged one is encoded again.",
    .examples = "$ retrovue store status\n$ retrovue config set store.size 200",
    .declare = declare,
};

}  // namespace retrovue::cmd
