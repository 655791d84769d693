// The guide as a grid: a row per channel, time from left to right. All text is set as text, never as markup.
import { clockText, dayText, episodeText } from './station.js';

const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;

function make(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

export class Grid {
  constructor(box, { onChannel, onEntry, onScroll }) {
    Object.assign(this, { box, onChannel, onEntry });
    this.rows = new Map();
    this.selected = undefined;
    this.perMinute = 5;
    box.addEventListener('scroll', () => onScroll(this.middle()), { passive: true });
  }

  // Pixels a minute: as the style says, more where programmes are so short that they could not be read.
  scale(station) {
    const lengths = [...station.entries.values()].flat().map((entry) => entry.until - entry.from);
    lengths.sort((a, b) => a - b);
    const short = (lengths[Math.floor(lengths.length / 4)] ?? HALF_HOUR) / MINUTE;
    const least = parseFloat(getComputedStyle(this.box).getPropertyValue('--least-per-minute')) || 5;
    this.perMinute = Math.min(Math.max(least, 120 / short), 6 * least);
    this.mark = this.perMinute > 3 * least ? 5 * MINUTE : this.perMinute > 1.5 * least ? 10 * MINUTE : HALF_HOUR;
  }

  x(time) {
    return ((time - this.from) / MINUTE) * this.perMinute;
  }

  draw(station) {
    const [left, top, first] = [this.box.scrollLeft, this.box.scrollTop, this.rows.size === 0];
    const focus = this.box.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    this.from = station.from;
    this.to = station.to;
    this.scale(station);
    this.rows.clear();
    const sheet = make('div', 'sheet');
    sheet.setAttribute('role', 'grid');
    sheet.setAttribute('aria-label', 'Programmes of all channels');
    sheet.style.setProperty('--length', `${this.x(this.to)}px`);
    sheet.style.setProperty('--mark', `${(this.mark / MINUTE) * this.perMinute}px`);
    sheet.append(this.axis(), ...station.channels.map((channel) => this.row(channel, station.entries.get(channel.number))));
    this.line = make('div', 'now-line');
    this.line.setAttribute('aria-hidden', 'true');
    sheet.append(this.line);
    this.box.replaceChildren(sheet);
    this.tick();
    this.select(this.selected);
    if (first) this.toNow('auto');
    else this.box.scrollTo({ left, top, behavior: 'instant' });
    if (focus) this.box.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  }

  axis() {
    const axis = make('div', 'axis');
    axis.setAttribute('role', 'row');
    axis.append(make('div', 'corner'));
    for (let time = this.from; time < this.to; time += this.mark) {
      const mark = make('div', 'mark', clockText(time));
      mark.setAttribute('role', 'columnheader');
      axis.append(mark);
    }
    return axis;
  }

  row(channel, entries) {
    const row = make('div', 'row');
    row.setAttribute('role', 'row');
    const head = make('div', 'head');
    head.setAttribute('role', 'rowheader');
    const button = make('button', 'channel');
    button.type = 'button';
    button.dataset.key = `c${channel.number}`;
    button.title = `Watch ${channel.name}`;
    const chip = make('span', `chip hue-${channel.number % 8}`, channel.number);
    const words = make('span', 'channel-words');
    words.append(make('span', 'channel-name', channel.name));
    if (channel.call_sign) words.append(make('span', 'channel-sign', channel.call_sign));
    button.append(chip, words);
    button.addEventListener('click', () => this.onChannel(channel.number));
    head.append(button);
    const lane = make('div', 'lane');
    const cells = (entries ?? []).map((entry) => this.cell(channel, entry, lane));
    if (cells.length === 0) lane.append(make('p', 'lane-empty', 'No programme planned'));
    row.append(head, lane);
    this.rows.set(channel.number, { row, cells });
    return row;
  }

  cell(channel, entry, lane) {
    const from = Math.max(entry.from, this.from);
    const until = Math.min(entry.until, this.to);
    const kind = entry.off_air ? 'off' : entry.kind === 'movie' ? 'movie' : 'show';
    const width = this.x(until) - this.x(from);
    const cell = make('button', `cell ${kind}${width < 190 ? ' narrow' : ''}`);
    cell.type = 'button';
    cell.tabIndex = -1;
    cell.dataset.key = `e${channel.number}-${entry.from}`;
    cell.setAttribute('role', 'gridcell');
    cell.style.left = `${this.x(from)}px`;
    cell.style.width = `${width}px`;
    const words = make('span', 'cell-words');
    const title = make('span', 'cell-title');
    title.append(make('span', 'cut', entry.title));
    if (entry.premiere && !entry.off_air) title.append(make('span', 'badge', 'New'));
    words.append(title, make('span', 'cell-sub cut', episodeText(entry) || `${clockText(entry.from)} – ${clockText(entry.until)}`));
    cell.append(words);
    cell.setAttribute('aria-label', `${entry.title}, ${episodeText(entry)} ${clockText(entry.from)} to ${clockText(entry.until)}, ${channel.name}`);
    cell.addEventListener('click', () => this.onEntry(channel.number, entry));
    lane.append(cell);
    return { cell, entry };
  }

  // Moves the line and lights what is on.
  tick(now = Date.now()) {
    if (!this.line) return;
    this.line.style.left = `calc(var(--head) + ${this.x(now)}px)`;
    for (const { cells } of this.rows.values())
      for (const { cell, entry } of cells) {
        const on = entry.from <= now && now < entry.until;
        cell.classList.toggle('on', on);
        cell.classList.toggle('past', entry.until <= now);
        cell.tabIndex = on ? 0 : -1;
        if (on) cell.style.setProperty('--done', `${this.x(now) - this.x(Math.max(entry.from, this.from))}px`);
      }
  }

  select(number, scroll = false) {
    this.selected = number;
    for (const [other, { row }] of this.rows) {
      row.classList.toggle('selected', other === number);
      row.setAttribute('aria-selected', String(other === number));
    }
    if (!scroll) return;
    const row = this.rows.get(number)?.row;
    if (!row) return;
    const above = this.box.querySelector('.axis').offsetHeight;
    if (row.offsetTop - above < this.box.scrollTop) this.box.scrollTop = row.offsetTop - above;
    const below = row.offsetTop + row.offsetHeight - this.box.clientHeight;
    if (below > this.box.scrollTop) this.box.scrollTop = below;
  }

  // Moves the focus along a row; true when there was somewhere to go.
  walk(by) {
    const cells = this.rows.get(this.selected)?.cells ?? [];
    const at = cells.findIndex(({ cell }) => cell === document.activeElement);
    const next = at < 0 ? cells.findIndex(({ cell }) => cell.classList.contains('on')) : at + by;
    const target = cells[next]?.cell;
    target?.focus();
    target?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    return Boolean(target);
  }

  page(by) {
    this.box.scrollBy({ left: by * 0.6 * this.box.clientWidth });
  }

  toNow(behavior) {
    this.box.scrollTo({ left: Math.max(0, this.x(Date.now()) - 0.2 * this.box.clientWidth), behavior });
  }

  middle() {
    return this.from + (this.box.scrollLeft / this.perMinute) * MINUTE;
  }

  dayAt(time) {
    const today = dayText(Date.now());
    return dayText(time) === today ? `Today, ${today}` : dayText(time);
  }
}
