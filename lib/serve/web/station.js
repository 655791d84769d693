// What the station says: channels and their guide, kept fresh.
const MINUTE = 60_000;

async function read(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`the station answered ${answer.status}`);
  return answer.json();
}

export class Station {
  channels = [];
  entries = new Map(); // channel number -> entries in order of time
  from = 0;
  to = 0;

  async refresh(now = Date.now()) {
    const from = Math.floor((now - 15 * MINUTE) / (30 * MINUTE)) * 30 * MINUTE;
    const to = from + 24 * 60 * MINUTE;
    const window = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
    const [channels, guide] = await Promise.all([read('/api/channels'), read(`/api/guide?${window}`)]);
    const entries = new Map(channels.map((channel) => [channel.number, []]));
    for (const entry of guide) {
      entry.from = Date.parse(entry.start);
      entry.until = Date.parse(entry.end);
      entries.get(entry.channel)?.push(entry);
    }
    Object.assign(this, { channels, entries, from, to });
  }

  channel(number) {
    return this.channels.find((channel) => channel.number === number);
  }

  at(number, time = Date.now()) {
    return (this.entries.get(number) ?? []).find((entry) => entry.from <= time && time < entry.until);
  }

  // What comes up after an instant.
  after(number, time, count = 5) {
    return (this.entries.get(number) ?? []).filter((entry) => entry.from > time).slice(0, count);
  }

  // The channel a number of steps further, round the ends.
  step(number, by) {
    const index = this.channels.findIndex((channel) => channel.number === number);
    const count = this.channels.length;
    return count ? this.channels[(Math.max(index, 0) + by + count) % count].number : number;
  }
}

const clockForm = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const dayForm = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
export const clockText = (time) => clockForm.format(time);
export const dayText = (time) => dayForm.format(time);

export function lengthText(ms) {
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

// "S01E02 · Title", whichever of both is there.
export const episodeText = (entry) => [entry?.number, entry?.subtitle].filter(Boolean).join(' · ');
