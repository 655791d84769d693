// The page: guide, screen and keys together.
import { Grid } from './grid.js';
import { Player } from './player.js';
import { Station, clockText, dayText, episodeText, lengthText } from './station.js';

const $ = (id) => document.getElementById(id);
const station = new Station();
const player = new Player($('video'));
const grid = new Grid($('guide'), {
  onChannel: (number) => watch(number),
  onEntry: (number, entry) => (entry.from <= Date.now() && Date.now() < entry.until ? watch(number) : describe(number, entry)),
  onScroll: (time) => ($('guide-day').textContent = grid.dayAt(time)),
});
let selected;

function select(number, { scroll = true } = {}) {
  if (!station.channel(number)) return;
  selected = number;
  grid.select(number, scroll);
  history.replaceState(null, '', `#${number}`);
  about();
}

function watch(number) {
  select(number);
  osd(number);
  $('screen').scrollIntoView({ block: 'nearest' });
  player.play(number);
}

function zap(by) {
  const next = station.step(selected, by);
  if (player.state === 'idle') select(next);
  else watch(next);
}

// What is on the selected channel, beside the screen.
function about() {
  const channel = station.channel(selected);
  if (!channel) return;
  const now = Date.now();
  const entry = station.at(selected, now);
  $('about-number').textContent = channel.number;
  $('about-number').className = `chip hue-${channel.number % 8}`;
  $('about-name').textContent = channel.name;
  $('about-title').textContent = entry ? entry.title : 'Nothing planned';
  $('about-sub').textContent = [episodeText(entry), entry?.kind === 'movie' && entry?.year, entry?.rating].filter(Boolean).join(' · ');
  $('about-summary').textContent = entry?.summary ?? '';
  comingUp(station.after(selected, now));
  $('about-meter').hidden = !entry;
  $('about-start').textContent = entry ? clockText(entry.from) : '';
  $('about-end').textContent = entry ? clockText(entry.until) : '';
  $('about-left').textContent = entry ? `${lengthText(entry.until - now)} left` : '';
  if (entry) $('about-bar').style.width = `${(100 * (now - entry.from)) / (entry.until - entry.from)}%`;
  $('poster-number').textContent = channel.number;
  $('poster').className = `poster hue-${channel.number % 8}`;
  $('play-label').textContent = `Watch ${channel.name}`;
  document.title = player.state === 'idle' ? 'RetroVue' : `${channel.number} ${channel.name} – RetroVue`;
}

function comingUp(entries) {
  const key = JSON.stringify(entries.map((one) => [one.from, one.title, one.subtitle]));
  if ($('about-next').dataset.key === key) return;
  $('about-next').dataset.key = key;
  $('about-next').replaceChildren(
    ...entries.map((one) => {
      const line = document.createElement('li');
      const time = document.createElement('time');
      time.textContent = clockText(one.from);
      const title = document.createElement('span');
      title.textContent = [one.title, one.subtitle].filter(Boolean).join(' – ');
      line.append(time, title);
      return line;
    }),
  );
}

let osdTimer;
function osd(number, typed) {
  const channel = station.channel(number);
  $('osd').textContent = typed ?? (channel ? `${channel.number}  ${channel.name}\n${station.at(number)?.title ?? ''}` : '');
  $('osd').classList.add('shown');
  clearTimeout(osdTimer);
  osdTimer = setTimeout(() => $('osd').classList.remove('shown'), 3000);
}

function describe(number, entry) {
  const channel = station.channel(number);
  select(number, { scroll: false });
  $('details-when').textContent = `${dayText(entry.from)}, ${clockText(entry.from)} – ${clockText(entry.until)} · ${channel.number} ${channel.name}`;
  $('details-title').textContent = entry.title;
  $('details-sub').textContent = episodeText(entry);
  const before = entry.previously_shown && `last shown ${dayText(Date.parse(entry.previously_shown))}`;
  $('details-tags').textContent = [entry.year, entry.rating, lengthText(entry.until - entry.from), entry.premiere ? 'first airing' : before].filter(Boolean).join(' · ');
  $('details-summary').textContent = entry.summary ?? '';
  $('details').showModal();
}

player.addEventListener('state', ({ detail }) => {
  $('screen').dataset.state = detail.state;
  $('screen-message').textContent = detail.message;
  about();
});
player.addEventListener('muted', () => sound());
function sound() {
  $('mute').textContent = $('video').muted ? 'Sound on' : 'Mute';
}
function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else $('screen').requestFullscreen?.().catch(() => {});
}
function mute() {
  $('video').muted = !$('video').muted;
  sound();
}

// A menu for each kind of track that there is a choice of.
const menus = { subtitles: ['Subtitles: ', 'No subtitles'], sound: ['Sound: '], picture: ['', 'Best picture'] };
function choices() {
  for (const [kind, [what, none]] of Object.entries(menus)) {
    const { names, chosen } = player.choices[kind];
    const menu = $(`choose-${kind}`);
    menu.hidden = names.length < (kind === 'subtitles' ? 1 : 2);
    const key = JSON.stringify(names);
    if (menu.dataset.key !== key) {
      menu.dataset.key = key;
      const options = names.map((name, n) => new Option(what + name, n));
      if (kind === 'picture') options.reverse(); // the largest first
      menu.replaceChildren(...(none ? [new Option(none, -1)] : []), ...options);
    }
    menu.value = chosen;
  }
}
player.addEventListener('choices', choices);
for (const kind of Object.keys(menus)) $(`choose-${kind}`).addEventListener('change', ({ target }) => player.choose(kind, Number(target.value)));

$('play').addEventListener('click', () => watch(selected));
$('stop').addEventListener('click', () => player.stop());
$('mute').addEventListener('click', mute);
$('live').addEventListener('click', () => player.toLive());
$('full').addEventListener('click', full);
$('video').addEventListener('dblclick', full);
$('now').addEventListener('click', () => grid.toNow('smooth'));
$('earlier').addEventListener('click', () => grid.page(-1));
$('later').addEventListener('click', () => grid.page(1));
$('connect-open').addEventListener('click', () => $('connect').showModal());
$('details-watch').addEventListener('click', () => {
  $('details').close();
  watch(selected);
});
for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', () => button.closest('dialog').close());
for (const code of document.querySelectorAll('[data-url]')) code.textContent = new URL(code.dataset.url, location.href).href;

let typed = '';
let typedTimer;
function digit(key) {
  typed = (typed + key).slice(-4);
  osd(selected, `${typed}_`);
  clearTimeout(typedTimer);
  typedTimer = setTimeout(() => {
    const number = Number(typed);
    typed = '';
    if (station.channel(number)) watch(number);
    else osd(selected, `No channel ${number}`);
  }, 1200);
}

const keys = {
  ArrowUp: () => zap(-1),
  ArrowDown: () => zap(1),
  ChannelUp: () => zap(-1),
  ChannelDown: () => zap(1),
  ArrowLeft: () => grid.walk(-1),
  ArrowRight: () => grid.walk(1),
  f: full,
  m: mute,
  Escape: () => player.stop(),
};
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') || event.target instanceof HTMLSelectElement) return;
  if (/^[0-9]$/.test(event.key)) digit(event.key);
  else if (keys[event.key]) keys[event.key]();
  else if (event.key === 'Enter' && document.activeElement === document.body) watch(selected);
  else return;
  event.preventDefault();
});

async function refresh() {
  try {
    await station.refresh();
    $('status').textContent = '';
    $('empty').hidden = station.channels.length > 0;
    $('empty').textContent = 'No channels yet. Make one with: retrovue channel add 5 "My channel"';
    grid.draw(station);
    $('guide-day').textContent = grid.dayAt(grid.middle());
    const wanted = Number(location.hash.slice(1));
    if (!station.channel(selected)) selected = station.channel(wanted) ? wanted : station.channels[0]?.number;
    if (selected !== undefined) select(selected, { scroll: false });
  } catch (error) {
    $('status').textContent = `The guide cannot be read: ${error.message}. Trying again.`;
  }
}

function tick() {
  $('clock').textContent = clockText(Date.now());
  grid.tick();
  about();
}

await refresh();
tick();
setInterval(tick, 5_000);
setInterval(() => document.visibilityState === 'visible' && refresh(), 60_000);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
