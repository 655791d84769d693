#include <fmt/format.h>

#include <memory>

#include "base/json.h"
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
    text += fmt::format(" {} {}{}", s.field_order, s.pix_fmt, s.captions ? ", captions (on air where the profile has this frame rate)" : "");
  }
  if (s.kind == model::StreamKind::audio) text += fmt::format(" {} {} Hz", s.channel_layout.empty() ? fmt::format("{} ch", s.channels) : s.channel_layout, s.sample_rate);
  if (!s.language.empty() && s.language != "und") text += " " + s.language;
  return text + (s.forced ? " forced" : "");
}

// What a server says of a file that was not probed here yet.
std::string said_text(const base::Json& stream) {
  auto text = fmt::format("    {} {}", stream["kind"].text_or("?"), stream["codec"].text_or("?"));
  if (const auto channels = stream["channels"].integer()) text += fmt::format(" {} ch", *channels);
  if (const auto language = stream["language"].text_or(""); !language.empty()) text += " " + language;
  if (stream["forced"].boolean().value_or(false)) text += " forced";
  if (!stream["sidecar"].text_or("").empty()) text += " in a file beside it";
  return text + " (as the server says)";
}

void print_said(cli::Output& out, const station::ItemDetail& detail) {
  for (const auto& file : detail.files)
    if (!file.streams.empty()) return;
  for (const auto& origin : detail.origins) {
    const auto files = base::Json::parse(origin.values)["source"]["files"];
    for (std::size_t i = 0; i < files.at(0)["streams"].size(); ++i) out.line(base::printable(said_text(files.at(0)["streams"].at(i))));
  }
}

void print(cli::Output& out, const station::ItemDetail& detail, const base::Zone& zone) {
  const auto& item = detail.item;
  const auto row = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out.line(fmt::format("{:<14}{}", name, base::printable(value)));
  };
  out.line(base::printable(station::name_text(item)));
  row("id", std::to_string(item.id));
  for (const auto& field : model::item_fields()) row(field.name, field.get(item) + (item.daypart_defaulted && field.name == "daypart" ? " (default)" : ""));
  if (detail.input.empty()) row("duration", item.duration_ms > 0 ? base::clock_text(item.duration_ms) : "not known yet");
  row("input", detail.input);
  row("state", std::string{model::to_text(item.state)} + (item.validated ? ", plays" : ", not validated"));
  if (!detail.states.empty() && item.state != model::ItemState::normal)
    row("since", base::local_text(detail.states.back().at, zone) + ": " + detail.states.back().cause);
  if (item.state == model::ItemState::error && detail.trouble.last_at)
    row("failed", fmt::format("{} time{}, the last {}: {}", detail.trouble.count, detail.trouble.count == 1 ? "" : "s",
                              base::local_text(*detail.trouble.last_at, zone), detail.trouble.message));
  row("source", item.source == item.library ? item.source : item.source + " / " + item.library);
  if (item.source_path != item.path) row("source path", item.source_path);
  for (const auto kind : {model::CreditKind::director, model::CreditKind::writer, model::CreditKind::producer, model::CreditKind::actor}) {
    std::vector<std::string> names;
    for (const auto& credit : detail.credits)
      if (credit.kind == kind && names.size() < 12) names.push_back(credit.name);
    row(model::to_text(kind), base::join(names, ", "));
  }
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
  print_said(out, detail);
  for (const auto& marker : detail.markers)
    out.line(fmt::format("marker {}{} {}", station::text_of(marker), marker.end_ms ? " until " + base::clock_text(*marker.end_ms) : "", base::printable(marker.title)));
}

cli::Action declare(cli::Declaration& d) {
  auto which = std::make_shared<std::string>();
  cli::item_argument(d, *which);
  return [which](cli::Session& session) {
    const auto detail = station::item_detail(session.reader(), *which);
    if (!session.json()) print(session.out(), detail, session.zone());
    else {
      base::JsonWriter json;
      station::write_json(json, detail);
      session.out().document(json);
    }
    return 0;
  };
}
}  // namespace

extern const cli::Command item_show;
const cli::Command item_show{
    .path = "item show",
    .summary = "show everything about an item",
    .text = "Values, people, where its source has it and where it is here, files with their streams and loudness, markers, tags, which "
            "fields an editor has overridden, and why it is in its state. --json tells every source's own words and every change of state.",
    .examples = "$ retrovue item show 17\n$ retrovue item show 'Alien' --json",
    .declare = declare,
};

}  // namespace retrovue::cmd
