// Sends, stops, answers again, branches: what happens to a chat. Shows nothing itself.

import {ApiError, draw, stream} from './api.js';
import {Answer} from './answer.js';
import {addNode, pathTo, shown} from './tree.js';
import {chatRequest} from './request.js';
import {asChat, textRequest} from './plaintext.js';
import {saveChat} from './store.js';

/** One chat at a time is answered. `on` is told: changed(), grew(node), ended(node), refused(error), unsaved(error). */
export class Conversation {
  constructor(chat, on) {
    this.chat = chat;
    this.on = on;
    this.running = null; // {chat, node, controller}
  }

  /** The message being written, if it is of the chat shown. */
  get writing() {
    return this.running?.chat === this.chat ? this.running.node : null;
  }

  /** Adds what the user says and has it answered. */
  send(text, media, how) {
    const parent = shown(this.chat).at(-1)?.id ?? '';
    const node = addNode(this.chat, parent, {role: 'user', text, ...(media.length ? {media} : {})});
    return this.answer(node, how);
  }

  /** Answers a message with a new version beside those it has. */
  answer(node, how) {
    return this.write(node, {role: 'assistant'}, how);
  }

  /** Says a message of the user's otherwise: a branch beside the old one. */
  revise(node, text, how) {
    const other = addNode(this.chat, node.parent, {role: node.role, text, ...(node.media ? {media: node.media} : {}), ...(node.drawing ? {drawing: true} : {})});
    return node.drawing ? this.picture(other, how) : this.answer(other, how);
  }

  /** Puts an edited answer beside the old one; nothing is computed. */
  amend(node, text) {
    addNode(this.chat, node.parent, {role: 'assistant', text, model: node.model, edited: true});
    this.on.changed();
    return this.save();
  }

  /** Writes on from a beginning of an answer: `text` with the `tokens` that it was made of. */
  goOn(node, text, tokens, how) {
    const begun = {role: 'assistant', text, ...(node.reasoning ? {reasoning: node.reasoning, thought: node.thought} : {})};
    if (tokens?.length) begun.tokens = tokens;
    return this.write(this.chat.nodes[node.parent], begun, how, true);
  }

  /** Gives the results of tool calls, and lets the model use them. */
  report(node, results, how) {
    let last = node;
    for (const {callId, text} of results) last = addNode(this.chat, last.id, {role: 'tool', callId, text});
    return this.answer(last, how);
  }

  /** Has a picture drawn. What is drawn is not part of what the model reads later. */
  async sketch(prompt, how) {
    const parent = shown(this.chat).at(-1)?.id ?? '';
    return this.picture(addNode(this.chat, parent, {role: 'user', text: prompt, drawing: true}), how);
  }

  picture(prompt, how) {
    return this.run(prompt, {role: 'assistant', drawing: true}, async (answer, signal) => {
      const begun = performance.now();
      answer.pictures = await draw(prompt.text, how.painter, signal);
      answer.model = how.painter;
      answer.took = (performance.now() - begun) / 1000;
    });
  }

  /** Breaks off; the server notices the closed connection and stops computing. */
  stop() {
    this.running?.controller.abort();
  }

  /** Breaks off the answer to a chat that is deleted, and saves it no more. */
  forget(id) {
    if (this.running?.chat.id !== id) return;
    this.running.forgotten = true;
    this.stop();
  }

  write(parent, fields, how, go = false) {
    const {chat} = this;
    return this.run(parent, fields, async (node, signal) => {
      const path = pathTo(chat, go ? node.id : parent.id);
      const chunks = how.continues
        ? stream('/v1/completions', textRequest(how.model, path, how.settings), signal)
        : stream('/v1/chat/completions', chatRequest(how.model, chat.system, path, how.settings, go), signal);
      const answer = new Answer(node);
      try {
        for await (const chunk of chunks) {
          if (answer.take(how.continues ? asChat(chunk) : chunk)) this.grew(node);
        }
        node.finish ??= 'cut';
      } finally {
        answer.finish();
      }
    });
  }

  async run(parent, fields, work) {
    if (this.running) return;
    const chat = this.chat;
    const node = addNode(chat, parent.id, fields);
    const controller = new AbortController();
    this.running = {chat, node, controller};
    this.on.changed();
    this.save(chat);
    try {
      await work(node, controller.signal);
    } catch (error) {
      if (error.name === 'AbortError') {
        node.finish = 'stopped';
      } else {
        node.error = error instanceof ApiError && error.param ? `${error.message} (${error.param})` : error.message;
        this.on.refused(error);
      }
    }
    chat.updated = Date.now();
    if (!this.running.forgotten) this.save(chat);
    this.running = null;
    this.on.changed();
    this.on.ended(node);
  }

  grew(node) {
    if (this.writing === node) this.on.grew(node);
    const now = Date.now();
    if (now - (this.saved ?? 0) > 1500 && !this.running.forgotten) this.save(this.running.chat);
  }

  save(chat = this.chat) {
    this.saved = Date.now();
    return saveChat(chat).catch((error) => this.on.unsaved(error));
  }
}
