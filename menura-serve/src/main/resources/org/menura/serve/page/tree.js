// A chat is a tree of messages: editing and answering again add a sibling, nothing is overwritten.

/** Makes an identifier that nothing else has. */
export const newId = () => crypto.randomUUID?.() ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/** Makes an empty chat. `chosen` says which child of a message is shown; the root's key is ''. */
export function newChat() {
  const now = Date.now();
  return {id: newId(), title: '', created: now, updated: now, system: '', nodes: {}, chosen: {}};
}

/** Adds a message below a parent ('' for the first) and shows it. */
export function addNode(chat, parent, fields) {
  const node = {id: newId(), parent, created: Date.now(), text: '', ...fields};
  chat.nodes[node.id] = node;
  chat.chosen[parent] = node.id;
  chat.updated = node.created;
  return node;
}

/** Returns the messages that are shown, first to last. */
export function shown(chat) {
  const path = [];
  for (let id = chat.chosen['']; id && chat.nodes[id] && path.length < 10_000; id = chat.chosen[id]) path.push(chat.nodes[id]);
  return path;
}

/** Returns the messages from the first to the given one. */
export function pathTo(chat, id) {
  const path = [];
  for (let node = chat.nodes[id]; node && path.length < 10_000; node = chat.nodes[node.parent]) path.unshift(node);
  return path;
}

/** Returns the versions of a message, oldest first. */
export function siblings(chat, node) {
  return Object.values(chat.nodes).filter((other) => other.parent === node.parent);
}

/** Shows another version of a message: one before (-1) or after (+1). Returns it, or null at the end. */
export function move(chat, node, by) {
  const all = siblings(chat, node);
  const other = all[all.indexOf(node) + by];
  if (!other) return null;
  chat.chosen[node.parent] = other.id;
  return other;
}

/** Removes a message with all that follows it; a sibling is shown in its place. */
export function removeNode(chat, node) {
  const rest = siblings(chat, node).filter((other) => other !== node);
  const doomed = [node.id];
  while (doomed.length) {
    const id = doomed.pop();
    doomed.push(...Object.values(chat.nodes).filter((child) => child.parent === id).map((child) => child.id));
    delete chat.nodes[id];
    delete chat.chosen[id];
  }
  if (rest.length) chat.chosen[node.parent] = rest.at(-1).id;
  else delete chat.chosen[node.parent];
}

/** Names a chat after its first message. */
export function titleOf(chat) {
  if (chat.title) return chat.title;
  const first = shown(chat)[0];
  const words = (first?.text ?? '').replace(/\s+/g, ' ').trim();
  if (!words) return first?.media?.length ? 'Picture or sound' : 'New chat';
  return words.length > 60 ? words.slice(0, 57).trimEnd() + '…' : words;
}
