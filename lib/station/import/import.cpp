#include "station/import/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "catalog/items.h"
#include "catalog/show_guids.h"
#include "station/queries.h"
#include "station/station_file.h"

namespace retrovue::station {
namespace {
constexpr std::size_t kMostBlocks = 400, kMostSelectors = 400, kMostInAll = 6'000;

// Text a station file can hold: printable, on one line, not empty, at most 100 bytes, never torn inside a character.
std::string word(const std::string& text, const std::string& otherwise) {
  auto clean = base::printable(text);
  std::string out{base::trim(clean)};
  if (out.size() > 100) {
    out.resize(100);
    while (!out.empty() && !base::is_utf8(out)) out.pop_back();
  }
  return out.empty() ? otherwise : out;
}

class Writer {
 public:
  Writer(ForeignStation foreign, const Matcher& matcher, int number) : foreign_(std::move(foreign)), matcher_(matcher), number_(number) {}

  model::Programming write() {
    programming_.breaks = foreign_.breaks;
    for (const auto& block : foreign_.blocks) add(block);
    share_runs();
    const auto fillers = selectors(foreign_.fillers);
    if (!fillers.empty()) programming_.pools.fillers = fillers;
    return std::move(programming_);
  }
  Remarks& remarks() { return foreign_.remarks; }

 private:
  void add(const ForeignBlock& from) {
    if (programming_.blocks.size() >= kMostBlocks) {
      remarks().add(Fate::left_out, from.where, fmt::format("blocks after the first {}", kMostBlocks));
      return;
    }
    model::Block block;
    block.play = selectors(from.play);
    if (block.play.empty()) {
      remarks().add(Fate::left_out, from.where, fmt::format("block '{}': nothing of it is in the library", base::printable(from.name)));
      return;
    }
    block.name = unique(word(from.name, "Block"));
    block.days = from.days;
    block.season = from.season;
    block.every = from.every;
    block.turn = from.turn;
    block.from = from.from;
    block.to = from.to;
    block.order = from.order;
    if (!from.run.empty()) block.run = fmt::format("channel {} {}", number_, word(from.run, "run"));
    block.priority = from.priority;
    block.start = from.start;
    block.delay = from.start == model::Start::hard ? std::nullopt : from.delay;
    remarks().add(Fate::taken, from.where, fmt::format("block '{}'", block.name));
    programming_.blocks.push_back(std::move(block));
  }

  // Blocks that play the same in the same order go on with each other, as slots of the other programs do.
  void share_runs() {
    auto& blocks = programming_.blocks;
    for (std::size_t i = 0; i < blocks.size(); ++i)
      for (std::size_t k = i + 1; k < blocks.size(); ++k)
        if (blocks[k].run.empty() && blocks[k].order == blocks[i].order && blocks[k].play == blocks[i].play &&
            (blocks[i].order == model::Order::sequential || blocks[i].order == model::Order::shuffle)) {
          if (blocks[i].run.empty()) blocks[i].run = fmt::format("channel {} run {}", number_, i + 1);
          blocks[k].run = blocks[i].run;
        }
  }

  std::string unique(const std::string& name) {
    auto text = name;
    for (int n = 2; !names_.insert(text).second; ++n) text = fmt::format("{} {}", name, n);
    return text;
  }

  std::vector<model::Selector> selectors(const std::vector<Want>& wants) {
    std::vector<model::Selector> all;
    for (const auto& want : wants) {
      std::string why;
      for (auto& selector : matcher_.find(want, why)) {
        if (all.size() >= kMostSelectors || total_ >= kMostInAll) {
          remarks().add(Fate::left_out, want.where, fmt::format("programmes of a block after the first {}", all.size()));
          return all;
        }
        all.push_back(std::move(selector));
        ++total_;
      }
      if (!why.empty()) remarks().add(Fate::missing, want.where, why);
    }
    return all;
  }

  ForeignStation foreign_;
  const Matcher& matcher_;
  const int number_;
  model::Programming programming_;
  std::set<std::string> names_;
  std::size_t total_ = 0;
};

bool is_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

ForeignStation read_json(std::string_view text, std::optional<ForeignFormat>& format) {
  const auto root = base::Json::parse(text, kMostForeign);
  if (!format) {
    if (root["station_conf"].exists()) format = ForeignFormat::fieldstation42;
    else if (root["programs"].is_array()) format = ForeignFormat::dizquetv;
    else if (root["lineup"].is_array()) format = ForeignFormat::tunarr;
    else throw base::Error(base::ErrorKind::usage, "of which program this file is cannot be told", "say --format");
  }
  return *format == ForeignFormat::fieldstation42 ? read_fieldstation(root) : *format == ForeignFormat::dizquetv ? read_dizquetv(root) : read_tunarr(root);
}
}  // namespace

ForeignStation read_foreign(std::string_view text, std::string_view name, std::optional<ForeignFormat>& format) {
  try {
    if (format ? *format != ForeignFormat::ersatztv : is_json(text)) return read_json(text, format);
    format = ForeignFormat::ersatztv;
  } catch (const base::Error& error) {
    throw base::Error(error.kind(), fmt::format("{}: {}", base::printable(name), error.message()), error.hint());
  }
  const auto documents = parse_yaml(text, name);
  if (documents.empty()) throw base::Error(base::ErrorKind::usage, fmt::format("{}: is empty", base::printable(name)));
  try {
    return read_ersatztv(documents.front());
  } catch (const base::Error& error) {
    throw base::Error(error.kind(), fmt::format("{}: {}", base::printable(name), error.message()), error.hint());
  }
}

Imported station_of(ForeignStation foreign, const Matcher& matcher, const ImportOptions& options) {
  auto channel = foreign.channel;
  if (options.number) channel.number = *options.number;
  if (channel.number < 1 || channel.number > 9999)
    throw base::Error(base::ErrorKind::usage, "the file names no channel number", "say which with --channel");
  channel.name = word(channel.name, fmt::format("Channel {}", channel.number));
  channel.description = channel.description.empty() ? "" : word(channel.description, "");
  channel.zone = options.zone;
  Writer writer(std::move(foreign), matcher, channel.number);
  const auto programming = writer.write();
  Imported made;
  made.station = write_station(channel, programming);
  made.number = channel.number;
  made.name = channel.name;
  made.blocks = programming.blocks.size();
  made.remarks = std::move(writer.remarks());
  return made;
}

Imported import_station(catalog::Catalog& catalog, std::string_view text, std::string_view name, const ImportOptions& options) {
  auto format = options.format;
  auto foreign = read_foreign(text, name, format);
  auto items = catalog::items(catalog, {});
  add_collections(catalog, items);
  auto made = station_of(std::move(foreign), Matcher{items, catalog::show_guids(catalog)}, options);
  made.format = *format;
  // What is written is a station file, whatever came in.
  static_cast<void>(read_station(made.station, "the imported station"));
  return made;
}

}  // namespace retrovue::station
