#include "model/language.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace retrovue::model {
namespace {

// Two letters; three as bibliographers have them; three as terminologists do, where that is another code.
struct Language {
  std::string_view two, three, other, name;
};

constexpr Language kLanguages[] = {
    {"af", "afr", "", "Afrikaans"},   {"am", "amh", "", "Amharic"},      {"ar", "ara", "", "Arabic"},         {"az", "aze", "", "Azerbaijani"},
    {"be", "bel", "", "Belarusian"},  {"bg", "bul", "", "Bulgarian"},    {"bn", "ben", "", "Bengali"},        {"bo", "tib", "bod", "Tibetan"},
    {"br", "bre", "", "Breton"},      {"bs", "bos", "", "Bosnian"},      {"ca", "cat", "", "Catalan"},        {"co", "cos", "", "Corsican"},
    {"cs", "cze", "ces", "Czech"},    {"cy", "wel", "cym", "Welsh"},     {"da", "dan", "", "Danish"},         {"de", "ger", "deu", "German"},
    {"el", "gre", "ell", "Greek"},    {"en", "eng", "", "English"},      {"eo", "epo", "", "Esperanto"},      {"es", "spa", "", "Spanish"},
    {"et", "est", "", "Estonian"},    {"eu", "baq", "eus", "Basque"},    {"fa", "per", "fas", "Persian"},     {"fi", "fin", "", "Finnish"},
    {"fo", "fao", "", "Faroese"},     {"fr", "fre", "fra", "French"},    {"fy", "fry", "", "Western Frisian"}, {"ga", "gle", "", "Irish"},
    {"gd", "gla", "", "Gaelic"},      {"gl", "glg", "", "Galician"},     {"gu", "guj", "", "Gujarati"},       {"ha", "hau", "", "Hausa"},
    {"he", "heb", "", "Hebrew"},      {"hi", "hin", "", "Hindi"},        {"hr", "hrv", "", "Croatian"},       {"hu", "hun", "", "Hungarian"},
    {"hy", "arm", "hye", "Armenian"}, {"id", "ind", "", "Indonesian"},   {"ig", "ibo", "", "Igbo"},           {"is", "ice", "isl", "Icelandic"},
    {"it", "ita", "", "Italian"},     {"ja", "jpn", "", "Japanese"},     {"jv", "jav", "", "Javanese"},       {"ka", "geo", "kat", "Georgian"},
    {"kk", "kaz", "", "Kazakh"},      {"km", "khm", "", "Khmer"},        {"kn", "kan", "", "Kannada"},        {"ko", "kor", "", "Korean"},
    {"ku", "kur", "", "Kurdish"},     {"ky", "kir", "", "Kyrgyz"},       {"la", "lat", "", "Latin"},          {"lb", "ltz", "", "Luxembourgish"},
    {"lo", "lao", "", "Lao"},         {"lt", "lit", "", "Lithuanian"},   {"lv", "lav", "", "Latvian"},        {"mi", "mao", "mri", "Maori"},
    {"mk", "mac", "mkd", "Macedonian"}, {"ml", "mal", "", "Malayalam"},  {"mn", "mon", "", "Mongolian"},      {"mr", "mar", "", "Marathi"},
    {"ms", "may", "msa", "Malay"},    {"mt", "mlt", "", "Maltese"},      {"my", "bur", "mya", "Burmese"},     {"nb", "nob", "", "Norwegian Bokmal"},
    {"ne", "nep", "", "Nepali"},      {"nl", "dut", "nld", "Dutch"},     {"nn", "nno", "", "Norwegian Nynorsk"}, {"no", "nor", "", "Norwegian"},
    {"oc", "oci", "", "Occitan"},     {"pa", "pan", "", "Punjabi"},      {"pl", "pol", "", "Polish"},         {"ps", "pus", "", "Pashto"},
    {"pt", "por", "", "Portuguese"},  {"qu", "que", "", "Quechua"},      {"rm", "roh", "", "Romansh"},        {"ro", "rum", "ron", "Romanian"},
    {"ru", "rus", "", "Russian"},     {"se", "sme", "", "Northern Sami"}, {"si", "sin", "", "Sinhala"},       {"sk", "slo", "slk", "Slovak"},
    {"sl", "slv", "", "Slovenian"},   {"so", "som", "", "Somali"},       {"sq", "alb", "sqi", "Albanian"},    {"sr", "srp", "", "Serbian"},
    {"sv", "swe", "", "Swedish"},     {"sw", "swa", "", "Swahili"},      {"ta", "tam", "", "Tamil"},          {"te", "tel", "", "Telugu"},
    {"tg", "tgk", "", "Tajik"},       {"th", "tha", "", "Thai"},         {"tk", "tuk", "", "Turkmen"},        {"tl", "tgl", "", "Tagalog"},
    {"tr", "tur", "", "Turkish"},     {"tt", "tat", "", "Tatar"},        {"uk", "ukr", "", "Ukrainian"},      {"ur", "urd", "", "Urdu"},
    {"uz", "uzb", "", "Uzbek"},       {"vi", "vie", "", "Vietnamese"},   {"wo", "wol", "", "Wolof"},          {"xh", "xho", "", "Xhosa"},
    {"yi", "yid", "", "Yiddish"},     {"yo", "yor", "", "Yoruba"},       {"zh", "chi", "zho", "Chinese"},     {"zu", "zul", "", "Zulu"},
};

const Language* known(std::string_view code) {
  for (const auto& one : kLanguages)
    if (code == one.two || code == one.three || (!one.other.empty() && code == one.other)) return &one;
  return nullptr;
}

}  // namespace

std::optional<std::string> language(std::string_view text) {
  auto code = base::lower_ascii(text);
  code.resize(std::min(code.find_first_of("-_"), code.size()));  // the country does not count
  if (const auto* one = known(code)) return std::string{one->two};
  const bool letters = std::all_of(code.begin(), code.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (code.size() != 3 || !letters || code == "und" || code == "mul" || code == "zxx" || code == "mis") return std::nullopt;
  return code;
}

std::string checked_language(std::string_view text) {
  if (auto code = language(text)) return *code;
  throw base::Error(base::ErrorKind::usage, fmt::format("'{}' is not a language code", base::printable(text)), "write it like en, de or nds (ISO 639)");
}

std::string language_on_wire(std::string_view language) {
  const auto* one = known(language);
  return std::string{one ? one->three : language};
}

std::string language_name(std::string_view language) {
  const auto* one = known(language);
  return std::string{one ? one->name : language};
}

}  // namespace retrovue::model
