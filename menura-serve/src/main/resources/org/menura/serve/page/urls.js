// Which addresses an answer may point to. A model's text is untrusted: it may have read a hostile page.

const LINKS = new Set(['http:', 'https:', 'mailto:']);
const PICTURE = /^data:image\/(png|jpeg|gif|webp|avif|bmp);base64,[A-Za-z0-9+/]+={0,2}$/;

/** Returns an absolute address with a harmless scheme, or null. */
export function linkUrl(text) {
  try {
    const url = new URL(text.trim());
    return LINKS.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Returns the address of a picture that lies in the text itself, or null: nothing is loaded from elsewhere. */
export function pictureUrl(text) {
  return typeof text === 'string' && PICTURE.test(text) ? text : null;
}
