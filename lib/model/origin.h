#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/item.h"
#include "model/marker.h"
#include "model/media_file.h"

// What one source says about a thing, in the words of this program: the values that a sync compares and stores.
// Texts are valid UTF-8 without control characters but line feed and tab; paths are bytes.
namespace retrovue::model {

enum class CreditKind { actor, director, writer, producer };
template <>
struct Words<CreditKind> {
  static constexpr std::string_view name = "credit";
  static constexpr Word<CreditKind> all[] = {{CreditKind::actor, "actor"},
                                             {CreditKind::director, "director"},
                                             {CreditKind::writer, "writer"},
                                             {CreditKind::producer, "producer"}};
};

struct Credit {
  CreditKind kind = CreditKind::actor;
  std::string name;
  std::string part;  // of an actor; may be empty
  friend bool operator==(const Credit&, const Credit&) = default;
};

// A picture as the source refers to it; the reference changes when the picture does.
struct Artwork {
  std::string kind;  // poster, background, banner, theme
  std::string reference;
  friend bool operator==(const Artwork&, const Artwork&) = default;
};

// A stream as the source describes it, before the file itself was probed.
struct OriginStream {
  StreamKind kind = StreamKind::other;
  std::optional<int> index;  // in the container; absent for a subtitle file beside it
  std::string sidecar;       // reference of such a file
  std::string codec, language, title;
  int channels = 0;
  bool is_default = false, forced = false;
  friend bool operator==(const OriginStream&, const OriginStream&) = default;
};

struct OriginFile {
  std::string path;     // as the source has it; bytes
  std::string version;  // the source's id of the version this file belongs to
  int part = 0;         // 0 = whole, else 1, 2 ... in playing order
  std::int64_t size = 0;
  Millis duration_ms = 0;
  std::string container;
  int height = 0;
  std::string reference;  // where the source serves the bytes
  std::vector<OriginStream> streams;
  friend bool operator==(const OriginFile&, const OriginFile&) = default;
};

// An item: a movie, an episode, a home video.
struct Origin {
  std::string key;    // unique in the source: rating key of a server, path below the root of a folder
  std::string stamp;  // change stamp; empty equals nothing
  ItemKind kind = ItemKind::movie;
  std::string title, sort_title, original_title;
  std::optional<int> year;
  std::string show_key, show_title;
  std::optional<int> season, episode, episode_end;
  std::string first_aired;  // YYYY-MM-DD, or empty
  Rating rating;
  std::string summary, tagline, studio;
  Millis duration_ms = 0;
  std::optional<Millis> added, updated;  // what the source says; either may lie in the future
  std::string guid;                      // the source's own main identifier, raw
  std::vector<Guid> guids;
  std::vector<std::string> tags;         // "genre:..", "label:..", "country:..", sorted
  std::vector<Credit> credits;
  std::vector<Artwork> artwork;
  std::vector<OriginFile> files;         // the version that airs first, its parts in order; then other versions
  std::vector<Marker> markers;           // origin = source, sorted, inside the length, at least a second long
  bool trashed = false;                  // its file was missing when the source last looked
  std::string raw;                       // the source's own words
};

struct ShowOrigin {
  std::string key, stamp;
  std::string title, sort_title, original_title;
  std::optional<int> year;
  Rating rating;
  std::string summary, studio, first_aired;
  std::optional<Millis> added, updated;
  std::string guid;
  std::vector<Guid> guids;
  std::vector<std::string> tags;
  std::vector<Credit> credits;
  std::vector<Artwork> artwork;
  std::string raw;
};

struct SeasonOrigin {
  std::string key, stamp, show_key;
  std::optional<int> number;  // 0 = specials
  std::string title, summary, guid;
  std::optional<Millis> updated;
  std::vector<Artwork> artwork;
};

struct CollectionOrigin {
  std::string key, stamp;
  std::string title, summary;
  bool smart = false;  // a stored question: its members change without a change of its own
  std::vector<std::string> members;  // keys of items and shows
};

}  // namespace retrovue::model
