#include "cli/options.h"

#include "model/item.h"

namespace retrovue::cli {

using Text = std::optional<std::string>;
using Whole = std::optional<std::int64_t>;
using Texts = std::vector<std::string>;

Parameter& channel_option(Declaration& d, Text& target) {
  return d.option("--channel", "CHANNEL", target, "the channel: number, name or call sign").names(Complete::channel);
}
Parameter& channels_option(Declaration& d, Texts& target) {
  return d.option("--channel", "CHANNEL", target, "only this channel: number, name or call sign").names(Complete::channel);
}
Parameter& channel_argument(Declaration& d, std::string& target) {
  return d.argument("CHANNEL", target, "the channel: number, name, call sign or id:N").names(Complete::channel);
}
Parameter& channel_arguments(Declaration& d, Texts& target) {
  return d.arguments("CHANNEL", target, "the channels: number, name or call sign; all when none is given", false).names(Complete::channel);
}
Parameter& item_argument(Declaration& d, std::string& target) {
  return d.argument("ITEM", target, "the item: id, title or path").names(Complete::item);
}
Parameter& item_arguments(Declaration& d, Texts& target, bool required) {
  return d.arguments("ITEM", target, "the items: id, title or path", required).names(Complete::item);
}
Parameter& folder_argument(Declaration& d, std::string& target) {
  return d.argument("FOLDER", target, "the folder: id, name or path").names(Complete::folder);
}
Parameter& folders_option(Declaration& d, Texts& target) {
  return d.option("--folder", "FOLDER", target, "only this folder: id, name or path").names(Complete::folder);
}
Parameter& campaign_argument(Declaration& d, std::string& target) {
  return d.argument("CAMPAIGN", target, "the campaign, by name").names(Complete::campaign);
}
Parameter& server_argument(Declaration& d, std::string& target) {
  return d.argument("SERVER", target, "the server: name or id").names(Complete::server);
}
Parameter& server_option(Declaration& d, Text& target) {
  return d.option("--server", "SERVER", target, "the server: name or id").names(Complete::server);
}
Parameter& servers_option(Declaration& d, Texts& target) {
  return d.option("--server", "SERVER", target, "only this server: name or id").names(Complete::server);
}
Parameter& libraries_option(Declaration& d, Texts& target) {
  return d.option("--library", "LIBRARY", target, "only this library: name or id").names(Complete::library);
}

Parameter& from_option(Declaration& d, Text& target) { return d.option("--from", "TIME", target, "from this time on"); }
Parameter& to_option(Declaration& d, Text& target) { return d.option("--to", "TIME", target, "up to this time, which is not included"); }
Parameter& since_option(Declaration& d, Text& target) { return d.option("--since", "TIME", target, "nothing older than this time"); }
Parameter& at_option(Declaration& d, Text& target) { return d.option("--at", "TIME", target, "as if it were this time"); }
Parameter& days_option(Declaration& d, Whole& target) { return d.option("--days", "N", target, "how many days").between(1, 366); }
Parameter& duration_option(Declaration& d, std::optional<base::Millis>& target) { return d.duration("--duration", target, "how long"); }

Parameter& seed_option(Declaration& d, Whole& target) {
  return d.option("--seed", "N", target, "the start of every chance decision; the same seed gives the same result");
}
Parameter& jobs_option(Declaration& d, Whole& target) { return d.option("--jobs", "N", target, "how many at a time").between(1, 64); }
Parameter& limit_option(Declaration& d, Whole& target) { return d.option("--limit", "N", target, "at most so many").between(1, 1'000'000'000); }
Parameter& all_option(Declaration& d, bool& target, std::string_view description) { return d.flag("--all", target, description); }
Parameter& profile_option(Declaration& d, Text& target) {
  return d.option("--profile", "PROFILE", target, "picture and sound: sd, wide, hd, sd25, wide25, hd25 or one of the settings file")
      .names(Complete::profile);
}
Parameter& zone_option(Declaration& d, Text& target) {
  return d.option("--zone", "ZONE", target, "the time zone, by its IANA name").names(Complete::zone);
}
Parameter& output_option(Declaration& d, Text& target) {
  return d.option("-o,--output", "FILE", target, "where to write; - is stdout").names(Complete::file);
}

Parameter& item_type_option(Declaration& d, Text& target) {
  return d.option("--type", "TYPE", target, "the type of the items").one_of(model::all_words<model::ItemKind>());
}
Parameter& name_option(Declaration& d, Text& target) { return d.option("--name", "NAME", target, "the name to go by"); }
Parameter& title_option(Declaration& d, Text& target) { return d.option("--title", "TITLE", target, "the title"); }
Parameter& year_option(Declaration& d, Whole& target) { return d.option("--year", "YEAR", target, "the year").between(1870, 2200); }
Parameter& company_option(Declaration& d, Text& target) { return d.option("--company", "COMPANY", target, "the company that advertises"); }
Parameter& tags_option(Declaration& d, Texts& target) { return d.option("--tag", "NS:KEY", target, "a tag, as namespace and key"); }

}  // namespace retrovue::cli
