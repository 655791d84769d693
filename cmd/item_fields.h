#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "model/item.h"
#include "station/items.h"

// The options that say values of an item, for `item add` and `item set`.
namespace retrovue::cmd {

struct FieldOptions {
  struct One {
    std::string field;
    std::optional<std::string> value;
  };
  std::vector<std::unique_ptr<One>> all;

  void declare(cli::Declaration& d) {
    const auto add = [&](const char* field, const char* spelling, const char* value, const char* description) -> cli::Parameter& {
      all.push_back(std::make_unique<One>(One{field, {}}));
      return d.option(spelling, value, all.back()->value, description);
    };
    add("type", "--type", "TYPE", "what it is").one_of(model::all_words<model::ItemKind>());
    add("title", "--title", "TITLE", "the title");
    add("year", "--year", "YEAR", "the year it was made");
    add("show", "--show", "SHOW", "the show it is an episode of");
    add("show_year", "--show-year", "YEAR", "the year of the show, which tells shows of one title apart");
    add("season", "--season", "N", "the season, 0 for specials");
    add("episode", "--episode", "N", "the episode");
    add("episode_end", "--episode-end", "N", "the last episode of a file with several");
    add("rating", "--rating", "RATING", "the rating as SYSTEM:CODE, e.g. us-tv:TV-PG, or CODE alone");
    add("summary", "--summary", "TEXT", "what it is about");
    add("company", "--company", "COMPANY", "the company that advertises");
    add("category", "--category", "TEXT", "what is advertised, e.g. cars");
    add("daypart", "--daypart", "DAYPART", "the part of the day it is for");
    add("season_window", "--season-window", "TEXT", "the season of the year it is for");
    add("demographic", "--demographic", "TEXT", "the people it is for");
    add("warnings", "--warnings", "TEXT", "what viewers should be warned of");
    add("notes", "--notes", "TEXT", "anything else, for people");
    add("flight_start", "--flight-start", "TIME", "when a commercial may first air");
    add("flight_end", "--flight-end", "TIME", "when a commercial may no longer air");
    add("expires", "--expires", "TIME", "when it expires");
  }

  station::Values values() const {
    station::Values given;
    for (const auto& one : all)
      if (one->value) given.emplace_back(one->field, *one->value);
    return given;
  }
};

}  // namespace retrovue::cmd
