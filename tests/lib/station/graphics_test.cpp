#include "station/graphics.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/process.h"
#include "catalog/channels.h"
#include "station/station_file.h"

using namespace retrovue;

namespace {

std::string png(const base::TempFolder& folder, const std::string& source) {
  const auto file = (folder.path() / "made.png").string();
  CHECK(base::run({"ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", source, "-frames:v", "1", "-f", "image2", "-update", "1", file}, 60'000).err == "");
  return base::read_file(file, 1 << 20);
}

}  // namespace

TEST_CASE("a PNG is whole or it is not shown") {
  base::TempFolder folder;
  const auto good = png(folder, "testsrc=s=24x16");
  CHECK(station::png_fault(good) == "");
  CHECK(station::png_fault(good + "what comes after the end does not matter") == "");
  for (std::size_t cut = 0; cut < good.size(); ++cut) CHECK(station::png_fault(good.substr(0, cut)) != "");
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    CAPTURE(at);
    CHECK(station::png_fault(bad) != "");
  }
  CHECK(station::png_fault(png(folder, "color=s=4098x2")) == "it is larger than 4096 pixels");
  CHECK(station::png_fault("GIF89a") == "it is no PNG");
}

TEST_CASE("a channel's bug is what its programming says now") {
  base::TempFolder folder;
  catalog::Catalog catalog(folder.path() / "station.db", catalog::Mode::write);
  model::Channel channel;
  channel.number = 5;
  channel.name = "Five";
  channel.id = catalog::save_channel(catalog, channel);
  const auto& profile = model::built_in_profiles().front();
  station::ChannelGraphics graphics(catalog, channel.id, profile);
  const auto say = [&](const model::Bug& bug) {
    model::Programming programming;
    programming.graphics.bug = bug;
    catalog.transaction(false, [&] { catalog::save_programming_document(catalog, channel.id, station::programming_json(programming)); });
  };
  CHECK(graphics.bug() == nullptr);
  CHECK_FALSE(graphics.changed());
  model::Bug bug;
  bug.text = "R5";
  say(bug);
  CHECK(graphics.changed());
  CHECK_FALSE(graphics.changed());
  const auto first = graphics.bug();
  REQUIRE(first);
  CHECK(first->script);
  CHECK(base::read_file(first->file, 10'000).find("R5") != std::string::npos);
  bug.opacity = 40;
  say(bug);
  CHECK(graphics.changed());
  CHECK(graphics.bug()->key != first->key);
  CHECK(base::read_file(first->file, 10'000).find("R5") != std::string::npos);  // for who still draws it

  bug.text.clear();
  bug.file = (folder.path() / "logo.png").string();
  const auto red = png(folder, "color=red:s=24x16"), blue = png(folder, "color=blue:s=24x16");
  base::write_file_atomic(bug.file, red);
  say(bug);
  CHECK(graphics.changed());
  const auto logo = graphics.bug();
  REQUIRE(logo);
  CHECK(base::read_file(logo->file, 10'000) == red);
  base::write_file_atomic(bug.file, blue);  // another picture under the same name
  std::filesystem::last_write_time(bug.file, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(2));
  CHECK(graphics.changed());
  CHECK(graphics.bug()->key != logo->key);
  std::filesystem::remove(bug.file);
  CHECK(graphics.changed());
  CHECK(graphics.bug() == nullptr);
  catalog.transaction(false, [&] { catalog::save_programming_document(catalog, channel.id, ""); });
  CHECK_FALSE(graphics.changed());

  // A programming that cannot be read costs the bug, and nothing else.
  bug.file.clear();
  bug.text = "R5";
  say(bug);
  CHECK(graphics.changed());
  catalog.transaction(false, [&] { catalog::save_programming_document(catalog, channel.id, "{\"graphics\": 5}"); });
  CHECK(graphics.changed());
  CHECK(graphics.bug() == nullptr);
}
