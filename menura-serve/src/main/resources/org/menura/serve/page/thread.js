// The conversation on the screen: keeps message views in step with the path that is shown.

import {byId, el, fill} from './dom.js';
import {MessageView} from './message.js';
import {shown} from './tree.js';

export class Thread {
  constructor(act) {
    this.act = act;
    this.views = new Map();
    this.place = byId('thread');
    this.list = byId('messages');
    this.jump = byId('jump');
    this.follow = true;
    this.place.addEventListener('scroll', () => {
      this.follow = this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < 48;
      this.jump.hidden = this.follow;
    });
    this.list.addEventListener('load', () => this.scroll(), true); // pictures grow when they are read
    this.jump.addEventListener('click', () => this.toEnd());
  }

  /** Shows a chat; `writing` is the message being written, `busy` whether any is. */
  show(chat, writing, busy) {
    if (chat !== this.chat) {
      this.views.clear();
      this.list.replaceChildren();
      this.chat = chat;
      this.follow = true;
    }
    const path = shown(chat);
    const ids = new Set(path.map((node) => node.id));
    for (const [id, view] of this.views) {
      if (ids.has(id)) continue;
      view.element.remove();
      this.views.delete(id);
    }
    path.forEach((node, i) => {
      let view = this.views.get(node.id);
      if (!view) this.views.set(node.id, (view = new MessageView(chat, node, this.act)));
      if (this.list.children[i] !== view.element) this.list.insertBefore(view.element, this.list.children[i] ?? null);
      view.update(node === writing, busy);
    });
    this.time(writing);
    byId('welcome').hidden = path.length > 0;
    this.scroll();
  }

  /** Counts the seconds in which a message is still empty. */
  time(writing) {
    clearInterval(this.clock);
    if (!writing) return;
    const begun = Date.now();
    this.clock = setInterval(() => this.views.get(writing.id)?.wait(Math.round((Date.now() - begun) / 1000)), 1000);
  }

  /** Shows a message that grew, at most once a frame. */
  grow(node) {
    this.grown = node;
    if (this.frame) return;
    const draw = () => {
      clearTimeout(this.late);
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.views.get(this.grown.id)?.update(true, true);
      this.scroll();
    };
    this.frame = requestAnimationFrame(draw);
    this.late = setTimeout(draw, 250); // a hidden tab has no frames
  }

  /** Forgets a frame that is still to come. */
  settle() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.late);
    this.frame = 0;
  }

  scroll() {
    if (this.follow) this.place.scrollTop = this.place.scrollHeight;
  }

  toEnd() {
    this.follow = true;
    this.scroll();
    this.jump.hidden = true;
  }

  /** Says what a new chat can be used for. */
  welcome(model, abilities) {
    fill(byId('abilities'), abilities.map((line) => el('li', {}, line)));
    byId('welcomemodel').textContent = model || 'no model';
  }
}
