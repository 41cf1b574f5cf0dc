// The token view: an answer's tokens coloured by their probability; each shows what else could have stood there.

import {el, fill, icon} from './dom.js';
import {textWith} from './answer.js';

// Bounds of probability, from sure to surprising; the colours are p0 to p5.
const BOUNDS = [0.9, 0.6, 0.3, 0.1, 0.02];

// Share of the greatest attribution from which on a token is coloured, from strong to weak.
const STRENGTHS = [0.6, 0.3, 0.1];
const SHOWN = 5;

const level = (logProbability) => BOUNDS.findIndex((bound) => Math.exp(logProbability) >= bound);
const colour = (logProbability) => `p${level(logProbability) < 0 ? BOUNDS.length : level(logProbability)}`;

/** Writes a probability as people read it. */
export function percent(logProbability) {
  const p = 100 * Math.exp(logProbability);
  if (!Number.isFinite(p)) return '?';
  return p >= 99.95 ? '100%' : p >= 10 ? `${p.toFixed(0)}%` : p >= 0.1 ? `${p.toFixed(1)}%` : '<0.1%';
}

/** Makes white space visible. */
export const visible = (text) => (text === '' ? '∅' : text.replace(/\n/g, '⏎').replace(/\t/g, '⇥').replace(/^ +| +$/g, (blanks) => '␣'.repeat(blanks.length)));

/** Shows a message's tokens; `goOn(text, tokens)` writes on from a beginning with another token. */
export class TokenView {
  constructor(node, goOn) {
    this.node = node;
    this.goOn = goOn;
    this.count = 0;
    this.decoder = new TextDecoder();
    this.list = el('div.tokenlist', {role: 'group', 'aria-label': 'Tokens of the answer. Arrow keys move, Enter shows alternatives.', onkeydown: (event) => this.key(event)});
    this.card = el('div.card', {role: 'dialog', 'aria-label': 'Alternatives', hidden: true, onkeydown: (event) => event.key === 'Escape' && this.close(event)});
    this.read = node.read && el('div.readlist', {role: 'group', 'aria-label': 'Tokens that were read'}, node.read.map((text) => el('span.read', {}, text)));
    this.element = el('div.tokens', {}, legend(), this.read && origins(), this.read, this.list, this.card);
  }

  update(finished) {
    const {tokens} = this.node;
    for (; this.count < tokens.length; this.count++) this.append(tokens[this.count], this.count);
    this.finished = finished;
    if (!this.list.querySelector('[tabindex="0"]')) this.list.querySelector('button')?.setAttribute('tabindex', '0');
  }

  append(token, index) {
    const shown = this.shown(token);
    const button = el(`button.token.${colour(token.p)}.${token.k === 'text' ? 'text' : 'aside'}`, {
      type: 'button', tabindex: -1, title: percent(token.p), 'aria-label': `${visible(shown)}, ${percent(token.p)}`,
      onclick: () => this.open(index, button)}, token.k === 'other' ? visible(shown) : shown.replace(/\n/g, '⏎'));
    this.list.append(button);
    if (shown.includes('\n')) this.list.append(el('br'));
  }

  /** A token that is part of a character shows as ◌, the last part as the character. */
  shown(token) {
    if (!token.b?.length) return token.t;
    return this.decoder.decode(new Uint8Array(token.b), {stream: true}) || '◌';
  }

  key(event) {
    const buttons = [...this.list.querySelectorAll('button')];
    const at = buttons.indexOf(event.target);
    const next = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1}[event.key];
    if (at < 0 || next === undefined || !buttons[next]) return;
    event.preventDefault();
    buttons[at].tabIndex = -1;
    buttons[next].tabIndex = 0;
    buttons[next].focus();
  }

  open(index, button) {
    this.opener?.classList.remove('open');
    this.opener = button;
    button.classList.add('open');
    const token = this.node.tokens[index];
    const others = token.a.some((other) => same(other, token)) ? token.a : [token, ...token.a];
    fill(this.card,
      el('p', {}, 'Here stands ', el('b', {}, visible(token.t)), `, ${percent(token.p)}${token.k === 'reasoning' ? ', in the reasoning' : ''}.`),
      token.a.length ? el('ul', {}, others.map((other) => this.choice(other, token, index))) : el('p', {}, 'The server gave no alternatives.'),
      this.origin(token, index),
      el('button.quiet', {type: 'button', onclick: (event) => this.close(event)}, 'Close'));
    this.card.hidden = false;
    const edge = this.element.getBoundingClientRect();
    const place = button.getBoundingClientRect();
    this.card.style.top = `${place.bottom - edge.top + 6}px`;
    this.card.style.left = `${Math.max(0, Math.min(place.left - edge.left, edge.width - this.card.offsetWidth))}px`;
    this.card.scrollIntoView({block: 'nearest'});
    this.card.querySelector('button').focus({preventScroll: true});
  }

  /** Colours the tokens before by what they did to a token, and tells the greatest of it. */
  origin(token, index) {
    this.clearOrigins();
    if (!token.f?.length) return null;
    const before = [...(this.read?.querySelectorAll('.read') ?? []), ...[...this.list.querySelectorAll('button')].slice(0, index)];
    const greatest = Math.max(...token.f.map(Math.abs)) || 1;
    const parts = token.f.slice(0, before.length).map((score, at) => ({score, at, text: before[at].textContent}));
    for (const {score, at} of parts) {
      const strength = STRENGTHS.findIndex((bound) => Math.abs(score) / greatest >= bound);
      if (strength >= 0) before[at].classList.add(`${score > 0 ? 'up' : 'down'}${STRENGTHS.length - strength}`);
    }
    const told = parts.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score)).slice(0, SHOWN);
    return el('div', {}, el('p', {}, 'What made it so likely, in nats:'),
      el('ul.origins', {}, told.map(({score, text}) => el('li', {}, el('span.word', {}, visible(text)),
        el('span.number', {}, `${score < 0 ? '−' : '+'}${Math.abs(score).toFixed(2)}`)))));
  }

  clearOrigins() {
    for (const token of this.element.querySelectorAll('.up1, .up2, .up3, .down1, .down2, .down3')) token.classList.remove('up1', 'up2', 'up3', 'down1', 'down2', 'down3');
  }

  choice(other, token, index) {
    const chosen = same(other, token);
    const text = token.k === 'reasoning' ? null : textWith(this.node.tokens, index, other);
    const bar = el('span.share');
    bar.style.width = `${Math.min(100, 100 * Math.exp(other.p))}%`;
    const content = [el('span.word', {}, visible(other.t)), el('span.bar', {}, bar), el('span.number', {}, percent(other.p))];
    if (chosen) return el('li.chosen', {}, content, el('span.note', {}, 'written'));
    if (text === null || !this.finished) {
      const reason = token.k === 'reasoning' ? 'in the reasoning' : text === null ? 'ends the answer or a character' : '';
      return el('li', {}, content, el('span.note', {}, reason));
    }
    const before = [...this.node.tokens.slice(0, index), {...other, k: 'text', a: token.a}];
    return el('li', {}, el('button.alternative', {type: 'button', 'aria-label': `Continue with ${visible(other.t)}, ${percent(other.p)}`,
      onclick: () => this.goOn(text, before)}, content, el('span.note', {}, icon('onwards'), 'continue')));
  }

  close(event) {
    event.stopPropagation();
    this.clearOrigins();
    this.card.hidden = true;
    this.opener?.classList.remove('open');
    this.opener?.focus();
  }
}

const same = (a, b) => a.t === b.t && String(a.b) === String(b.b);

function legend() {
  const names = ['≥ 90%', '60%', '30%', '10%', '2%', 'less'];
  return el('p.legend', {}, 'Likely', names.map((name, i) => el(`span.p${i}`, {}, name)), 'surprising');
}

function origins() {
  return el('p.legend', {}, 'Choose a token: what was read before it made it', el('span.up3', {}, 'likelier'), el('span.down3', {}, 'less likely'));
}
