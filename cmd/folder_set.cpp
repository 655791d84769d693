#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "model/item.h"
#include "station/folders.h"

namespace retrovue::cmd {
namespace {

struct Options {
  std::string which;
  std::optional<std::string> path, name, type, company, description;
  std::vector<std::string> tags;
  bool recurse = false, no_recurse = false, enable = false, disable = false, no_tags = false;
};

int run(cli::Session& session, const Options& options) {
  station::FolderWish wish;
  wish.path = options.path;
  wish.name = options.name;
  wish.type = options.type;
  wish.company = options.company;
  wish.description = options.description;
  if (!options.tags.empty() || options.no_tags) wish.tags = options.tags;
  if ((options.recurse && options.no_recurse) || (options.enable && options.disable))
    throw base::Error(base::ErrorKind::usage, "an option and its opposite cannot both hold");
  if (options.recurse || options.no_recurse) wish.recurse = options.recurse;
  if (options.enable || options.disable) wish.enabled = options.enable;
  const auto folder = station::set_folder(session.catalog(), session.clock(), options.which, wish, session.dry_run());
  base::JsonWriter json;
  station::write_json(json, folder);
  if (session.json()) session.out().document(json);
  session.out().line(fmt::format("changed folder {} '{}'", folder.id, base::printable(folder.name)));
  return 0;
}

cli::Action declare(cli::Declaration& d) {
  auto o = std::make_shared<Options>();
  auto types = model::all_words<model::ItemKind>();
  types.push_back("auto");
  cli::folder_argument(d, o->which);
  cli::name_option(d, o->name);
  d.option("--path", "DIR", o->path, "where the folder is now").names(cli::Complete::directory);
  d.option("--type", "TYPE", o->type, "type of everything in it; auto tells from the names").one_of(types);
  d.flag("--recurse", o->recurse, "read folders below it too");
  d.flag("--no-recurse", o->no_recurse, "leave out what lies in folders below it");
  d.flag("--enable", o->enable, "let syncs without --folder read it");
  d.flag("--disable", o->disable, "leave it out of syncs without --folder");
  cli::company_option(d, o->company);
  cli::tags_option(d, o->tags);
  d.flag("--no-tags", o->no_tags, "take away the tags it gives");
  d.option("--description", "TEXT", o->description, "what the folder holds, for people");
  return [o](cli::Session& session) { return run(session, *o); };
}
}  // namespace

extern const cli::Command folder_set;
const cli::Command folder_set{
    .path = "folder set",
    .summary = "change how a folder is read",
    .text = "What is not named stays as it is. --tag replaces all tags of the folder. Items follow at the next sync. After a "
            "move of the whole folder, --path keeps its items with their ids, markers and tags.",
    .examples = "$ retrovue folder set ads --company 'Cola Co'\n$ retrovue folder set tv --path /mnt/new/tv\n$ retrovue folder set tv --disable",
    .effect = cli::Effect::writes,
    .declare = declare,
};

}  // namespace retrovue::cmd
