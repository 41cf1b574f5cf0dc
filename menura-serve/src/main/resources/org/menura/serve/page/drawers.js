// The chats and the settings: beside the conversation on wide screens, over it on narrow ones.

import {byId} from './dom.js';
import {remember, remembered} from './settings.js';

const WIDE = '(min-width: 1100px)';
const MIDDLE = '(min-width: 800px)';

/** Sets up both drawers. Where one covers the conversation, the rest is out of reach until it is closed. */
export function startDrawers() {
  const chats = drawer('sidebar', 'showchats', 'closechats', matchMedia(MIDDLE));
  const settings = drawer('settings', 'showsettings', 'closesettings', matchMedia(WIDE));
  const all = [chats, settings];
  const shade = byId('shade');
  const cover = () => {
    const over = all.find((d) => d.isOpen() && !d.wide.matches);
    shade.hidden = !over;
    byId('main').inert = Boolean(over);
    byId('top').inert = Boolean(over);
    for (const d of all) d.place.inert = Boolean(over) && d !== over;
  };
  for (const d of all) d.changed = cover;
  shade.addEventListener('click', () => all.forEach((d) => d.wide.matches || d.close()));
  cover();
  return {
    openSettings: () => settings.open(),
    closeChats: () => chats.wide.matches || chats.close(false),
    close: () => {
      const over = all.find((d) => d.isOpen() && !d.wide.matches);
      over?.close();
      return Boolean(over);
    },
  };
}

function drawer(id, opener, closer, wide) {
  const place = byId(id);
  const button = byId(opener);
  const self = {
    place, wide, changed: () => {},
    isOpen: () => !place.hidden,
    set(open) {
      place.hidden = !open;
      button.setAttribute('aria-expanded', String(open));
      self.changed();
    },
    open() {
      self.set(true);
      if (wide.matches) remember(`drawer.${id}`, 'open');
      else byId(closer).focus();
    },
    close(focus = true) {
      const had = self.isOpen();
      self.set(false);
      if (wide.matches) remember(`drawer.${id}`, 'closed');
      if (had && focus) button.focus();
    },
  };
  button.addEventListener('click', () => (self.isOpen() ? self.close() : self.open()));
  byId(closer).addEventListener('click', () => self.close());
  const natural = () => self.set(wide.matches && (id === 'sidebar' ? remembered(`drawer.${id}`) !== 'closed' : remembered(`drawer.${id}`) === 'open'));
  wide.addEventListener('change', natural);
  natural();
  return self;
}
