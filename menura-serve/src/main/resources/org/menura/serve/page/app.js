// Starts the page and ties its parts together.

import {byId, el, fill} from './dom.js';
import {SentenceReader, notice, say} from './announce.js';
import {models as listModels} from './api.js';
import {capabilities, chats, modelFor, nobodyCan} from './caps.js';
import {Composer} from './composer.js';
import {Conversation} from './conversation.js';
import {Panel} from './panel.js';
import {SettingError} from './request.js';
import {remember, remembered} from './settings.js';
import {startDrawers} from './drawers.js';
import {Sidebar} from './sidebar.js';
import {listChats, loadChat, openStore} from './store.js';
import {startTheme} from './theme.js';
import {Thread} from './thread.js';
import {move, newChat, removeNode, titleOf} from './tree.js';

let models = [];
let reader = new SentenceReader();

const panel = new Panel({
  changed: (system) => {
    conversation.chat.system = system;
    if (Object.keys(conversation.chat.nodes).length) conversation.save();
  },
  unlocked: () => connect(),
});

const conversation = new Conversation(newChat(), {
  changed: () => show(),
  grew: (node) => {
    reader.update(node.text);
    thread.grow(node);
  },
  ended: (node) => {
    if (conversation.chat.nodes[node.id] === node) reader.finish(node.text);
    say(node.error ? `Error: ${node.error}` : node.finish === 'stopped' ? 'Stopped.' : node.pictures ? 'The picture is drawn.' : 'The answer is complete.');
    sidebar.refresh();
    if (chosen()?.capabilities === undefined) describe();
  },
  refused: (error) => {
    if (error.status === 401 || error.status === 403) askKey();
    if (error instanceof SettingError) byId('settings').dispatchEvent(new Event('open'));
  },
  unsaved: (error) => notice(error.message ?? 'The chat could not be saved.'),
});

/** What a request needs beside the chat. */
const how = () => ({model: byId('model').value, continues: capabilities(chosen()).continues, settings: panel.settings, painter: modelFor('draws', models, chosen())?.id});
const begin = (work) => {
  if (conversation.running) return notice('An answer is being written: stop it first (Esc).');
  reader = new SentenceReader();
  thread.follow = true;
  work();
  sidebar.refresh();
};

const thread = new Thread({
  edit: (node, text) => begin(() => (node.role === 'assistant' ? conversation.amend(node, text) : conversation.revise(node, text, how()))),
  again: (node) => begin(() => {
    if (panel.settings.seed && !node.error) notice('The seed is fixed, so the answer will be the same: clear it in the settings for another.');
    const question = conversation.chat.nodes[node.parent];
    return node.drawing ? conversation.picture(question, how()) : conversation.answer(question, how());
  }),
  goOn: (node, text, tokens) => begin(() => {
    reader.at = text.length;
    return conversation.goOn(node, text, tokens && [...tokens], how());
  }),
  report: (node, results) => begin(() => conversation.report(node, results, how())),
  move: (node, by) => {
    const other = move(conversation.chat, node, by);
    if (!other) return;
    conversation.save();
    show();
    const label = by < 0 ? 'Version before' : 'Version after';
    const view = thread.views.get(other.id).element;
    (view.querySelector(`[aria-label="${label}"]:not(:disabled)`) ?? view.querySelector('.versions button:not(:disabled)'))?.focus();
  },
  remove: (node) => {
    const before = structuredClone(conversation.chat);
    removeNode(conversation.chat, node);
    conversation.save();
    show();
    notice('Deleted.', {label: 'Undo', run: () => {
      if (conversation.chat.id !== before.id || conversation.running) return;
      conversation.chat = before;
      conversation.save();
      show();
    }});
  },
  tokensShown: () => panel.settings.tokens,
});

const composer = new Composer({
  send: (text, media) => begin(() => conversation.send(text, media, how())),
  sketch: (text) => begin(() => conversation.sketch(text, how())),
  stop: () => conversation.stop(),
  toggleTokens: () => {
    panel.toggleTokens();
    say(panel.settings.tokens ? 'The next answers show their tokens.' : 'Answers show no tokens.');
  },
});

const sidebar = new Sidebar({
  open: async (id) => {
    const chat = conversation.running?.chat.id === id ? conversation.running.chat : await loadChat(id);
    if (chat) open(chat);
  },
  fresh: () => {
    open(newChat());
    byId('message').focus();
  },
  current: () => conversation.chat,
  removing: (id) => conversation.forget(id),
});

function open(chat) {
  conversation.chat = chat;
  remember('chat', chat.id);
  panel.chat(chat);
  drawers.closeChats();
  show();
  sidebar.refresh();
}

function show() {
  thread.settle();
  const busy = Boolean(conversation.running);
  const focused = document.activeElement;
  thread.show(conversation.chat, conversation.writing, busy);
  composer.working(busy);
  if (!focused.isConnected) byId('message').focus({preventScroll: true}); // its button went away
  byId('title').textContent = titleOf(conversation.chat);
  document.title = Object.keys(conversation.chat.nodes).length ? `${titleOf(conversation.chat)} · Menura` : 'Menura';
}

const chosen = () => models.find((model) => model.id === byId('model').value);

/** Asks the server what it has. */
async function connect() {
  const status = byId('status');
  try {
    models = await listModels();
    status.hidden = true;
  } catch (error) {
    models = [];
    fill(status, el('span', {}, error.status === 401 || error.status === 403 ? 'The server asks for a key.' : error.message),
      el('button', {type: 'button', onclick: () => (error.status === 401 || error.status === 403 ? askKey() : connect())},
        error.status === 401 || error.status === 403 ? 'Give the key' : 'Try again'));
    status.hidden = false;
  }
  const select = byId('model');
  const talkers = models.filter(chats);
  const bases = talkers.filter((model) => !parentOf(model));
  fill(select, bases.map((base) => {
    const adapters = talkers.filter((model) => parentOf(model) === base.id);
    if (!adapters.length) return option(base);
    return el('optgroup', {label: base.id}, option(base), adapters.map((model) => option(model, 'adapter ')));
  }), talkers.filter((model) => parentOf(model) && !bases.some((base) => base.id === parentOf(model))).map((model) => option(model)));
  if (talkers.some((model) => model.id === remembered('model'))) select.value = remembered('model');
  select.disabled = talkers.length < 2;
  abilities();
}

/** Asks again what a model can do that was loaded only by the first message to it. */
async function describe() {
  models = await listModels().catch(() => models);
  abilities();
  if (capabilities(chosen()).continues) notice('This model has no chat template: it continues texts. Answer again, and it does.');
}

const parentOf = (model) => (typeof model.parent === 'string' && model.parent !== model.id ? model.parent : null);
const option = (model, prefix = '') => el('option', {value: model.id}, prefix + model.id);

function abilities() {
  const can = capabilities(chosen());
  const painter = modelFor('draws', models, chosen());
  const transcriber = modelFor('transcribes', models, chosen());
  composer.abilities(can, transcriber ?? (nobodyCan('transcribes', models) ? null : {}), painter);
  panel.abilities(can);
  thread.welcome(byId('model').value, [
    can.continues && 'The model has no chat template: it continues what you begin.',
    can.sees && 'Drop or paste pictures: the model sees them.',
    can.hears && 'Add sounds or speak: the model hears them.',
    !can.hears && transcriber && 'Speak: your words are written down.',
    painter && 'Let it draw: the brush below.',
    'See its choices: the token view colours each token by how likely it was, and writes on from another.',
  ].filter(Boolean));
}

function askKey() {
  drawers.openSettings();
  byId('access').open = true;
  byId('key').focus();
  notice('The server asks for its API key. It is kept until this tab is closed.');
}

const drawers = startDrawers();
startTheme();
byId('model').addEventListener('change', (event) => {
  remember('model', event.target.value);
  abilities();
});
byId('active').addEventListener('click', () => drawers.openSettings());
byId('settings').addEventListener('open', () => drawers.openSettings());
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || drawers.close()) return;
  if (!composer.discardRecording()) conversation.stop();
});

document.addEventListener('visibilitychange', async () => {
  if (document.visibilityState !== 'visible' || conversation.running) return;
  const kept = await loadChat(conversation.chat.id); // another tab may have gone on with it
  if (kept && kept.updated > conversation.chat.updated && !conversation.running) open(kept);
  else sidebar.refresh();
});

if (!(await openStore())) notice('This browser keeps no data for the page: chats are gone when the tab is closed.');
const heads = await listChats();
const last = heads.find(({id}) => id === remembered('chat'));
open((last && (await loadChat(last.id))) ?? newChat());
await connect();
byId('message').focus();
document.documentElement.dataset.ready = 'yes';
