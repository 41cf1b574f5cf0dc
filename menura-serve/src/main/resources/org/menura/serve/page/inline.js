// Markdown inside a paragraph: emphasis, code, links. Builds nodes as it reads; HTML in the text stays text.

import {el} from './dom.js';
import {linkUrl, pictureUrl} from './urls.js';

const PUNCTUATION = /[!-/:-@[-`{-~]/;
const ENTITIES = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', hellip: '…', mdash: '—', ndash: '–'};
const DEPTH = 12; // emphasis within emphasis
const REACH = 4000; // characters between an opening mark and its end

/** Reads inline Markdown into a fragment. */
export function inline(text, depth = 0) {
  return new Inline(text, depth).read();
}

class Inline {
  constructor(text, depth) {
    this.text = text;
    this.depth = depth;
    this.at = 0;
    this.plain = '';
    this.out = document.createDocumentFragment();
    this.unclosed = new Set(); // marks that have no end in the rest of the text
  }

  read() {
    while (this.at < this.text.length) {
      if (!this.special()) this.plain += this.text[this.at++];
    }
    this.flush();
    return this.out;
  }

  flush() {
    if (this.plain) this.out.append(this.plain);
    this.plain = '';
  }

  put(node, next) {
    this.flush();
    this.out.append(node);
    this.at = next;
    return true;
  }

  special() {
    switch (this.text[this.at]) {
      case '\\': return this.escape();
      case '\n': return this.lineBreak();
      case '`': return this.code();
      case '!': return this.text[this.at + 1] === '[' && this.link(this.at + 1, true);
      case '[': return this.link(this.at, false);
      case '<': return this.angle();
      case '&': return this.entity();
      case '*': case '_': case '~': return this.emphasis();
      case 'h': return this.bare();
      default: return false;
    }
  }

  escape() {
    const next = this.text[this.at + 1];
    if (next === '\n') return this.put(el('br'), this.at + 2);
    if (!next || !PUNCTUATION.test(next)) return false;
    this.plain += next;
    this.at += 2;
    return true;
  }

  lineBreak() {
    this.plain = this.plain.trimEnd();
    return this.put(el('br'), this.at + 1);
  }

  code() {
    const run = this.text.slice(this.at).match(/^`+/)[0];
    if (this.unclosed.has(run)) return this.literal(run);
    let end = this.at + run.length;
    while ((end = this.text.indexOf(run, end)) >= 0) {
      let past = end + run.length;
      if (this.text[past] !== '`') break;
      while (this.text[past] === '`') past++;
      end = past;
    }
    if (end < 0) {
      this.unclosed.add(run);
      return this.literal(run);
    }
    let body = this.text.slice(this.at + run.length, end).replace(/\n/g, ' ');
    if (/^ .*[^ ].* $/.test(body)) body = body.slice(1, -1);
    return this.put(el('code', {}, body), end + run.length);
  }

  literal(run) {
    this.plain += run;
    this.at += run.length;
    return true;
  }

  /** Reads [label](address "title"); a picture is shown only if it lies in the text. */
  link(open, picture) {
    if (this.unclosed.has('[')) return false;
    const close = this.closing(open);
    if (close < 0) return false;
    const rest = this.text.slice(close + 1, close + 1 + (picture ? 8_000_000 : REACH));
    const target = rest.match(/^\(\s*(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+(?:"([^"]*)"|'([^']*)'))?\s*\)/);
    if (!target) return false;
    const label = this.text.slice(open + 1, close);
    const address = target[1] ?? target[2];
    const title = target[3] ?? target[4];
    const next = close + 1 + target[0].length;
    if (picture) {
      const source = pictureUrl(address);
      if (source) return this.put(el('img', {src: source, alt: label, title}), next);
    }
    const href = linkUrl(address);
    const content = picture ? `[picture: ${label || address}]` : inline(label, this.depth + 1);
    return this.put(href ? anchor(href, content, title) : el('span', {title: 'This address is not opened from here'}, content), next);
  }

  closing(open) {
    let level = 0;
    const end = Math.min(this.text.length, open + REACH);
    for (let i = open; i < end; i++) {
      const c = this.text[i];
      if (c === '\\') i++;
      else if (c === '[') level++;
      else if (c === ']' && --level === 0) return i;
    }
    if (end === this.text.length) this.unclosed.add('[');
    return -1;
  }

  angle() {
    const rest = this.text.slice(this.at, this.at + REACH);
    const line = rest.match(/^<br\s*\/?>/i);
    if (line) return this.put(el('br'), this.at + line[0].length);
    const match = rest.match(/^<((?:https?|mailto):[^\s<>]*)>/i);
    const href = match && linkUrl(match[1]);
    return href ? this.put(anchor(href, match[1]), this.at + match[0].length) : false;
  }

  bare() {
    if (/\w/.test(this.text[this.at - 1] ?? '')) return false;
    const match = this.text.slice(this.at, this.at + REACH).match(/^https?:\/\/[^\s<>"'`]+/);
    if (!match) return false;
    let address = match[0].replace(/[.,:;!?*_~]+$/, '');
    if (address.endsWith(')') && !address.includes('(')) address = address.slice(0, -1);
    const href = linkUrl(address);
    return href ? this.put(anchor(href, address), this.at + address.length) : false;
  }

  entity() {
    const match = this.text.slice(this.at, this.at + 12).match(/^&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w+));/);
    if (!match) return false;
    const code = match[1] ? parseInt(match[1], 10) : match[2] ? parseInt(match[2], 16) : -1;
    const value = match[3] ? ENTITIES[match[3]] : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    return value ? this.literalAs(value, match[0].length) : false;
  }

  literalAs(value, length) {
    this.plain += value;
    this.at += length;
    return true;
  }

  emphasis() {
    const c = this.text[this.at];
    const run = this.text.slice(this.at, this.at + 64).match(c === '*' ? /^\*+/ : c === '_' ? /^_+/ : /^~+/)[0].length;
    const before = this.text[this.at - 1] ?? ' ';
    const after = this.text[this.at + run] ?? ' ';
    const opens = !/\s/.test(after) && (c !== '_' || !/\w/.test(before));
    const length = c === '~' ? 2 : Math.min(run, 3);
    const mark = c.repeat(length);
    if (!opens || run < length || this.depth >= DEPTH || this.unclosed.has(mark)) return this.literal(c.repeat(run));
    const end = this.closer(c, length, this.at + run);
    if (end < 0) return this.literal(c.repeat(run));
    this.plain += c.repeat(run - length);
    const inner = inline(this.text.slice(this.at + run, end), this.depth + 1);
    const node = c === '~' ? el('del', {}, inner)
        : length === 1 ? el('em', {}, inner)
        : length === 2 ? el('strong', {}, inner)
        : el('strong', {}, el('em', {}, inner));
    return this.put(node, end + length);
  }

  /** Finds a run of exactly the mark's length that ends a word; code spans are stepped over. */
  closer(c, length, from) {
    const end = Math.min(this.text.length, from + REACH);
    for (let i = from; i < end; i++) {
      if (this.text[i] === '\\') {
        i++;
      } else if (this.text[i] === '`') {
        const close = this.text.indexOf('`', i + 1);
        if (close > 0) i = close;
      } else if (this.text[i] === c) {
        let past = i;
        while (this.text[past] === c) past++;
        const closes = !/\s/.test(this.text[i - 1]) && (c !== '_' || !/\w/.test(this.text[past] ?? ' '));
        if (closes && past - i === length) return i;
        i = past - 1;
      }
    }
    if (end === this.text.length) this.unclosed.add(c.repeat(length));
    return -1;
  }
}

function anchor(href, content, title) {
  return el('a', {href, title, target: '_blank', rel: 'noopener noreferrer nofollow', referrerpolicy: 'no-referrer'}, content);
}
