// Gathers the chunks of a stream into a message: text, reasoning, tool calls, tokens, times.

import {pictureUrl} from './urls.js';

const string = (value) => (typeof value === 'string' ? value : '');

/** Adds the pieces of one stream to a message, which may already hold a beginning. */
export class Answer {
  constructor(node, now = performance.now()) {
    this.node = node;
    this.begun = now;
    this.first = 0;
    this.last = 0;
    this.usage = null;
    this.calls = new Map(); // the server's index of a call -> call
  }

  /** Takes a chunk; returns whether the message changed. */
  take(chunk, now = performance.now()) {
    if (chunk.usage) this.usage = chunk.usage;
    if (chunk.model) this.node.model = string(chunk.model);
    const choice = chunk.choices?.[0];
    if (!choice) return false;
    const delta = choice.delta ?? {};
    const text = string(delta.content);
    const reasoning = string(delta.reasoning_content) || string(delta.reasoning);
    const node = this.node;
    if (text) node.text += text;
    if (reasoning) node.reasoning = (node.reasoning ?? '') + reasoning;
    if (reasoning && !this.thinkingSince) this.thinkingSince = now;
    if (text && this.thinkingSince && node.thought === undefined) node.thought = (now - this.thinkingSince) / 1000;
    for (const call of delta.tool_calls ?? []) this.call(call);
    for (const picture of delta.images ?? []) {
      const url = pictureUrl(picture?.image_url?.url);
      if (url) (node.pictures ??= []).push(url);
    }
    const tokens = choice.logprobs?.content ?? [];
    if (tokens.length) (node.tokens ??= []).push(...tokens.map((token) => compact(token, text ? 'text' : reasoning ? 'reasoning' : 'other')));
    if (text || reasoning || delta.tool_calls || tokens.length) {
      this.first ||= now;
      this.last = now;
      this.pieces = (this.pieces ?? 0) + 1;
    }
    if (choice.finish_reason) node.finish = string(choice.finish_reason);
    return Boolean(text || reasoning || delta.tool_calls || tokens.length || choice.finish_reason);
  }

  call({index = 0, id, function: f}) {
    let call = this.calls.get(index);
    if (!call) {
      call = {id: string(id) || `call-${index}`, name: '', args: ''};
      this.calls.set(index, call);
      (this.node.calls ??= []).push(call);
    }
    call.name += string(f?.name);
    call.args += string(f?.arguments);
  }

  /** Notes how fast it went: seconds to the first token, tokens a second after it. */
  finish() {
    if (!this.first) return;
    const tokens = this.usage?.completion_tokens;
    const count = tokens ?? this.pieces;
    const seconds = (this.last - this.begun) / 1000;
    const writing = (this.last - this.first) / 1000;
    this.node.stats = {
      wait: (this.first - this.begun) / 1000,
      rate: writing > 0 && count > 1 ? (count - 1) / writing : null,
      tokens: count,
      exact: tokens !== undefined,
      prompt: this.usage?.prompt_tokens ?? null,
      cached: this.usage?.prompt_tokens_details?.cached_tokens ?? null,
      seconds,
    };
  }
}

/** Keeps of a token what the view needs: t text, b bytes, p log-probability, k kind, a alternatives. */
function compact(token, kind) {
  return {
    t: string(token.token), b: Array.isArray(token.bytes) ? token.bytes : null, p: Number(token.logprob), k: kind,
    a: (token.top_logprobs ?? []).map((other) => ({t: string(other.token), b: Array.isArray(other.bytes) ? other.bytes : null, p: Number(other.logprob)})),
  };
}

/**
 * Returns the text before token `index` followed by the bytes of an alternative, or null if that is no whole text (a special token, or
 * a part of a character).
 */
export function textWith(tokens, index, alternative) {
  if (!alternative.b?.length) return null;
  const bytes = [];
  for (const token of tokens.slice(0, index)) if (token.k === 'text' && token.b) bytes.push(...token.b);
  bytes.push(...alternative.b);
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(new Uint8Array(bytes));
  } catch {
    return null;
  }
}
