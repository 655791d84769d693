#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "item_fields.h"
#include "live_address.h"
#include "station/live_inputs.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string file;
  std::vector<std::string> tags;
  FieldOptions fields;
  LiveAddress address;
};

model::Item added(cli::Session& session, const Options& options) {
  const auto values = options.fields.values();
  const auto address = options.address.read(session);
  if (address.has_value() == !options.file.empty())
    throw base::Error(base::ErrorKind::usage, "say what to add", "either a media file, or the address of a live input with --url-file or --url-stdin");
  if (!address) return station::add_item(session.catalog(), session.clock(), options.file, values, options.tags, session.dry_run());
  for (const auto& [field, value] : values)
    if (field == "type" && value != "live")
      throw base::Error(base::ErrorKind::usage, "what is read from an address is a live input", "--type live, or leave it out");
  return station::add_live_input(session.catalog(), session.clock(), *address, values, options.tags, session.dry_run());
}

int run(cli::Session& session, const Options& options) {
  const auto item = added(session, options);
  base::JsonWriter json;
  station::write_json(json, item);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("added {} {}  {}", model::to_text(item.kind), item.id, base::printable(station::name_text(item))));
  if (item.kind == model::ItemKind::live) session.out().note("a block with 'live:' in a station file gives it its time");
  else session.out().note(fmt::format("'retrovue validate {}' checks it", item.id));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.optional_argument("FILE", o->file, "the media file").names(cli::Complete::file);
  o->address.declare(d);
  o->fields.declare(d);
  cli::tags_option(d, o->tags);
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command item_add;
const cli::Command item_add{
    .path = "item add",
    .summary = "add a single file, or a live input, as an item",
    .text = "For a file that lies in no folder of the station. What the options do not say is told from its name. It can air "
            "after `retrovue validate`.\n\n"
            "With --url, --url-file or --url-stdin instead of a file it is a live input: an address (http, https, rtmp, rtmps, rtsp, srt, "
            "udp, rtp or tcp; HLS is http) that is read while a block with `live:` airs it (see retrovue-station(5)). It needs a "
            "--title, which is how station files call it, and no validation. The address is kept sealed as the tokens of servers "
            "are: only its scheme and host are ever shown, and no station file, backup or log holds it.",
    .examples = "$ retrovue item add snow.mp4 --type commercial --company 'Cola Co'\n"
                "$ retrovue item add --type live --title 'City council' --url-file council.url",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
