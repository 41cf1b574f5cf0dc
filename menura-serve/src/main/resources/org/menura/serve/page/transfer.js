// Chats to and from JSON files. What comes in is checked field by field: it may be anybody's file.

import {newChat, newId} from './tree.js';
import {pictureUrl} from './urls.js';

const FORM = 'menura-chats';

/** Writes chats as one JSON text. */
export function exported(chats) {
  return JSON.stringify({form: FORM, version: 1, chats}, null, 1);
}

/** Offers a text as a file. */
export function download(name, text, type = 'application/json') {
  const url = URL.createObjectURL(new Blob([text], {type}));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Reads an exported file into chats with ids of their own; throws a sentence. */
export function imported(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error('The file is not JSON.');
  }
  if (file?.form !== FORM || !Array.isArray(file.chats)) throw new Error('The file holds no chats of this page.');
  return file.chats.map(readChat);
}

const string = (value) => (typeof value === 'string' ? value : '');
const number = (value) => (Number.isFinite(value) ? value : null);
const list = (value) => (Array.isArray(value) ? value : []);

function readChat(raw) {
  const chat = newChat();
  chat.title = string(raw?.title);
  chat.system = string(raw?.system);
  chat.created = number(raw?.created) ?? chat.created;
  chat.updated = number(raw?.updated) ?? chat.updated;
  const below = new Map();
  for (const [id, node] of Object.entries(raw?.nodes ?? {})) {
    const parent = string(node?.parent);
    if (id && node) below.set(parent, [...(below.get(parent) ?? []), [id, node]]);
  }
  const reachable = new Map([['', '']]);
  for (const queue = ['']; queue.length;) {
    const parent = queue.shift();
    for (const [id, node] of below.get(parent) ?? []) {
      if (reachable.has(id)) continue;
      const own = newId();
      reachable.set(id, own);
      chat.nodes[own] = readNode(node, own, reachable.get(parent));
      queue.push(id);
    }
  }
  for (const [parent, child] of Object.entries(raw?.chosen ?? {})) {
    const from = reachable.get(parent);
    const to = reachable.get(child);
    if (from !== undefined && chat.nodes[to]?.parent === from) chat.chosen[from] = to;
  }
  for (const node of Object.values(chat.nodes)) chat.chosen[node.parent] ??= node.id;
  return chat;
}

function readNode(raw, id, parent) {
  const role = ['user', 'assistant', 'tool'].includes(raw.role) ? raw.role : 'user';
  const node = {id, parent, role, created: number(raw.created) ?? Date.now(), text: string(raw.text)};
  for (const field of ['reasoning', 'finish', 'model', 'error', 'callId']) if (typeof raw[field] === 'string') node[field] = raw[field];
  if (raw.drawing === true) node.drawing = true;
  const pictures = list(raw.pictures).map(pictureUrl).filter(Boolean);
  if (pictures.length) node.pictures = pictures;
  const media = list(raw.media).map(readMedium).filter(Boolean);
  if (media.length) node.media = media;
  const calls = list(raw.calls).map((call) => ({id: string(call?.id), name: string(call?.name), args: string(call?.args)}));
  if (calls.length) node.calls = calls;
  const tokens = list(raw.tokens).map((token) => ({...readToken(token), k: string(token?.k), a: list(token?.a).map(readToken), ...readOrigin(token)}));
  if (tokens.length) node.tokens = tokens;
  const read = list(raw.read).map(string);
  if (read.length && tokens.length) node.read = read;
  for (const field of ['took', 'thought']) if (number(raw[field]) !== null) node[field] = raw[field];
  if (raw.edited === true) node.edited = true;
  if (number(raw.stats?.wait) !== null && number(raw.stats?.tokens) !== null) {
    node.stats = {exact: raw.stats.exact === true};
    for (const field of ['wait', 'rate', 'tokens', 'prompt', 'cached', 'seconds']) node.stats[field] = number(raw.stats[field]);
  }
  return node;
}

/** What tokens before did to a token, as `menura explain` tells it: a number for each. */
function readOrigin(token) {
  const from = list(token?.f).map((value) => number(value) ?? 0);
  return from.length ? {f: from} : {};
}

function readMedium(raw) {
  const name = string(raw?.name);
  if (raw?.kind === 'picture' && pictureUrl(raw.url)) return {kind: 'picture', name, url: raw.url};
  if (raw?.kind === 'sound' && /^data:audio\/(wav|mpeg);base64,[A-Za-z0-9+/=]+$/.test(string(raw.url))) return {kind: 'sound', name, url: raw.url};
  return null;
}

function readToken(raw) {
  const bytes = Array.isArray(raw?.b) && raw.b.every((x) => Number.isInteger(x) && x >= 0 && x < 256) ? raw.b : null;
  return {t: string(raw?.t), b: bytes, p: number(raw?.p) ?? -Infinity};
}
