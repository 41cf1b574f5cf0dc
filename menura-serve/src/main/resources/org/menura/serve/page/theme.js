// Light, dark, or as the system has it.

import {remember, remembered} from './settings.js';
import {byId, fill, icon} from './dom.js';

const ORDER = ['auto', 'light', 'dark'];
const ICONS = {auto: 'auto', light: 'sun', dark: 'moon'};

export function startTheme() {
  const button = byId('theme');
  let theme = ORDER.includes(remembered('theme')) ? remembered('theme') : 'auto';
  const show = () => {
    document.documentElement.dataset.theme = theme;
    fill(button, icon(ICONS[theme]));
    const label = `Colours: ${theme === 'auto' ? 'as the system' : theme}`;
    button.setAttribute('aria-label', label);
    button.title = label;
  };
  button.addEventListener('click', () => {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
    remember('theme', theme);
    show();
  });
  show();
}
