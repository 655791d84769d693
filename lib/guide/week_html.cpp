#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "base/time_text.h"
#include "guide/text.h"
#include "guide/week.h"

namespace retrovue::guide {
namespace {
// --m is the height of a minute. Screens scroll, paper takes the longest day whole.
constexpr std::string_view kStyle = R"css(
:root{--m:.09rem;--paper:#fff;--ink:#16181d;--soft:#5d6470;--line:#d7dae0;--edge:#aeb4bf;--gap:#f1f2f4;--tone:93%;--mark:45%;--rich:78%;
 color-scheme:light dark;font:14px/1.25 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif}
@media (prefers-color-scheme:dark){:root{--paper:#11141a;--ink:#eceff4;--soft:#a2abba;--line:#2a303b;--edge:#464e5d;--gap:#191d25;--tone:19%;--mark:60%;--rich:34%}}
*{box-sizing:border-box;margin:0;padding:0}
body{background:var(--paper);color:var(--ink);padding:1rem;-webkit-print-color-adjust:exact;print-color-adjust:exact}
ol,ul{list-style:none}
h1,h2,b,span,i{unicode-bidi:isolate}
.sheet{margin:0 auto 2.5rem;max-width:110rem}
.head{display:flex;align-items:baseline;gap:.8rem;flex-wrap:wrap;padding-bottom:.6rem}
.head h1{font-size:1.7rem;letter-spacing:-.01em;overflow-wrap:anywhere}
.head .number{display:inline-block;min-width:2.2em;padding:.05em .4em;border-radius:.3em;background:var(--ink);color:var(--paper);text-align:center;font-variant-numeric:tabular-nums}
.head p{color:var(--soft)}
.head .when{margin-inline-start:auto;color:var(--ink);font-weight:600}
.week{display:grid;grid-template-columns:3rem repeat(var(--days),minmax(0,1fr));border:1px solid var(--edge);border-radius:.4rem;overflow:clip}
.day{border-inline-start:1px solid var(--edge);min-width:0}
h2{position:sticky;top:0;z-index:2;padding:.3rem .4rem;background:var(--ink);color:var(--paper);font-size:.95rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
h2 small{font-weight:400;opacity:.8}
.hours h2{color:transparent}
.hours h2::before{content:"\A0"}
.hours ol,.day ol{position:relative;height:calc(var(--len)*var(--m))}
.day ol{background:repeating-linear-gradient(to bottom,var(--line) 0 1px,transparent 1px calc(60*var(--m))),repeating-linear-gradient(135deg,var(--gap) 0 4px,transparent 4px 8px)}
.hours li{position:absolute;top:calc(var(--s)*var(--m));inset-inline:0;padding-inline-end:.35rem;text-align:end;font-size:.8rem;color:var(--soft);font-variant-numeric:tabular-nums;border-top:1px solid var(--line)}
.c{position:absolute;top:calc(var(--s)*var(--m));height:calc(var(--d)*var(--m));inset-inline:0;overflow:hidden;padding:.1rem .3rem 0 .35rem;
 background:hsl(var(--h) var(--rich) var(--tone));border-inline-start:.25rem solid hsl(var(--h) 62% var(--mark));border-bottom:1px solid var(--paper);line-height:1.18;overflow-wrap:anywhere}
.c time{font-size:.78em;color:var(--soft);font-variant-numeric:tabular-nums}
.c b{font-weight:650}
.c span{font-size:.88em}
.c i{font-style:normal;font-size:.7em;color:var(--soft);border:1px solid var(--edge);border-radius:.25em;padding:0 .25em;white-space:nowrap}
.s{padding-block:0;font-size:.72rem;line-height:1.05;white-space:nowrap;text-overflow:ellipsis}
.t{padding:0;font-size:0;line-height:0;border-bottom-width:0;box-shadow:inset 0 1px var(--paper)}
.o{background:transparent;border-inline-start-color:transparent;color:var(--soft)}
.o b{font-weight:400}
.shift{position:absolute;z-index:1;top:calc(var(--s)*var(--m));inset-inline:0;border-top:2px dashed hsl(0 75% 50%);font-size:.7rem;color:hsl(0 75% 50%);text-align:end;pointer-events:none;line-height:1.2}
.shift em{font-style:normal;padding:0 .35em;background:var(--paper);border-radius:0 0 0 .4em}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;padding-top:.6rem;color:var(--soft);font-size:.85rem}
.key li{overflow-wrap:anywhere}
.key li::before{content:"";display:inline-block;width:.8em;height:.8em;margin-inline-end:.35em;border-radius:.15em;background:hsl(var(--h) 62% var(--mark))}
.remark{color:var(--soft);font-size:.85rem}
@media screen and (max-width:52rem){
 body{padding:.6rem}
 .head h1{font-size:1.35rem}
 .head .when{margin-inline-start:0;width:100%}
 .week{display:block}
 .hours{display:none}
 .day{border:0}
 .day ol{height:auto;background:none}
 .c,.s,.t,.o{position:static;height:auto;min-height:max(1.9rem,calc(var(--d)*.05rem));padding:.25rem .5rem;font-size:1rem;line-height:1.25;white-space:normal}
 .shift{position:static;text-align:start}
}
@page{size:A4 landscape;margin:8mm}
@media print{
 :root{--paper:#fff;--ink:#000;--soft:#444;--line:#ccc;--edge:#888;--gap:#eee;--tone:92%;--mark:45%;--rich:80%;font-size:7.2pt;color-scheme:light}
 body{padding:0}
 .sheet{max-width:none;margin:0;break-after:page;break-inside:avoid}
 .sheet:last-of-type{break-after:auto}
 .week{--m:calc(171mm/var(--most));border-radius:0;grid-template-columns:9mm repeat(var(--days),minmax(0,1fr))}
 .head{padding-bottom:1mm;flex-wrap:nowrap;white-space:nowrap;overflow:hidden}
 .head h1{font-size:13pt;line-height:1.1}
 h2{position:static;padding:.6mm 1mm;font-size:8pt;line-height:1.1}
 .c{padding:.15mm .8mm 0 .8mm;line-height:1.08}
 .r{white-space:nowrap;text-overflow:ellipsis}
 .s{font-size:5pt}
 .key{padding-top:1mm;font-size:6.5pt;max-height:5.5mm;overflow:hidden;gap:0 3mm}
 .remark{display:none}
})css";

double minutes(Millis length) { return static_cast<double>(length / 1000) / 60.0; }

// "210" of the colour wheel: neighbours in order of appearance lie far apart.
int hue(std::size_t block) { return static_cast<int>(block * 137 + 205) % 360; }

void append_cell(std::string& out, const Cell& cell, const Day& day, const base::Zone& zone, int hue_of) {
  const auto& slot = *cell.slot;
  const auto length = minutes(cell.end - cell.start);
  const bool off = slot.item_id == 0;
  const auto from = base::rfc3339_local(slot.start, zone), to = base::rfc3339_local(slot.end, zone);
  const auto number = slot.season && slot.episode ? fmt::format("S{:02}E{:02} ", *slot.season, *slot.episode) : std::string{};
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("<li class=\"c{}{}\" style=\"--s:{:.5g};--d:{:.5g};--h:{}\" title=\"{} to {}  "), off ? " o" : "",
                 length < 12 ? " t" : length < 25 ? " r s" : length < 50 ? " r" : "", minutes(cell.start - day.start), length, hue_of, from.substr(11, 5), to.substr(11, 5));
  if (!slot.show.empty()) {
    append_xml(out, base::printable(slot.show));
    out += ": " + number;
  }
  append_xml(out, base::printable(slot.title));
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("\"><time datetime=\"{}\">{}{}</time> <b>"), from, cell.continued ? "… " : "", from.substr(11, 5));
  append_xml(out, base::printable(slot.show.empty() ? slot.title : slot.show));
  out += "</b>";
  if (!slot.show.empty()) {
    out += " <span>" + number;
    append_xml(out, base::printable(slot.title));
    out += "</span>";
  } else if (slot.kind == model::ItemKind::movie && slot.year) {
    out += fmt::format(" <span>{}</span>", *slot.year);
  }
  if (!slot.rating.code.empty()) {
    out += " <i>";
    append_xml(out, base::printable(slot.rating.code));
    out += "</i>";
  }
  out += "</li>\n";
}

void append_hours(std::string& out, const Week& week, const base::Zone& zone, double most) {
  // Labelled by a day without a change of clocks; a day with one says where its own hours part from these.
  const auto even = std::find_if(week.days.begin(), week.days.end(), [](const Day& day) { return day.changes_by_s == 0; });
  const auto& day = even == week.days.end() ? week.days.front() : *even;
  out += fmt::format("<div class=\"hours\" aria-hidden=\"true\"><h2></h2><ol style=\"--len:{:.5g}\">", most);
  for (Millis at = day.start; at < day.end; at += 3'600'000)
    out += fmt::format("<li style=\"--s:{:.5g}\">{}</li>", minutes(at - day.start), base::local_text(at, zone).substr(11, 5));
  out += "</ol></div>\n";
}

void append_day(std::string& out, const Week& week, std::size_t d, const base::Zone& zone, std::unordered_map<std::string_view, std::size_t>& blocks) {
  const auto& day = week.days[d];
  const auto date = long_date(day.date);
  out += fmt::format("<section class=\"day\"><h2>{} <small>{}</small></h2><ol style=\"--len:{:.5g}\">\n", date.substr(0, 3),
                     date.substr(date.find(' ') + 1, date.rfind(' ') - date.find(' ') - 1), minutes(day.end - day.start));
  for (const auto& cell : week.cells[d]) append_cell(out, cell, day, zone, hue(blocks.emplace(cell.slot->block, blocks.size()).first->second));
  if (day.changes_by_s != 0)
    out += fmt::format("<li class=\"shift\" style=\"--s:{:.5g}\"><em>clocks go {}: {}</em></li>\n", minutes(day.changes_at - day.start),
                       day.changes_by_s > 0 ? "forward" : "back", base::local_text(day.changes_at, zone).substr(11, 5));
  out += "</ol></section>\n";
}

// The blocks in the order in which they were met.
void append_key(std::string& out, const std::unordered_map<std::string_view, std::size_t>& blocks) {
  std::vector<std::string_view> names(blocks.size());
  for (const auto& [name, at] : blocks) names[at] = name;
  out += "<ul class=\"key\">";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) continue;
    out += fmt::format("<li style=\"--h:{}\">", hue(i));
    append_xml(out, base::printable(names[i]));
    out += "</li>";
  }
  out += "</ul>\n";
}
}  // namespace

void week_page_head(std::string& out, std::string_view title) {
  out += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>";
  append_xml(out, base::printable(title));
  ((out += "</title>\n<style>") += kStyle) += "</style>\n</head>\n<body>\n";
}

void week_page(std::string& out, const Week& week) {
  const base::Zone zone{week.channel.zone};
  double most = 0;
  for (const auto& day : week.days) most = std::max(most, minutes(day.end - day.start));
  out += fmt::format("<article class=\"sheet\">\n<header class=\"head\"><h1><span class=\"number\">{}</span> ", week.channel.number);
  append_xml(out, base::printable(week.channel.name));
  out += "</h1><p>" + zone.name() + " time, broadcast days from " + base::time_of_day_text(week.channel.day_start_ms) + "</p>";
  if (!week.days.empty()) out += "<p class=\"when\">" + long_date(week.days.front().date) + " to " + long_date(week.days.back().date) + "</p>";
  out += fmt::format("</header>\n<div class=\"week\" style=\"--days:{};--most:{:.5g}\">\n", week.days.size(), most);
  std::unordered_map<std::string_view, std::size_t> blocks;
  if (!week.days.empty()) append_hours(out, week, zone, most);
  for (std::size_t d = 0; d < week.days.size(); ++d) append_day(out, week, d, zone, blocks);
  out += "</div>\n";
  append_key(out, blocks);
  out += "</article>\n";
}

void week_page_tail(std::string& out, std::string_view remark) {
  out += "<p class=\"remark\">";
  append_xml(out, base::printable(remark));
  out += "</p>\n</body>\n</html>\n";
}

}  // namespace retrovue::guide
