// Plays one channel at a time. hls.js is loaded when somebody first wants to watch.
const WISHES = 'retrovue-wishes'; // in the browser's own storage

export class Player extends EventTarget {
  #hls;
  #turn = 0; // of play(); what belongs to an older one is ignored
  #mediaFaults = 0;

  constructor(video) {
    super();
    this.video = video;
    this.channel = undefined;
    this.state = 'idle';
    this.wishes = kept();
    video.addEventListener('playing', () => this.channel !== undefined && this.#set('playing'));
    video.addEventListener('waiting', () => this.channel !== undefined && this.#set('waiting'));
  }

  #set(state, message = '') {
    this.state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: { state, message } }));
  }

  async play(number) {
    this.#drop();
    const turn = ++this.#turn;
    this.channel = number;
    this.#mediaFaults = 0;
    this.#set('waiting');
    const url = `/channel/${number}.m3u8`;
    try {
      const { default: Hls } = await import('./hls.js');
      if (turn !== this.#turn) return;
      if (Hls.isSupported()) this.#attach(Hls, url, turn);
      else if (this.video.canPlayType('application/vnd.apple.mpegurl')) this.video.src = url;
      else return this.#fail('This browser cannot play H.264 video. Open the channel in VLC or a TV app instead.');
      await this.video.play().catch((error) => this.#blocked(error, turn));
    } catch (error) {
      if (turn === this.#turn) this.#fail(`The player could not start: ${error.message}`);
    }
  }

  #attach(Hls, url, turn) {
    const hls = new Hls({
      workerPath: '/assets/hls.worker.js',
      liveSyncDurationCount: 2,
      liveMaxLatencyDurationCount: 8,
      backBufferLength: 30,
      manifestLoadingTimeOut: 20_000,
      audioPreference: this.wishes.sound && { lang: this.wishes.sound },
      subtitlePreference: this.wishes.subtitles && { lang: this.wishes.subtitles },
    });
    this.#hls = hls;
    const { MANIFEST_PARSED, LEVELS_UPDATED, AUDIO_TRACKS_UPDATED, AUDIO_TRACK_SWITCHED, SUBTITLE_TRACKS_UPDATED, SUBTITLE_TRACK_SWITCH } = Hls.Events;
    for (const name of [MANIFEST_PARSED, LEVELS_UPDATED, AUDIO_TRACKS_UPDATED, AUDIO_TRACK_SWITCHED, SUBTITLE_TRACKS_UPDATED, SUBTITLE_TRACK_SWITCH])
      hls.on(name, () => this.dispatchEvent(new Event('choices')));
    hls.on(Hls.Events.ERROR, (_, fault) => {
      if (!fault.fatal || turn !== this.#turn) return;
      if (fault.type === Hls.ErrorTypes.MEDIA_ERROR && ++this.#mediaFaults <= 3) return hls.recoverMediaError();
      if (fault.type === Hls.ErrorTypes.MEDIA_ERROR) return this.#fail('This browser cannot play the picture. Open the channel in VLC or a TV app instead.');
      const status = fault.response?.code;
      this.#fail(status === 404 ? 'This channel is not there any more.' : status === 503 ? 'The channel could not be put on air.' : 'The station cannot be reached.');
    });
    hls.loadSource(url);
    hls.attachMedia(this.video);
  }

  // What the channel has of each kind, and which of them is chosen: -1 is none, or whichever is best.
  get choices() {
    const hls = this.#hls;
    const names = (tracks) => (tracks ?? []).map((one) => one.name || one.lang);
    return {
      sound: { names: names(hls?.audioTracks), chosen: hls?.audioTrack ?? -1 },
      subtitles: { names: names(hls?.subtitleTracks), chosen: hls?.subtitleTrack ?? -1 },
      picture: { names: (hls?.levels ?? []).map((one) => `${one.width} × ${one.height}`), chosen: hls?.autoLevelEnabled ? -1 : (hls?.nextLevel ?? -1) },
    };
  }

  // Languages are remembered for other channels and the next visit.
  choose(kind, chosen) {
    const hls = this.#hls;
    if (!hls) return;
    if (kind === 'sound') hls.audioTrack = chosen;
    if (kind === 'subtitles') hls.subtitleTrack = chosen;
    if (kind === 'picture') hls.nextLevel = chosen;
    else this.#wish(kind, (kind === 'sound' ? hls.audioTracks : hls.subtitleTracks)[chosen]?.lang);
    this.dispatchEvent(new Event('choices'));
  }

  #wish(kind, language) {
    this.wishes[kind] = language;
    try {
      localStorage.setItem(WISHES, JSON.stringify(this.wishes));
    } catch {} // storage may be forbidden
  }

  // Browsers may refuse sound before the first click.
  async #blocked(error, turn) {
    if (error.name !== 'NotAllowedError' || turn !== this.#turn) return;
    this.video.muted = true;
    await this.video.play().catch(() => {});
    this.dispatchEvent(new Event('muted'));
  }

  #fail(message) {
    this.#drop();
    this.#set('failed', message);
  }

  #drop() {
    this.#hls?.destroy();
    this.#hls = undefined;
    this.dispatchEvent(new Event('choices'));
    this.video.removeAttribute('src');
    this.video.load();
  }

  stop() {
    ++this.#turn;
    this.channel = undefined;
    this.#drop();
    this.#set('idle');
  }

  toLive() {
    const edge = this.#hls?.liveSyncPosition;
    if (edge) this.video.currentTime = edge;
    this.video.play().catch(() => {});
  }
}

function kept() {
  try {
    const { sound, subtitles } = JSON.parse(localStorage.getItem(WISHES)) ?? {};
    const language = (text) => (typeof text === 'string' ? text : undefined);
    return { sound: language(sound), subtitles: language(subtitles) };
  } catch {
    return {};
  }
}
