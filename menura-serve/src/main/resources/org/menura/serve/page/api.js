// Calls the server that the page came from: OpenAI's endpoints, nothing else.

import {events} from './sse.js';

const KEY = 'menura.key';

/** What the server refused, in its own sentence, with the field that it names. */
export class ApiError extends Error {
  constructor(message, status, param) {
    super(message);
    this.status = status;
    this.param = param;
  }
}

/** The key lives as long as the tab. */
export const apiKey = {
  get: () => sessionStorage.getItem(KEY) ?? '',
  set: (key) => (key ? sessionStorage.setItem(KEY, key) : sessionStorage.removeItem(KEY)),
};

/** Lists models and adapters as the server describes them. */
export async function models() {
  const response = await call('/v1/models', {});
  return (await response.json()).data ?? [];
}

/** Streams an answer of a route; yields the chunks. Aborting the signal closes the connection, and the server stops computing. */
export async function* stream(path, body, signal) {
  const response = await call(path, {...json(body), signal});
  try {
    for await (const data of events(response.body)) {
      if (data === '[DONE]') return;
      const chunk = JSON.parse(data);
      if (chunk.error) throw new ApiError(chunk.error.message ?? 'The server reported an error.', chunk.error.code, chunk.error.param);
      yield chunk;
    }
  } catch (error) {
    if (error.name === 'AbortError' || error instanceof ApiError) throw error;
    throw new ApiError(error instanceof SyntaxError ? 'The server sent something that is no JSON.' : 'The connection broke off.', 0);
  }
}

/** Turns a recording into text. */
export async function transcribe(wav, model, signal) {
  const form = new FormData();
  form.append('file', wav, 'recording.wav');
  if (model) form.append('model', model);
  const response = await call('/v1/audio/transcriptions', {method: 'POST', body: form, signal});
  return (await response.json()).text ?? '';
}

/** Draws a picture; returns data URLs. */
export async function draw(prompt, model, signal) {
  const body = {prompt, model, n: 1, response_format: 'b64_json'};
  const response = await call('/v1/images/generations', {...json(body), signal});
  const answer = await response.json();
  return (answer.data ?? []).map((picture) => `data:image/png;base64,${picture.b64_json}`);
}

const json = (body) => ({method: 'POST', body: JSON.stringify(body), headers: {'Content-Type': 'application/json'}});

async function call(path, options) {
  const headers = {...options.headers};
  if (apiKey.get()) headers.Authorization = `Bearer ${apiKey.get()}`;
  let response;
  try {
    response = await fetch(path, {...options, headers, credentials: 'omit', cache: 'no-store'});
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError('The server does not answer. Is it still running?', 0);
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response) {
  const text = await response.text();
  try {
    const {error} = JSON.parse(text);
    return new ApiError(typeof error === 'string' ? error : error.message, response.status, error.param);
  } catch {
    return new ApiError(text.trim().slice(0, 300) || `The server answered ${response.status}.`, response.status);
  }
}
