// Makes the body of a chat completion from the messages shown and the settings.

import {NUMBERS} from './settings.js';

/** A setting that cannot be sent, in a sentence. */
export class SettingError extends Error {}

/**
 * Builds the request. `path` ends with the message to answer, or with an assistant's message to be continued if `go` is set.
 */
export function chatRequest(model, system, path, settings, go = false) {
  const messages = [];
  if (system.trim()) messages.push({role: 'system', content: system});
  const usable = path.filter((node) => !node.drawing && !(node.error && !node.text));
  usable.forEach((node, i) => messages.push(message(node, go && i === usable.length - 1)));
  const body = {model, messages, stream: true, stream_options: {include_usage: true}};
  for (const [name, label, least, most, step] of NUMBERS) {
    const value = settings[name];
    if (value === '' || value === undefined || value === null) continue;
    const number = Number(value);
    if (!Number.isFinite(number) || number < least || number > most || (step === 1 && !Number.isInteger(number))) {
      throw new SettingError(`${label} is ${value}: it must be ${step === 1 ? 'a whole number ' : ''}from ${least} to ${most}.`);
    }
    body[name] = number;
  }
  const stops = settings.stop.split('\n').filter((line) => line !== '').map((line) => line.replaceAll('\\n', '\n'));
  if (stops.length) body.stop = stops;
  if (settings.tokens) Object.assign(body, {logprobs: true, top_logprobs: settings.alternatives});
  if (settings.format === 'json_object') body.response_format = {type: 'json_object'};
  if (settings.format === 'json_schema') {
    const schema = parsed(settings.schema, 'JSON schema');
    body.response_format = {type: 'json_schema', json_schema: {name: 'answer', strict: true, schema}};
  }
  if (settings.tools.trim()) {
    body.tools = toolList(parsed(settings.tools, 'list of tools'));
    if (settings.toolChoice !== 'auto') body.tool_choice = settings.toolChoice;
  }
  if (settings.think !== 'default') body.chat_template_kwargs = {enable_thinking: settings.think === 'on'};
  if (go) Object.assign(body, {continue_final_message: true, add_generation_prompt: false});
  return body;
}

function message(node, open) {
  if (node.role === 'tool') return {role: 'tool', tool_call_id: node.callId, content: node.text};
  if (node.role === 'assistant') {
    const answer = {role: 'assistant', content: node.text};
    if (node.calls?.length) {
      answer.tool_calls = node.calls.map(({id, name, args}) => ({id, type: 'function', function: {name, arguments: args}}));
      if (!node.text) answer.content = null;
    }
    if (node.reasoning && (open || node.calls?.length)) answer.reasoning_content = node.reasoning;
    return answer;
  }
  if (!node.media?.length) return {role: node.role, content: node.text};
  const parts = node.media.map(({kind, url}) => (kind === 'sound'
    ? {type: 'input_audio', input_audio: {data: url.slice(url.indexOf(',') + 1), format: url.startsWith('data:audio/mpeg') ? 'mp3' : 'wav'}}
    : {type: 'image_url', image_url: {url}}));
  if (node.text) parts.push({type: 'text', text: node.text});
  return {role: node.role, content: parts};
}

function parsed(text, what) {
  if (!text.trim()) throw new SettingError(`The ${what} is empty: fill it in, or choose another form.`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SettingError(`The ${what} is not valid JSON: ${error.message}.`);
  }
}

/** Takes OpenAI's form as well as bare functions. */
function toolList(tools) {
  const list = Array.isArray(tools) ? tools : [tools];
  return list.map((tool) => {
    const definition = tool?.function ?? tool;
    if (typeof definition?.name !== 'string') throw new SettingError('Each tool needs a "name": [{"name": …, "description": …, "parameters": {…}}].');
    return {type: 'function', function: definition};
  });
}
