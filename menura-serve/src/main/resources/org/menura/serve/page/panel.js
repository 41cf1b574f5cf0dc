// The settings: system prompt, sampling, form of the answer, tools, key.

import {byId, el, fill} from './dom.js';
import {apiKey} from './api.js';
import {NUMBERS, loadSettings, saveSettings} from './settings.js';

/** Shows the settings and keeps them; `changed(system)` is told of a new system prompt, `unlocked()` of a new key. */
export class Panel {
  constructor({changed, unlocked, tokens}) {
    this.settings = loadSettings();
    this.tokens = tokens;
    fill(byId('numbers'), NUMBERS.map((number) => this.number(number)));
    this.bind('stop');
    this.bind('schema', () => this.checkJson('schema'));
    this.bind('tools', () => this.checkJson('tools'));
    this.bind('format', () => this.show());
    this.bind('toolChoice');
    this.bind('think');
    this.bind('alternatives', () => (this.settings.alternatives = Math.max(0, Math.min(20, Math.trunc(Number(byId('alternatives').value))))));
    byId('system').addEventListener('input', (event) => {
      changed(event.target.value);
      this.active();
    });
    byId('key').value = apiKey.get();
    byId('keyform').addEventListener('submit', (event) => event.preventDefault());
    byId('key').addEventListener('change', (event) => {
      apiKey.set(event.target.value.trim());
      unlocked();
    });
    byId('defaults').addEventListener('click', () => this.reset());
    this.show();
    this.checkJson('schema');
    this.checkJson('tools');
  }

  number([name, label, least, most, step, help]) {
    const id = `n-${name}`;
    const field = el('input', {id, type: 'number', min: least, max: most, step, placeholder: 'default', 'aria-describedby': `${id}-help`,
      value: this.settings[name] ?? '',
      oninput: () => {
        this.settings[name] = field.value;
        this.keep();
      }});
    return el('div.field.amount', {}, el('label', {for: id}, label), field, el('p.hint', {id: `${id}-help`}, help));
  }

  bind(name, then) {
    const field = byId(name);
    field.value = this.settings[name];
    field.addEventListener('input', () => {
      this.settings[name] = field.value;
      then?.();
      this.keep();
    });
  }

  /** Keeps the settings, and shows beside the message which of them are not the usual ones. */
  keep() {
    saveSettings(this.settings);
    this.active();
  }

  active() {
    const s = this.settings;
    const names = NUMBERS.filter(([name]) => s[name]).map(([, label]) => label.replace(/ \(.*/, ''));
    if (s.format !== 'text') names.push('JSON');
    if (s.tools.trim()) names.push('Tools');
    if (s.stop) names.push('Stop texts');
    if (s.think !== 'default') names.push(`Thinking ${s.think}`);
    if (byId('system').value.trim()) names.push('System prompt');
    const button = byId('active');
    button.hidden = !names.length;
    button.textContent = names.length > 2 ? `${names.length} set` : names.join(', ');
    button.title = `Set: ${names.join(', ')}`;
    button.setAttribute('aria-label', `Settings in force: ${names.join(', ')}`);
  }

  /** Says at once whether a box holds JSON. */
  checkJson(name) {
    const text = byId(name).value.trim();
    const note = byId(`${name}-note`);
    try {
      if (text) JSON.parse(text);
      note.textContent = '';
      byId(name).removeAttribute('aria-invalid');
    } catch (error) {
      note.textContent = `Not JSON yet: ${error.message}`;
      byId(name).setAttribute('aria-invalid', 'true');
    }
  }

  show() {
    byId('schemabox').hidden = this.settings.format !== 'json_schema';
    byId('tokenview').setAttribute('aria-pressed', String(this.settings.tokens));
  }

  toggleTokens() {
    this.settings.tokens = !this.settings.tokens;
    this.keep();
    this.show();
  }

  /** Shows a chat's system prompt. */
  chat(chat) {
    byId('system').value = chat.system;
    this.active();
  }

  abilities(can) {
    byId('toolsbox').hidden = can.tools === false;
    byId('thinkbox').hidden = can.thinks === false;
  }

  reset() {
    for (const [name] of NUMBERS) {
      delete this.settings[name];
      byId(`n-${name}`).value = '';
    }
    Object.assign(this.settings, {stop: '', format: 'text', toolChoice: 'auto', think: 'default'});
    for (const name of ['stop', 'format', 'toolChoice', 'think']) byId(name).value = this.settings[name];
    this.keep();
    this.show();
  }
}
