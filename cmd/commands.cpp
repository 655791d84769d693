#include "cli/command.h"

// The one table of all commands: sorted by path, a noun a line. `folder add` is `folder_add` in cmd/folder_add.cpp.
#define RETROVUE_COMMANDS(row) \
  row(complete) \
  row(alert_cancel) row(alert_list) row(alert_send) \
  row(archive_list) row(archive_restore) \
  row(asrun_archive) row(asrun_export) row(asrun_reconcile) row(asrun_show) \
  row(campaign_add) row(campaign_list) row(campaign_remove) row(campaign_report) row(campaign_set) \
  row(campaign_show) \
  row(channel_add) row(channel_disable) row(channel_enable) row(channel_list) row(channel_now) row(channel_remove) \
  row(channel_set) row(channel_show) \
  row(cleanup) \
  row(completion) \
  row(config_get) row(config_list) row(config_path) row(config_set) row(config_unset) \
  row(db_backup) row(db_check) row(db_optimize) row(db_restore) row(db_status) row(db_upgrade) \
  row(discover) \
  row(docs_man) \
  row(epg_check) row(epg_export) \
  row(error_list) row(error_stats) \
  row(folder_add) row(folder_list) row(folder_remove) row(folder_set) \
  row(health) \
  row(help) \
  row(item_add) row(item_list) row(item_override) row(item_remove) row(item_reset) row(item_set) row(item_show) \
  row(library_disable) row(library_enable) row(library_list) row(library_remove) row(library_set) \
  row(marker_add) row(marker_approve) row(marker_export) row(marker_generate) row(marker_import) row(marker_list) \
  row(marker_reject) row(marker_remove) row(marker_set) \
  row(pathmap_add) row(pathmap_check) row(pathmap_list) row(pathmap_remove) row(pathmap_resolve) row(pathmap_set) \
  row(pathmap_suggest) \
  row(play_channel) row(play_item) row(play_status) \
  row(query_add) row(query_list) row(query_remove) row(query_run) \
  row(schedule_apply) row(schedule_approve) row(schedule_build) row(schedule_check) row(schedule_diff) \
  row(schedule_dump) row(schedule_explain) row(schedule_history) row(schedule_import) row(schedule_insert) \
  row(schedule_move) row(schedule_reject) row(schedule_remove) row(schedule_revert) row(schedule_show) \
  row(schedule_submit) row(schedule_swap) \
  row(serve) \
  row(server_add) row(server_find) row(server_list) row(server_login) row(server_remove) row(server_set) \
  row(server_show) row(server_sync_libraries) row(server_test) \
  row(stats_air) \
  row(store_clear) row(store_status) row(store_warm) \
  row(sync) row(sync_history) row(sync_status) \
  row(tag_add) row(tag_list) row(tag_remove) \
  row(traffic_check) \
  row(validate) \
  /* end */

namespace retrovue::cmd {
#define RETROVUE_ROW(name) extern const cli::Command name;
RETROVUE_COMMANDS(RETROVUE_ROW)
#undef RETROVUE_ROW
}  // namespace retrovue::cmd

namespace retrovue::cli {

const std::vector<const Command*>& commands() {
  static const std::vector<const Command*> all{
#define RETROVUE_ROW(name) &cmd::name,
      RETROVUE_COMMANDS(RETROVUE_ROW)
#undef RETROVUE_ROW
  };
  return all;
}

}  // namespace retrovue::cli
