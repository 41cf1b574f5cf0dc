// Models without a chat template: they continue a text. The conversation is one text, written in turns.

import {chatRequest} from './request.js';

const LEFT_OUT = ['messages', 'tools', 'tool_choice', 'chat_template_kwargs', 'continue_final_message', 'add_generation_prompt', 'top_logprobs'];

/** Builds the request of a completion: all that stands so far is the prompt. */
export function textRequest(model, path, settings) {
  const body = chatRequest(model, '', path, {...settings, tools: ''});
  body.prompt = path.filter((node) => !node.drawing).map((node) => node.text).join('');
  if (body.max_completion_tokens !== undefined) body.max_tokens = body.max_completion_tokens;
  if (settings.tokens) body.logprobs = settings.alternatives;
  for (const name of [...LEFT_OUT, 'max_completion_tokens']) delete body[name];
  return body;
}

/** Turns a chunk of a completion into the shape of a chat's. */
export function asChat(chunk) {
  const [choice] = chunk.choices ?? [];
  if (!choice) return chunk;
  const content = (choice.logprobs?.tokens ?? []).map((text, i) => ({
    ...token(text, choice.logprobs.token_logprobs[i]),
    top_logprobs: Object.entries(choice.logprobs.top_logprobs?.[i] ?? {}).map(([other, p]) => token(other, p)),
  }));
  return {...chunk, choices: [{delta: {content: choice.text}, finish_reason: choice.finish_reason, logprobs: {content}}]};
}

const token = (text, logprob) => ({token: text, logprob, bytes: bytesOf(text)});

function bytesOf(text) {
  if (/^bytes:(\\x[\da-f]{2})+$/.test(text)) return text.slice(6).split('\\x').slice(1).map((hex) => parseInt(hex, 16));
  return [...new TextEncoder().encode(text)];
}
