#include "sources/name_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace retrovue::sources {

namespace {

constexpr int kFirstYear = 1888, kLastYear = 2099, kLastBareYear = 2035;

std::optional<int> year_of(std::string_view text, int last) {
  if (text.size() != 4) return std::nullopt;
  const auto digits = digits_at(text, 0);
  if (digits.length != 4 || digits.value < kFirstYear || digits.value > last) return std::nullopt;
  return digits.value;
}

// {tmdb-123}, [tvdbid-123], [imdbid=tt123]
std::optional<model::Guid> guid_of(std::string_view group) {
  const auto cut = group.find_first_of("-=:");
  if (cut == std::string_view::npos) return std::nullopt;
  auto provider = base::lower_ascii(base::trim(group.substr(0, cut)));
  if (provider.ends_with("id")) provider.resize(provider.size() - 2);
  const auto value = base::trim(group.substr(cut + 1));
  if (provider != "tvdb" && provider != "tmdb" && provider != "imdb") return std::nullopt;
  if (value.empty() || !std::all_of(value.begin(), value.end(), [](char c) { return is_digit(c) || c == 't' || c == 'T'; })) return std::nullopt;
  return model::Guid{provider, base::lower_ascii(value)};
}

enum class Quality { none, weak, strong };

// Strong words never stand in a title; weak ones count only beside a strong one.
Quality quality(std::string_view word) {
  const auto w = base::lower_ascii(word);
  static constexpr std::array kStrong{"480p",   "576p",  "720p",   "1080p", "1080i", "2160p",  "x264",  "x265",  "h264", "h265",
                                      "hevc",   "xvid",  "divx",   "hdtv",  "pdtv",  "webrip", "web-dl", "webdl", "bluray", "blu-ray",
                                      "brrip",  "bdrip", "dvdrip", "hdrip", "remux", "576i",   "480i",  "10bit", "av1"};
  static constexpr std::array kWeak{"web",    "dvd", "dvd5", "dvd9", "hdr",  "hdr10", "uhd", "4k",   "bd",  "proper", "repack", "internal", "multi",
                                    "uncut",  "dts", "ac3",  "aac",  "flac", "hd",    "sdtv", "amzn", "nf", "extended", "unrated", "remastered"};
  if (std::find(kStrong.begin(), kStrong.end(), w) != kStrong.end()) return Quality::strong;
  if (std::find(kWeak.begin(), kWeak.end(), w) != kWeak.end()) return Quality::weak;
  return Quality::none;
}

struct WordSpan {
  std::size_t begin, end;
};

std::vector<WordSpan> words_of(std::string_view text) {
  std::vector<WordSpan> words;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const auto end = std::min(text.find(' ', at), text.size());
    words.push_back({at, end});
    at = end;
  }
  return words;
}

}  // namespace

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

Digits digits_at(std::string_view text, std::size_t at, std::size_t most) {
  Digits digits;
  while (at + digits.length < text.size() && is_digit(text[at + digits.length])) {
    if (digits.length == most) return {};
    digits.value = digits.value * 10 + (text[at + digits.length] - '0');
    ++digits.length;
  }
  return digits;
}

Unbracketed take_brackets(std::string_view name) {
  Unbracketed result;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char open = name[at];
    const char close = open == '(' ? ')' : open == '[' ? ']' : open == '{' ? '}' : '\0';
    const auto end = close ? name.find(close, at + 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      result.text += open;
      continue;
    }
    const auto inner = base::trim(name.substr(at + 1, end - at - 1));
    if (const auto year = year_of(inner, kLastYear); year && open != '{') {
      result.year = year;
      result.year_at = result.text.size();
    } else if (open == '(') {
      result.text += name.substr(at, end - at + 1);  // a remark that belongs to the title: "Title (Part 1)"
    } else if (auto guid = guid_of(inner)) {
      result.guids.push_back(std::move(*guid));
    }
    at = end;
  }
  return result;
}

Plain plain_title(std::string_view text, bool keep_year) {
  Plain result;
  std::string spaced{text};
  const bool dotted = spaced.find(' ') == std::string::npos;
  std::replace(spaced.begin(), spaced.end(), '_', ' ');
  if (dotted) std::replace(spaced.begin(), spaced.end(), '.', ' ');
  auto words = words_of(spaced);
  const auto word = [&](std::size_t i) { return std::string_view{spaced}.substr(words[i].begin, words[i].end - words[i].begin); };
  // Scene names glue the group on with a dash: x264-GRP.
  const auto rank = [&](std::size_t i) {
    auto one = word(i);
    while (one.starts_with('-')) one.remove_prefix(1);
    const auto whole = quality(one);
    return whole != Quality::none ? whole : quality(one.substr(0, one.find('-')));
  };
  std::size_t cut = words.size();
  for (std::size_t i = 0; i < words.size(); ++i)
    if (rank(i) == Quality::strong) {
      cut = i;
      break;
    }
  const bool scene = cut < words.size();
  while (scene && cut > 1 && rank(cut - 1) == Quality::weak) --cut;
  if (!keep_year && (dotted || scene))
    for (std::size_t i = cut; i-- > 1;)
      if (const auto year = year_of(word(i), kLastBareYear); year && (scene || i + 1 == cut)) {
        result.year = year;
        cut = i;
        break;
      }
  if (cut < words.size()) spaced.resize(words[cut].begin);
  result.text = spaced;
  return result;
}

std::string tidy(std::string_view text) {
  constexpr std::string_view kEdge = " \t\r\n-_.,;:~|+";
  std::string one;
  for (char c : text) {
    const char flat = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    if (flat != ' ' || (!one.empty() && one.back() != ' ')) one += flat;
  }
  std::string_view view{one};
  const auto first = view.find_first_not_of(kEdge);
  if (first == std::string_view::npos) return {};
  view = view.substr(first);
  // A closing full stop belongs to "Dr." and "etc..."
  const auto last = view.find_last_not_of(" \t-_,;:~|+");
  view = view.substr(0, last + 1);
  return base::printable(view);
}

std::string fold(std::string_view text) {
  std::string key;
  for (char c : base::lower_ascii(text))
    if (is_word(c)) key += c;
  return key;
}

}  // namespace retrovue::sources
