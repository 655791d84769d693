#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "station/folders.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string path;
  std::optional<std::string> name, type, company, description;
  std::vector<std::string> tags;
  bool no_recurse = false;
};

int run(cli::Session& session, const Options& options) {
  station::FolderWish wish;
  wish.path = options.path;
  wish.name = options.name;
  wish.type = options.type;
  wish.company = options.company;
  wish.description = options.description;
  wish.tags = options.tags;
  wish.recurse = !options.no_recurse;
  const auto folder = station::add_folder(session.catalog(), session.clock(), wish, session.dry_run());
  base::JsonWriter json;
  station::write_json(json, folder);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("added folder {} '{}': {}", folder.id, base::printable(folder.name), base::printable(folder.path)));
  session.out().note("'retrovue sync' reads it in");
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  d.argument("DIR", o->path, "the folder with the media files").names(cli::Complete::directory);
  cli::name_option(d, o->name).by_default("the last part of DIR");
  cli::item_type_option(d, o->type);
  d.flag("--no-recurse", o->no_recurse, "leave out what lies in folders below it");
  cli::company_option(d, o->company);
  cli::tags_option(d, o->tags);
  d.option("--description", "TEXT", o->description, "what the folder holds, for people");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command folder_add;
const cli::Command folder_add{
    .path = "folder add",
    .summary = "add a folder of media files as a source",
    .text = "Episodes are told from names such as `Show (Year)/Season 01/Show - S01E02 - Title.mkv`, `1x02` or a date, movies "
            "from `Title (Year)`. What lies below a folder named Commercials, Bumpers, Promos, Idents, Interstitials, Fillers, "
            "Trailers or Extras is of that type; --type says it for the whole folder.\n\n"
            "A commercial's company is the folder it lies in, below the root and below folders of habit; --company says it for "
            "all. Folders of habit become tags of what is not a programme: `pre`, `mid` and `post` (position:), `morning` "
            "(daypart:), `december` (month:), `summer` (season:), `christmas` (holiday:), `monday` (weekday:), `--Show B` "
            "(next:show b).\n\n"
            "Nothing is read yet: `retrovue sync` does that. Media files are never changed.",
    .examples = "$ retrovue folder add /media/tv\n$ retrovue folder add /media/ads --type commercial\n"
                "$ retrovue folder add /media/idents --type ident --name idents --tag brand:retro",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
