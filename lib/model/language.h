#pragma once
#include <optional>
#include <string>
#include <string_view>

// Languages by their codes (ISO 639). Files, servers and people write one in several ways: "de", "deu", "ger", "de-AT".
namespace retrovue::model {

// The one form that is compared and kept: two letters where the language has such a code, else three, lower case. Nothing for
// what is no code, and for those that name no language (und, mul, zxx, mis).
std::optional<std::string> language(std::string_view text);
// The same for people: Error(usage) when it is none.
std::string checked_language(std::string_view text);
// Three letters, as streams carry them (ISO 639-2, the bibliographic form). language: as language() gives it.
std::string language_on_wire(std::string_view language);
// In English; the code itself where we do not know better.
std::string language_name(std::string_view language);

}  // namespace retrovue::model
