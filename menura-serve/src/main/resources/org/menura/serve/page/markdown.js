// Shows Markdown that grows: finished blocks keep their nodes, only the last ones are built anew.

import {el, fill, icon} from './dom.js';
import {inline} from './inline.js';
import {blank, readBlock} from './blocks.js';
import {highlight} from './highlight.js';
import {copyText} from './clipboard.js';

const DEPTH = 8; // lists and quotes within each other

/** A view of a text that is written piece by piece; `update` takes the whole text so far. */
export class MarkdownView {
  constructor(container) {
    this.container = container;
    this.reset();
  }

  reset() {
    this.container.replaceChildren();
    this.settled = ''; // the text whose nodes stand
    this.headings = []; // levels of the headings that the next one may be below
    this.tail = []; // {key, node} of the blocks after it
  }

  update(text, finished = false) {
    if (!text.startsWith(this.settled)) this.reset();
    const lines = text.slice(this.settled.length).split('\n');
    const blocks = readAll(lines);
    const above = [...this.headings];
    blocks.forEach((block, i) => {
      const old = this.tail[i];
      if (block.kind === 'heading') block.depth = nest(above, block.level);
      const key = lines.slice(block.at, block.end).join('\n') + (block.depth ?? '');
      if (old?.key === key && old.kind === block.kind) return;
      if (old?.kind === 'code' && block.kind === 'code') {
        showCode(old.node, block);
        old.key = key;
        return;
      }
      const node = build(block, 0);
      if (old) old.node.replaceWith(node);
      else this.container.append(node);
      this.tail[i] = {key, kind: block.kind, node};
    });
    for (const extra of this.tail.splice(blocks.length)) extra.node.remove();
    if (!finished) this.settle(lines, blocks);
  }

  /** Leaves the blocks behind that no further text can change: two whole lines follow them. */
  settle(lines, blocks) {
    const settled = blocks.filter((block) => block.end + 2 < lines.length && block !== blocks.at(-1));
    if (!settled.length) return;
    for (const block of settled) if (block.kind === 'heading') nest(this.headings, block.level);
    this.settled += lines.slice(0, settled.at(-1).end).join('\n') + '\n';
    this.tail.splice(0, settled.length);
  }
}

/** Puts a heading below those that are above it, so that no level is left out; returns how many it is below. */
function nest(above, level) {
  while (above.length && above.at(-1) >= level) above.pop();
  above.push(level);
  return above.length;
}

function readAll(lines) {
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (blank(lines[at])) {
      at++;
      continue;
    }
    const block = readBlock(lines, at);
    block.at = at;
    blocks.push(block);
    at = block.end;
  }
  return blocks;
}

function build(block, depth) {
  switch (block.kind) {
    case 'code': return codeBlock(block);
    case 'math': return el('pre.math', {tabindex: 0}, block.text);
    case 'heading': return block.depth ? el('h' + Math.min(6, block.depth + 2), {}, inline(block.text)) : el('p', {}, el('strong', {}, inline(block.text)));
    case 'rule': return el('hr');
    case 'quote': return el('blockquote', {}, children(block.lines, depth));
    case 'list': return listOf(block, depth);
    case 'table': return tableOf(block);
    default: return el('p', {}, inline(block.text));
  }
}

function children(lines, depth) {
  if (depth >= DEPTH) return [el('p', {}, lines.join('\n'))];
  return readAll(lines).map((block) => build(block, depth + 1));
}

function listOf({ordered, start, items}, depth) {
  const list = el(ordered ? 'ol' : 'ul', ordered && start !== 1 ? {start} : {});
  for (const lines of items) {
    const task = /^\[([ xX])\]\s+/.exec(lines[0]);
    if (task) lines[0] = lines[0].slice(task[0].length);
    const blocks = readAll(lines);
    const nodes = blocks.map((b, i) => (i === 0 && b.kind === 'paragraph' ? inline(b.text) : build(b, depth + 1)));
    const box = task && el('span.task', {role: 'img', 'aria-label': task[1] === ' ' ? 'open' : 'done'}, task[1] === ' ' ? '☐ ' : '☑ ');
    list.append(el('li', {}, box, depth >= DEPTH ? lines.join('\n') : nodes));
  }
  return list;
}

function tableOf({head, align, rows}) {
  const row = (cells, tag) => el('tr', {}, head.map((_, i) => el(`${tag}.${align[i]}`, tag === 'th' ? {scope: 'col'} : {}, inline(cells[i] ?? ''))));
  return el('div.table', {tabindex: 0, role: 'group', 'aria-label': 'Table'},
    el('table', {}, el('thead', {}, row(head, 'th')), el('tbody', {}, rows.map((cells) => row(cells, 'td')))));
}

function codeBlock(block) {
  const text = el('code');
  const label = el('span');
  const copy = el('button.quiet', {type: 'button', onclick: async () => {
    fill(copy, icon('check'), (await copyText(text.textContent)) ? 'Copied' : 'Not copied');
    setTimeout(() => fill(copy, icon('copy'), 'Copy'), 1600);
  }}, icon('copy'), 'Copy');
  const node = el('div.code', {}, el('div.bar', {}, label, copy), el('pre', {tabindex: 0}, text));
  showCode(node, block);
  return node;
}

function showCode(node, {info, text, open}) {
  const label = node.querySelector('span');
  const name = info.split(/[\s{]/)[0].slice(0, 24) || 'text';
  if (label.textContent !== name) label.textContent = name;
  const code = node.querySelector('code');
  const shown = code.childNodes.length === 1 ? code.firstChild.data : undefined;
  if (shown !== undefined && text.startsWith(shown)) code.firstChild.appendData(text.slice(shown.length));
  else code.textContent = text;
  if (!open) highlight(code, name);
}
