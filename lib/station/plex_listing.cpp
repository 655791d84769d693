#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "catalog/servers.h"
#include "station/plex_sync.h"

// The first half of a Plex sync: what the server lists.
namespace retrovue::station {
namespace {
using sources::Element;
using sources::PlexListing;

constexpr base::Millis kReadAgainFor = 30LL * 86'400'000;  // markers may come that long after an item
constexpr base::Millis kReadAgainEvery = 86'400'000;

std::uint64_t hashed(std::string_view text) { return text.empty() ? 0 : base::hash64(text, 1) | 1; }

// local:// and none:// name the row of a database, not a work.
bool names_a_work(std::string_view guid) { return !guid.starts_with("local://") && guid.find("none://") == guid.npos; }

std::uint64_t mix(std::uint64_t stamp, std::string_view more) { return base::hash64(more, stamp); }

bool fits_wish(const model::Library& library, const std::vector<std::string>& names) {
  if (names.empty()) return library.enabled;
  const auto full = base::lower_ascii(library.source + "/" + library.title);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const auto folded = base::lower_ascii(name);
    return folded == base::lower_ascii(library.title) || folded == full || name == fmt::format("id:{}", library.id) || name == library.key;
  });
}
}  // namespace

PlexSync::PlexSync(catalog::Catalog& catalog, sources::Plex& plex, const model::Server& server, const SyncWish& wish, model::Id run, base::Millis now)
    : catalog_(catalog), plex_(plex), server_(server), wish_(wish), run_(run), now_(now) {}

bool PlexSync::wants(const model::Library& library, const SyncWish& wish) {
  const bool synced = library.kind == "movie" || library.kind == "show" || library.kind == "other";
  return synced && fits_wish(library, wish.libraries);
}

const std::vector<model::Library>& PlexSync::prepare() {
  requests_before_ = plex_.http().requests();
  bytes_before_ = plex_.http().wire_bytes();
  const auto identity = plex_.identity();
  if (!server_.machine_id.empty() && identity.machine_id != server_.machine_id)
    throw sources::ServerError(model::ServerState::other_server,
                               base::Error(base::ErrorKind::unreachable, fmt::format("another server answers at the address of '{}'", server_.name),
                                           fmt::format("if that is meant: retrovue server set {} --accept-new-server", base::shell_word(server_.name))));
  const auto sections = plex_.sections();
  catalog_.transaction(false, [&] {
    auto server = server_;
    if (server.machine_id != identity.machine_id || server.version != identity.version) {
      server.machine_id = identity.machine_id;
      server.version = identity.version;
      catalog::save_server(catalog_, server, now_);
    }
    std::vector<model::Library> all;
    for (const auto& section : sections) all.push_back(section.library);
    catalog::save_sections(catalog_, server_.id, all);
  });
  for (const auto& library : catalog::server_libraries(catalog_, server_.id)) {
    if (!wants(library, wish_)) continue;
    const auto section = std::find_if(sections.begin(), sections.end(), [&](const auto& one) { return one.library.key == library.key; });
    if (section == sections.end()) {
      if (library.items > 0 || !wish_.libraries.empty())
        note("data", library.title, "the server shows this library no more; its items stay as they are");
      continue;
    }
    Listing listing;
    listing.content_stamp = section->library.change_stamp;
    listing.refreshing = section->refreshing;
    listings_.push_back(listing);
    kinds_.push_back(catalog::library_item_kind(catalog_, library.id));
    LibraryOutcome outcome;
    outcome.library = library.id;
    outcome.report = {server_.name, library.title, library.kind, {}, {}, 0};
    outcomes.push_back(std::move(outcome));
    libraries_.push_back(library);
  }
  return libraries_;
}

void PlexSync::take(const Element& element, std::size_t index, std::vector<ServerEntry>& into) {
  auto listed = sources::plex_listed(element);
  if (!listed) {
    if (element.text("key").ends_with("/allLeaves")) return;
    ++outcomes[index].report.counts.scanned;
    fail(index, "data", libraries_[index].title, "the server listed something without a rating key");
    return;
  }
  ServerEntry entry;
  entry.key = std::move(listed->key);
  entry.library = index;
  entry.library_id = libraries_[index].id;
  entry.stamp = listed->stamp;
  entry.guid = names_a_work(listed->guid) ? hashed(listed->guid) : 0;
  entry.file = hashed(listed->file);
  entry.dated = listed->dated;
  entry.show_key = std::move(listed->show_key);
  entry.season = listed->season.value_or(-1);
  entry.episode = listed->episode.value_or(-1);
  entry.reread = listed->added && *listed->added > now_ - kReadAgainFor;
  into.push_back(std::move(entry));
}

void PlexSync::list_items(std::size_t index, int type, Listing& listing) {
  std::vector<ServerEntry> found;
  const auto counts = outcomes[index].report.counts;
  const auto error_count = errors.size();
  const auto result = plex_.list(
      libraries_[index].key, type,
      [&] {
        found.clear();
        outcomes[index].report.counts = counts;
        errors.resize(error_count);
      },
      [&](const Element& element, std::string_view) { take(element, index, found); });
  listing.complete = listing.complete && result.complete;
  if (!result.complete) note("data", libraries_[index].title, result.why + "; nothing is removed this time");
  entries_.insert(entries_.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
}

void PlexSync::list_shows(std::size_t index, Listing& listing) {
  std::vector<std::pair<std::string, ShowState>> found;
  const auto result = plex_.list(
      libraries_[index].key, sources::kPlexShows, [&] { found.clear(); },
      [&](const Element& element, std::string_view) {
        auto listed = sources::plex_listed(element);
        if (!listed) return;
        if (listed->year && (*listed->year < 1800 || *listed->year > 9999)) listed->year.reset();
        found.push_back({listed->key, {index, listed->title, fmt::format("{}{:016x}", listed->dated ? "" : "?", listed->stamp), listed->year}});
      });
  listing.complete = listing.complete && result.complete;
  if (!result.complete) note("data", libraries_[index].title, result.why + "; nothing is removed this time");
  for (auto& [key, show] : found) {
    show.number = shows_.size();
    shows_.insert_or_assign(key, std::move(show));
  }
}

void PlexSync::list_seasons(std::size_t index, Listing& listing) {
  std::vector<SeasonState> found;
  const auto result = plex_.list(
      libraries_[index].key, sources::kPlexSeasons, [&] { found.clear(); },
      [&](const Element& element, std::string_view) {
        const auto listed = sources::plex_listed(element);
        if (listed) found.push_back({index, sources::plex_season(element), fmt::format("{:016x}", listed->stamp)});
      });
  listing.complete = listing.complete && result.complete;
  seasons_.insert(seasons_.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
}

// Only the shows or movies of one title: their own listing entry, and all episodes of each show.
void PlexSync::list_one_title(std::size_t index, Listing& listing) {
  const bool shows = libraries_[index].kind == "show";
  listing.complete = false;
  std::vector<std::string> keys;
  const auto wanted = base::lower_ascii(*wish_.title);
  plex_.find_title(libraries_[index].key, shows ? sources::kPlexShows : sources::kPlexMovies, *wish_.title, [&](const Element& element, std::string_view) {
    const auto listed = sources::plex_listed(element);
    if (!listed || base::lower_ascii(listed->title) != wanted || (wish_.year && listed->year != wish_.year)) return;
    if (!shows) return take(element, index, entries_);
    shows_.insert_or_assign(listed->key, ShowState{index, listed->title, fmt::format("{}{:016x}", listed->dated ? "" : "?", listed->stamp), listed->year, 0,
                                                   shows_.size(), 0, 0});
    keys.push_back(listed->key);
  });
  for (const auto& key : keys) {
    std::vector<ServerEntry> found;
    plex_.leaves(key, [&] { found.clear(); }, [&](const Element& element, std::string_view) { take(element, index, found); });
    entries_.insert(entries_.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  }
}

void PlexSync::list_library(std::size_t index) {
  auto& listing = listings_[index];
  const auto& library = libraries_[index];
  if (wish_.quick && !wish_.full && !listing.refreshing && !listing.content_stamp.empty() && listing.content_stamp == library.change_stamp) {
    auto& counts = outcomes[index].report.counts;
    counts.scanned = counts.unchanged = library.items;
    listing.skipped = true;
    return;
  }
  listing.complete = true;
  try {
    if (wish_.title) {
      list_one_title(index, listing);
    } else if (library.kind == "show") {
      list_shows(index, listing);
      list_seasons(index, listing);
      list_items(index, sources::kPlexEpisodes, listing);
    } else {
      list_items(index, sources::kPlexMovies, listing);
    }
    listing.read = true;
  } catch (const base::Error& error) {
    if (error.kind() != base::ErrorKind::not_found) throw;
    listing.complete = false;
    note("data", library.title, "the server has this library no more; its items stay as they are");
  }
  if (listing.refreshing && listing.complete) listing.complete = false;  // a scan runs: what is missing may come back
}

std::vector<model::Id> PlexSync::due_for_reading() {
  std::vector<model::Id> due;
  for (const auto& library : libraries_) {
    const auto at = catalog::library_details_at(catalog_, library.id);
    if (at && now_ - *at >= kReadAgainEvery) due.push_back(library.id);
  }
  return due;
}

// What an episode is called depends on its show and on the episodes that share its file; markers come when they like.
void PlexSync::finish_stamps() {
  join_shared_files(entries_);
  for (auto& entry : entries_) {
    std::string more;
    if (const auto show = shows_.find(entry.show_key); show != shows_.end()) {
      more = fmt::format("{}\x1f{}", show->second.title, show->second.year.value_or(-1));
      ++show->second.episodes;
    }
    more += fmt::format("\x1f{}\x1f{}\x1f{}", entry.episode_end, entry.lead >= 0 ? entries_[static_cast<std::size_t>(entry.lead)].key : "false", kinds_[entry.library] ? model::to_text(*kinds_[entry.library]) : "");
    entry.stamp = mix(entry.stamp, more);
  }
  const auto due = due_for_reading();
  std::unordered_set<model::Id> marked;
  if (!due.empty())
    for (const auto item : catalog::items_with_source_markers(catalog_, server_.id)) marked.insert(item);
  std::unordered_map<std::string_view, const catalog::OriginMark*> by_key;
  for (const auto& mark : marks_) by_key.emplace(mark.key, &mark);
  for (auto& entry : entries_) {
    if (!entry.reread) continue;
    const auto mark = by_key.find(entry.key);
    entry.reread = mark != by_key.end() && !marked.contains(mark->second->item_id) && std::find(due.begin(), due.end(), entry.library_id) != due.end();
  }
}

// A library that would lose too much at once is left alone as a whole.
void PlexSync::guard() {
  if (wish_.allow_removals) return;
  for (std::size_t i = 0; i < libraries_.size(); ++i) {
    if (!listings_[i].complete) continue;
    const auto id = libraries_[i].id;
    const auto known = std::count_if(marks_.begin(), marks_.end(), [&](const auto& mark) { return mark.listed && mark.library_id == id; });
    const auto missing = std::count_if(match_.gone.begin(), match_.gone.end(), [&](const auto m) { return marks_[m].library_id == id; });
    const bool empty = std::none_of(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry.library == i; });
    if (missing == 0 || (!empty && (missing <= wish_.guard_items || missing * 100 <= known * wish_.guard_percent))) continue;
    const auto title = base::printable(libraries_[i].title);
    outcomes[i].guard = Guard{libraries_[i].title, known, missing,
                              empty ? fmt::format("library '{}' lists nothing, the catalog holds {} items of it; nothing was removed", title, known)
                                    : fmt::format("library '{}' would lose {} of {} items; nothing was changed", title, missing, known)};
    outcomes[i].report.counts = {};
    listings_[i].read = listings_[i].complete = false;
    std::erase_if(match_.gone, [&](const auto m) { return marks_[m].library_id == id; });
  }
}

}  // namespace retrovue::station
