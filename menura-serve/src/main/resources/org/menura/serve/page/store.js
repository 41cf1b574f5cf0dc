// Keeps chats in the browser (IndexedDB). Nothing of them is sent anywhere but to the model when a message is.

import {titleOf} from './tree.js';

let database = null;
const memory = new Map(); // where the browser allows no database: until the tab closes

/** Opens the store; returns false if chats cannot outlive the tab. */
export async function openStore() {
  try {
    database = await new Promise((resolve, reject) => {
      const request = indexedDB.open('menura', 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore('chats', {keyPath: 'id'});
        request.result.createObjectStore('heads', {keyPath: 'id'});
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error('blocked'));
    });
  } catch {
    database = null;
  }
  return database !== null;
}

const head = (chat) => ({id: chat.id, title: titleOf(chat), updated: chat.updated});

/** Lists chats as {id, title, updated}, the latest first. */
export async function listChats() {
  const heads = database ? await ask('heads', (store) => store.getAll()) : [...memory.values()].map(head);
  return heads.sort((a, b) => b.updated - a.updated);
}

export async function loadChat(id) {
  return database ? await ask('chats', (store) => store.get(id)) : memory.get(id);
}

/** Saves a chat whole; rejects with a sentence if the browser has no room left. */
export function saveChat(chat) {
  if (!database) {
    memory.set(chat.id, chat);
    return Promise.resolve();
  }
  return write((chats, heads) => {
    chats.put(chat);
    heads.put(head(chat));
  });
}

export function removeChat(id) {
  memory.delete(id);
  if (!database) return Promise.resolve();
  return write((chats, heads) => {
    chats.delete(id);
    heads.delete(id);
  });
}

function ask(name, question) {
  return new Promise((resolve, reject) => {
    const request = question(database.transaction(name).objectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function write(change) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(['chats', 'heads'], 'readwrite');
    change(transaction.objectStore('chats'), transaction.objectStore('heads'));
    transaction.commit?.(); // holds even if the page is left at once
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(new Error('The browser has no room left for this chat: export it, then delete old ones.'));
  });
}
