// The list of chats: open, rename, delete, export, import.

import {byId, el, fill, iconButton} from './dom.js';
import {notice} from './announce.js';
import {listChats, loadChat, removeChat, saveChat} from './store.js';
import {download, exported, imported} from './transfer.js';

/** `act`: open(id), fresh(), current(), removing(id). */
export class Sidebar {
  constructor(act) {
    this.act = act;
    byId('newchat').addEventListener('click', () => act.fresh());
    byId('exportall').addEventListener('click', () => this.exportAll());
    byId('exportone').addEventListener('click', () => this.exportOne());
    const file = byId('importfile');
    byId('import').addEventListener('click', () => file.click());
    file.addEventListener('change', async () => {
      if (file.files[0]) await this.import(file.files[0]);
      file.value = '';
    });
  }

  async refresh() {
    const chats = await listChats();
    const current = this.act.current();
    fill(byId('chats'), chats.map((chat) => this.row(chat, chat.id === current.id)));
    byId('nochats').hidden = chats.length > 0;
  }

  row(chat, current) {
    const open = el('button.open', {type: 'button', 'aria-current': current ? 'page' : null, title: chat.title, dir: 'auto', onclick: () => this.act.open(chat.id)}, chat.title);
    const row = el('li', {}, open,
      iconButton('edit', `Rename ${chat.title}`, () => this.rename(row, chat)),
      iconButton('bin', `Delete ${chat.title}`, () => this.remove(chat)));
    return row;
  }

  rename(row, head) {
    const field = el('input', {value: head.title, 'aria-label': 'Name of the chat', maxlength: 200});
    let done = false;
    const end = async (keep) => {
      if (done) return;
      done = true;
      const title = field.value.trim();
      if (keep && title && title !== head.title) await this.change(head.id, title);
      await this.refresh();
    };
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === 'Escape') {
        event.stopPropagation();
        end(event.key === 'Enter');
      }
    });
    field.addEventListener('blur', () => end(true));
    fill(row, field);
    field.focus();
    field.select();
  }

  async change(id, title) {
    const current = this.act.current();
    const chat = current.id === id ? current : await loadChat(id);
    chat.title = title;
    await saveChat(chat);
  }

  async remove({id, title}) {
    const chat = structuredClone(this.act.current().id === id ? this.act.current() : await loadChat(id));
    this.act.removing(id);
    await removeChat(id);
    if (this.act.current().id === id) this.act.fresh();
    await this.refresh();
    notice(`“${title}” was deleted.`, {label: 'Undo', run: async () => {
      await saveChat(chat);
      await this.refresh();
    }});
  }

  async exportAll() {
    const heads = await listChats();
    const chats = await Promise.all(heads.map(({id}) => loadChat(id)));
    download('menura-chats.json', exported(chats));
  }

  exportOne() {
    download('menura-chat.json', exported([this.act.current()]));
  }

  async import(file) {
    try {
      if (file.size > 512 << 20) throw new Error('The file is larger than 512 MB.');
      const chats = imported(await file.text());
      for (const chat of chats) await saveChat(chat);
      await this.refresh();
      notice(`${chats.length} ${chats.length === 1 ? 'chat' : 'chats'} imported.`);
      if (chats.length) this.act.open(chats[0].id);
    } catch (error) {
      notice(`Nothing was imported: ${error.message}`);
    }
  }
}
