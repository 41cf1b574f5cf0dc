// One message: text, pictures, reasoning, tool calls, and what can be done with it.

import {el, fill, icon, iconButton} from './dom.js';
import {MarkdownView} from './markdown.js';
import {TokenView} from './tokens.js';
import {callCards} from './calls.js';
import {copyText} from './clipboard.js';
import {siblings} from './tree.js';
import {statistics} from './statistics.js';
import {pictureUrl} from './urls.js';

/** Shows a message; `act` holds what its buttons do. */
export class MessageView {
  constructor(chat, node, act) {
    Object.assign(this, {chat, node, act});
    this.mine = node.role !== 'assistant';
    this.tokensShown = act.tokensShown();
    this.heading = el('h2.hidden', {}, node.role === 'tool' ? 'Result of a tool' : this.mine ? 'You' : 'Answer');
    this.thinking = el('details.reasoning', {hidden: true}, el('summary'), el('div.prose', {dir: 'auto'}));
    this.media = el('div.media');
    this.body = el('div.prose', {dir: 'auto'});
    this.calls = el('div.calls');
    this.waiting = el('p.hint.waiting');
    this.trouble = el('p.trouble', {role: 'alert', hidden: true});
    this.foot = el('div.foot');
    this.element = el(`article.message.${this.mine ? 'mine' : 'answer'}${node.role === 'tool' ? '.result' : ''}`, {},
      this.heading, this.thinking, this.mine && this.media, el('div.bubble', {}, this.body), this.waiting, !this.mine && this.media, this.calls, this.trouble, this.foot);
    this.markdown = new MarkdownView(this.body);
    this.thoughts = new MarkdownView(this.thinking.lastChild);
    this.showMedia();
  }

  showMedia() {
    const sources = [...(this.node.media ?? [])];
    for (const url of this.node.pictures ?? []) sources.push({kind: 'picture', name: `Drawn: ${this.chat.nodes[this.node.parent]?.text ?? ''}`, url: pictureUrl(url), drawn: true});
    fill(this.media, sources.map(({kind, name, url, drawn}) => (kind === 'sound'
      ? el('audio', {controls: true, src: url, 'aria-label': name})
      : el('figure', {}, el('img', {src: url, alt: name}),
        drawn && el('a.quiet', {href: url, download: 'drawn.png'}, 'Save picture')))));
    this.media.hidden = !sources.length;
    this.mediaShown = sources.length;
  }

  /** Brings the view up to date; `writing` while the answer is being written. */
  update(writing, busy) {
    const {node} = this;
    this.element.setAttribute('aria-busy', String(Boolean(writing)));
    this.element.classList.toggle('writing', Boolean(writing));
    if ((node.media?.length ?? 0) + (node.pictures?.length ?? 0) !== this.mediaShown) this.showMedia();
    if (!this.editing) this.showText(writing);
    this.showReasoning(writing);
    this.waiting.hidden = !writing || Boolean(node.text || node.reasoning || node.calls || node.pictures);
    this.trouble.hidden = !node.error;
    if (this.trouble.textContent !== (node.error ?? '')) this.trouble.textContent = node.error ?? '';
    const calls = JSON.stringify([node.calls, writing, busy]);
    if (node.calls && this.callsShown !== calls) {
      this.callsShown = calls;
      const open = !writing && !busy && !siblingsBelow(this.chat, node);
      fill(this.calls, callCards(node.calls, open ? (results) => this.act.report(node, results) : null));
    }
    if (!writing) this.showFoot(busy);
    else if (!this.element.classList.contains('begun')) fill(this.foot);
  }

  /** Says how long nothing has come. */
  wait(seconds) {
    if (seconds > 1) this.waiting.textContent = `${this.node.drawing ? 'Drawing' : 'Reading'} … ${seconds} s`;
  }

  showText(writing) {
    const {node} = this;
    const tokens = this.tokensShown && node.tokens?.length;
    const state = `${writing ? 'w' : 'f'}${tokens || 0} ${node.text}`;
    if (this.state === state) return;
    this.state = state;
    if (tokens) {
      this.tokens ??= new TokenView(node, (text, before) => this.act.goOn(node, text, before));
      if (!this.tokens.element.isConnected) fill(this.body, this.tokens.element);
      this.tokens.update(!writing);
    } else {
      if (this.tokens?.element.isConnected) this.markdown.reset();
      if (this.mine) this.showPlain();
      else this.markdown.update(node.text, !writing);
    }
    this.body.parentNode.hidden = !node.text && !tokens && !(writing && !node.reasoning);
  }

  /** What people type is shown as it is. */
  showPlain() {
    if (this.body.textContent !== this.node.text || !this.body.firstChild) fill(this.body, el('p.plain', {}, this.node.text));
  }

  showReasoning(writing) {
    const {node} = this;
    this.thinking.hidden = !node.reasoning;
    if (!node.reasoning) return;
    const pondering = writing && node.thought === undefined;
    const seconds = node.thought === undefined ? '' : ` for ${node.thought.toFixed(1)} s`;
    this.thinking.firstChild.textContent = pondering ? 'Thinking …' : `Thought${seconds}`;
    this.thoughts.update(node.reasoning, !writing);
  }

  showFoot(busy) {
    const {node, act} = this;
    const versions = siblings(this.chat, node);
    const at = versions.indexOf(node);
    const parts = [];
    if (versions.length > 1) {
      parts.push(el('span.versions', {role: 'group', 'aria-label': 'Versions'},
        iconButton('left', 'Version before', () => act.move(node, -1), {disabled: at === 0}),
        el('span', {}, `${at + 1}/${versions.length}`),
        iconButton('right', 'Version after', () => act.move(node, 1), {disabled: at === versions.length - 1})));
    }
    if (node.text) parts.push(this.copyButton());
    if (node.text && node.role !== 'tool' && !node.calls) parts.push(iconButton('edit', this.mine ? 'Edit message' : 'Edit answer', () => this.edit(), {disabled: busy}));
    if (!this.mine) {
      parts.push(iconButton('again', 'Answer again', () => act.again(node), {disabled: busy}));
      if (node.text && !node.calls && node.finish !== 'stop') parts.push(iconButton('onwards', 'Write on', () => act.goOn(node, node.text, node.tokens), {disabled: busy}));
      if (node.tokens) {
        parts.push(iconButton('tokens', 'Show tokens', () => this.toggleTokens(), {'aria-pressed': String(this.tokensShown)}));
      }
    }
    parts.push(iconButton('bin', 'Delete from here', () => act.remove(node), {disabled: busy}));
    fill(this.foot, parts, !this.mine && statistics(node));
  }

  copyButton() {
    const button = iconButton('copy', 'Copy text', async () => {
      fill(button, icon((await copyText(this.node.text)) ? 'check' : 'close'));
      setTimeout(() => fill(button, icon('copy')), 1600);
    });
    return button;
  }

  toggleTokens() {
    this.tokensShown = !this.tokensShown;
    this.update(false, false);
    this.foot.querySelector('[aria-label="Show tokens"]')?.focus();
  }

  /** Turns the text into a field; a new version comes of it. */
  edit() {
    const {node} = this;
    const field = el('textarea', {dir: 'auto', 'aria-label': this.mine ? 'Your message' : 'The answer', rows: Math.min(12, node.text.split('\n').length + 1), value: node.text});
    const close = () => {
      this.editing = false;
      this.state = null;
      this.markdown.reset();
      this.update(false, false);
      this.foot.querySelector('[aria-label^="Edit"]')?.focus();
    };
    const save = () => {
      const text = field.value.trim();
      close();
      if (text && text !== node.text) this.act.edit(node, text);
    };
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        close();
      } else if (event.key === 'Enter' && !event.shiftKey && this.mine && !event.isComposing) {
        event.preventDefault();
        save();
      }
    });
    this.editing = true;
    fill(this.body, field, el('div.row', {},
      el('button.main', {type: 'button', onclick: save}, this.mine ? 'Send' : 'Keep as a version'),
      el('button', {type: 'button', onclick: close}, 'Cancel')));
    this.body.parentNode.hidden = false;
    fill(this.foot);
    field.focus();
  }
}

const siblingsBelow = (chat, node) => Boolean(chat.chosen[node.id]);
