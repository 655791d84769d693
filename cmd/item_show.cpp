#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "base/time_text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "model/guid.h"
#include "model/item_fields.h"
#include "station/items.h"
#include "station/markers.h"

namespace retrovue::cmd {
namespace {

std::string stream_text(const model::Stream& s) {
  auto text = fmt::format("    {} {} {}", s.index, model::to_text(s.kind), s.codec.empty() ? "?" : s.codec);
  if (s.kind == model::StreamKind::video) {
    text += fmt::format(" {}x{}", s.width, s.height);
    if (s.sar_num != s.sar_den) text += fmt::format(" SAR {}:{}", s.sar_num, s.sar_den);
    if (s.rate.num) text += " " + base::to_text(s.rate) + " fps";
    text += fmt::format(" {} {}", s.field_order, s.pix_fmt);
  }
  if (s.kind == model::StreamKind::audio) text += fmt::format(" {} {} Hz", s.channel_layout.empty() ? fmt::format("{} ch", s.channels) : s.channel_layout, s.sample_rate);
  return text + (s.language.empty() || s.language == "und" ? "" : " " + s.language);
}

void print(cli::Output& out, const station::ItemDetail& detail) {
  const auto& item = detail.item;
  const auto row = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out.line(fmt::format("{:<14}{}", name, base::printable(value)));
  };
  out.line(base::printable(station::name_text(item)));
  row("id", std::to_string(item.id));
  for (const auto& field : model::item_fields()) row(field.name, field.get(item));
  row("duration", item.duration_ms > 0 ? base::clock_text(item.duration_ms) : "not known yet");
  row("state", std::string{model::to_text(item.state)} + (item.validated ? ", plays" : ", not validated"));
  row("source", item.source == item.library ? item.source : item.source + " / " + item.library);
  row("tags", base::join(item.tags, " "));
  std::vector<std::string> guids, overridden;
  for (const auto& guid : item.guids) guids.push_back(model::to_text(guid));
  for (const auto& [field, value] : detail.overrides) overridden.push_back(field);
  row("guids", base::join(guids, " "));
  row("overridden", base::join(overridden, " "));
  for (const auto& file : detail.files) {
    out.line("file " + base::printable(file.path));
    if (file.part) out.line(fmt::format("    part {}", file.part));
    out.line(fmt::format("    {}{}{}", model::to_text(file.verdict), file.reason.empty() ? "" : ": " + file.reason,
                         file.container.empty() ? "" : fmt::format(", {}, {} kbit/s, {}", file.container, file.bit_rate / 1000, base::clock_text(file.duration_ms))));
    if (file.loudness_mlufs) out.line(fmt::format("    {:.1f} LUFS, peak {:.1f} dBTP", *file.loudness_mlufs / 1000.0, file.true_peak_mdbtp.value_or(0) / 1000.0));
    if (!file.play_path.empty()) out.line("    plays the copy " + base::printable(file.play_path));
    for (const auto& stream : file.streams) out.line(base::printable(stream_text(stream)));
  }
  for (const auto& marker : detail.markers)
    out.line(fmt::format("marker {}{} {}", station::text_of(marker), marker.end_ms ? " until " + base::clock_text(*marker.end_ms) : "", base::printable(marker.title)));
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::item_argument(d, *which);
  return [which](cli::Session& session) {
    const auto detail = station::item_detail(session.reader(), *which);
    base::JsonWriter json;
    if (session.json()) {
      station::write_json(json, detail);
      session.out().document(json);
    } else {
      print(session.out(), detail);
    }
    return 0;
  };
}
}  // namespace

extern const cli::Command item_show;
const cli::Command item_show{
    .path = "item show",
    .summary = "show everything about an item",
    .text = "Values, files with their streams and loudness, markers, tags, and which fields an editor has overridden.",
    .examples = "$ retrovue item show 17\n$ retrovue item show 'Alien' --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
