#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "catalog/channels.h"
#include "cli/options.h"
#include "station/campaign_fields.h"

// The options that say what a campaign is, for `campaign add` and `campaign set`.
namespace retrovue::cmd {

struct CampaignOptions {
  std::string name;
  std::vector<std::string> channels;
  station::CampaignFields fields;

  void declare(cli::Declaration& d) {
    auto& f = fields;
    d.option("--item", "ITEM", f.items, "a spot: id or title").names(cli::Complete::item);
    cli::tags_option(d, f.tags);
    d.option("--query", "NAME", f.queries, "the spots that a saved query means");
    d.option("--spots-of", "COMPANY", f.companies_of, "the spots of a company");
    d.option("--spots", "EXPR", f.conditions, "the spots that a condition means, see retrovue-query(7)");
    cli::company_option(d, f.company);
    d.option("--category", "TEXT", f.category, "what is advertised, e.g. cars");
    cli::from_option(d, f.from);
    cli::to_option(d, f.to);
    d.option("--target", "N", f.target, "plays in the whole flight, on all its channels; 0 for none").between(0, 1'000'000);
    d.option("--weight", "N", f.weight, "against other campaigns that are behind").between(1, 100);
    d.option("--per-hour", "N", f.per_hour, "most plays in any 60 minutes on a channel; 0 for any").between(0, 3600);
    d.option("--per-day", "N", f.per_day, "most plays on a broadcast day of a channel; 0 for any").between(0, 86'400);
    d.option("--daypart", "DAYPART", f.dayparts, "only in this part of the day, or none for any");
    d.option("--season", "SEASON", f.seasons, "only then: a holiday or MM-DD..MM-DD, or none for always");
    cli::channels_option(d, channels);
    d.option("--priority", "N", f.priority, "a higher one owns a spot that several have, and goes first when behind").between(-1000, 1000);
  }

  // Channels are there, whatever they were called.
  void find_channels(catalog::Catalog& catalog) {
    for (const auto& which : channels) {
      if (base::lower_ascii(which) == "all") fields.all_channels = true;
      else fields.channels.push_back(catalog::find_channel(catalog, which).number);
    }
  }
};

}  // namespace retrovue::cmd
