// Tells screen readers what happens: whole sentences of an answer, never single tokens.

import {byId} from './dom.js';

/** Says a sentence once. */
export function say(text) {
  const line = document.createElement('p');
  line.textContent = text;
  const region = byId('spoken');
  region.append(line);
  while (region.childElementCount > 12) region.firstElementChild.remove();
}

/** Reads out the sentences of a growing text as they are finished. */
export class SentenceReader {
  constructor() {
    this.at = 0;
    this.code = false;
  }

  update(text) {
    const rest = text.slice(this.at);
    const end = Math.max(rest.lastIndexOf('\n'), ...['. ', '! ', '? ', '… '].map((mark) => rest.lastIndexOf(mark)));
    if (end < 0 || rest.length < 2) return;
    this.speak(rest.slice(0, end + 1));
    this.at += end + 1;
  }

  finish(text) {
    this.speak(text.slice(this.at));
    this.at = text.length;
  }

  speak(text) {
    const words = text.replace(/```/g, ' ').replace(/[*_`#>|]+/g, ' ').replace(/\s+/g, ' ').trim();
    if (words) say(words);
  }
}

/** Shows a short notice for everybody, with an action if there is one to take back. */
export function notice(text, action) {
  const box = byId('notice');
  box.replaceChildren();
  const line = document.createElement('span');
  line.textContent = text;
  box.append(line);
  if (action) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = action.label;
    button.addEventListener('click', () => {
      box.hidden = true;
      action.run();
    });
    box.append(button);
  }
  box.hidden = false;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => (box.hidden = true), action ? 12_000 : 6_000);
}
