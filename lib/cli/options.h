#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/declaration.h"

// Options that several commands share: spelled and described here only, so that one word means one thing everywhere.
// Targets are as for Declaration; the returned Parameter may be refined (.must(), .by_default()).
namespace retrovue::cli {

// What to act on.
Parameter& channel_option(Declaration& d, std::optional<std::string>& target);    // --channel CHANNEL
Parameter& channels_option(Declaration& d, std::vector<std::string>& target);     // --channel CHANNEL, repeatable
Parameter& channel_argument(Declaration& d, std::string& target);                 // CHANNEL: number, name, call sign or id
Parameter& channel_arguments(Declaration& d, std::vector<std::string>& target);   // [CHANNEL...]
Parameter& item_argument(Declaration& d, std::string& target);                    // ITEM: id, title or path
Parameter& item_arguments(Declaration& d, std::vector<std::string>& target, bool required);
Parameter& folder_argument(Declaration& d, std::string& target);                  // FOLDER: id, name or path
Parameter& folders_option(Declaration& d, std::vector<std::string>& target);      // --folder FOLDER, repeatable
Parameter& campaign_argument(Declaration& d, std::string& target);
Parameter& server_argument(Declaration& d, std::string& target);
Parameter& server_option(Declaration& d, std::optional<std::string>& target);     // --server SERVER
Parameter& servers_option(Declaration& d, std::vector<std::string>& target);      // --server SERVER, repeatable
Parameter& libraries_option(Declaration& d, std::vector<std::string>& target);    // --library LIBRARY, repeatable

// When. Times are text: resolve them with Session::time.
Parameter& from_option(Declaration& d, std::optional<std::string>& target);       // --from TIME
Parameter& to_option(Declaration& d, std::optional<std::string>& target);         // --to TIME
Parameter& since_option(Declaration& d, std::optional<std::string>& target);      // --since TIME
Parameter& at_option(Declaration& d, std::optional<std::string>& target);         // --at TIME
Parameter& days_option(Declaration& d, std::optional<std::int64_t>& target);      // --days N, 1 to 366
Parameter& duration_option(Declaration& d, std::optional<base::Millis>& target);  // --duration DURATION

// How.
Parameter& seed_option(Declaration& d, std::optional<std::int64_t>& target);      // --seed N
Parameter& jobs_option(Declaration& d, std::optional<std::int64_t>& target);      // --jobs N, 1 to 64
Parameter& limit_option(Declaration& d, std::optional<std::int64_t>& target);     // --limit N
Parameter& all_option(Declaration& d, bool& target, std::string_view description);  // --all
Parameter& profile_option(Declaration& d, std::optional<std::string>& target);    // --profile PROFILE
Parameter& zone_option(Declaration& d, std::optional<std::string>& target);       // --zone ZONE
Parameter& output_option(Declaration& d, std::optional<std::string>& target);     // -o, --output FILE

// What it is.
Parameter& item_type_option(Declaration& d, std::optional<std::string>& target);  // --type, one of the item types
Parameter& name_option(Declaration& d, std::optional<std::string>& target);       // --name NAME
Parameter& title_option(Declaration& d, std::optional<std::string>& target);      // --title TITLE
Parameter& year_option(Declaration& d, std::optional<std::int64_t>& target);      // --year YEAR
Parameter& company_option(Declaration& d, std::optional<std::string>& target);    // --company COMPANY
Parameter& tags_option(Declaration& d, std::vector<std::string>& target);         // --tag NS:KEY, repeatable

}  // namespace retrovue::cli
