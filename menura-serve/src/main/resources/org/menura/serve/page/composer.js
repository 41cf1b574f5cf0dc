// Where the user writes: text, pictures, sounds, the microphone, the switch to drawing.

import {byId, el, fill, icon, iconButton} from './dom.js';
import {notice, say} from './announce.js';
import {dataUrl, readMedia} from './media.js';
import {Recorder} from './recorder.js';
import {transcribe} from './api.js';

/** `act`: send(text, media), sketch(text), stop(), toggleTokens(); `can` is set by `abilities`. */
export class Composer {
  constructor(act) {
    this.act = act;
    this.media = [];
    this.can = {};
    this.field = byId('message');
    this.tray = byId('tray');
    this.file = byId('file');
    this.field.addEventListener('input', () => this.refresh());
    this.field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    });
    byId('send').addEventListener('click', () => (this.busy ? act.stop() : this.send()));
    byId('attach').addEventListener('click', () => this.file.click());
    byId('microphone').addEventListener('click', () => this.record());
    byId('draw').addEventListener('click', () => this.toggleDrawing());
    byId('tokenview').addEventListener('click', () => act.toggleTokens());
    this.file.addEventListener('change', () => this.take([...this.file.files]).then(() => (this.file.value = '')));
    this.listenForFiles();
  }

  listenForFiles() {
    document.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      this.take(files);
    });
    const drop = byId('drop');
    const files = (event) => event.dataTransfer?.types.includes('Files');
    document.addEventListener('dragover', (event) => {
      if (!files(event)) return;
      event.preventDefault();
      drop.hidden = false;
    });
    document.addEventListener('dragleave', (event) => {
      if (!event.relatedTarget) drop.hidden = true;
    });
    document.addEventListener('drop', (event) => {
      drop.hidden = true;
      if (!files(event)) return;
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
  }

  /** Takes files in; each that does not fit is refused in a sentence. */
  async take(files) {
    for (const file of files) {
      try {
        const medium = await readMedia(file);
        if (medium.kind === 'picture' && this.can.sees === false) throw new Error('This model reads text only: it takes no pictures.');
        if (medium.kind === 'sound' && this.can.hears === false) throw new Error('This model does not listen: it takes no sounds.');
        this.media.push(medium);
        say(`Added ${medium.name}`);
      } catch (error) {
        notice(error.message);
      }
    }
    this.refresh();
    this.field.focus();
  }

  send() {
    const text = this.field.value.trim();
    if (this.busy || this.recorder || (!text && !this.media.length)) return;
    const media = this.media;
    this.media = [];
    this.field.value = '';
    if (this.drawing) this.act.sketch(text);
    else this.act.send(text, media);
    this.refresh();
    this.field.focus();
  }

  /** Gives back what could not be sent. */
  restore(text, media) {
    if (this.field.value) return;
    this.field.value = text;
    this.media = media;
    this.refresh();
  }

  refresh() {
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(this.field.scrollHeight, 260)}px`;
    fill(this.tray, this.media.map((medium, i) => el('figure', {},
      medium.kind === 'picture' ? el('img', {src: medium.url, alt: medium.name}) : el('span.sound', {}, icon('sound'), medium.name),
      iconButton('close', `Remove ${medium.name}`, () => {
        this.media.splice(i, 1);
        this.refresh();
        this.field.focus();
      }))));
    this.tray.hidden = !this.media.length;
    const button = byId('send');
    const label = this.busy ? 'Stop' : this.drawing ? 'Draw' : 'Send';
    if (button.getAttribute('aria-label') !== label) {
      button.setAttribute('aria-label', label);
      button.title = this.busy ? 'Stop (Esc)' : `${label} (Enter)`;
      fill(button, icon(this.busy ? 'stop' : 'send'));
    }
    button.classList.toggle('stop', Boolean(this.busy));
    button.disabled = !this.busy && (Boolean(this.recorder) || (!this.field.value.trim() && !this.media.length));
    this.field.placeholder = this.drawing ? 'What shall be drawn?' : 'Write a message';
  }

  working(busy) {
    this.busy = busy;
    this.refresh();
  }

  /** Shows what the model and its neighbours can do. */
  abilities(can, transcriber, painter) {
    this.can = can;
    this.transcriber = transcriber;
    byId('attach').hidden = can.sees === false && can.hears === false;
    const accept = [can.sees !== false && 'image/*', can.hears !== false && 'audio/wav,audio/mpeg'].filter(Boolean).join(',');
    this.file.accept = accept;
    byId('microphone').hidden = !transcriber && can.hears === false;
    byId('draw').hidden = !painter;
    if (!painter && this.drawing) this.toggleDrawing();
  }

  toggleDrawing() {
    this.drawing = !this.drawing;
    byId('draw').setAttribute('aria-pressed', String(this.drawing));
    this.refresh();
    this.field.focus();
  }

  /** Starts or ends a recording; its text goes into the field, or the sound itself where no model transcribes. */
  async record() {
    const button = byId('microphone');
    if (this.recorder) return this.endRecording();
    try {
      this.recorder = await Recorder.start(() => this.endRecording());
    } catch (error) {
      return notice(error.message);
    }
    button.setAttribute('aria-pressed', 'true');
    button.setAttribute('aria-label', 'End the recording');
    say('Recording');
    const clock = byId('clock');
    clock.hidden = false;
    const tick = () => (clock.textContent = `Recording ${this.recorder?.seconds().toFixed(0)} s · Esc discards`);
    tick();
    this.ticking = setInterval(tick, 500);
    this.refresh();
  }

  endedRecording() {
    const {recorder} = this;
    this.recorder = null;
    clearInterval(this.ticking);
    byId('clock').hidden = true;
    const button = byId('microphone');
    button.setAttribute('aria-pressed', 'false');
    button.setAttribute('aria-label', 'Speak');
    this.refresh();
    return recorder;
  }

  discardRecording() {
    if (!this.recorder) return false;
    this.endedRecording().cancel();
    say('Recording discarded');
    return true;
  }

  async endRecording() {
    const recorder = this.endedRecording();
    const clock = byId('clock');
    try {
      const sound = await recorder.stop();
      if (!this.transcriber && this.can.hears) {
        this.media.push({kind: 'sound', name: 'recording', url: await dataUrl(sound)});
      } else {
        clock.textContent = 'Writing down what was said …';
        clock.hidden = false;
        const text = (await transcribe(sound, this.transcriber?.id)).trim();
        if (!text) notice('No words were heard.');
        const before = this.field.value;
        this.field.value = before && !/\s$/.test(before) && text ? `${before} ${text}` : before + text;
      }
    } catch (error) {
      notice(error.message);
    }
    clock.hidden = true;
    this.refresh();
    this.field.focus();
  }
}
