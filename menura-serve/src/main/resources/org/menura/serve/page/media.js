// Takes pictures and sounds that are dropped, pasted or chosen, and makes them fit to send.

const LARGEST = 64 << 20; // bytes of a file
const SIDE = 2048; // pixels: larger pictures are reduced
const AS_IS = new Set(['image/png', 'image/jpeg']);

/** Reads a file into {kind: 'picture' or 'sound', name, url}; rejects with a sentence. */
export async function readMedia(file) {
  const name = file.name || 'pasted picture';
  if (file.size > LARGEST) throw new Error(`${name} is larger than 64 MB.`);
  if (file.type === 'image/svg+xml') throw new Error(`${name} is a drawing (SVG): models take PNG, JPEG, WebP or GIF.`);
  if (file.type.startsWith('image/')) return {kind: 'picture', name, url: await picture(file, name)};
  if (/^audio\/(x-|vnd\.)?wave?$/.test(file.type)) return {kind: 'sound', name, url: await dataUrl(new Blob([file], {type: 'audio/wav'}))};
  if (file.type === 'audio/mpeg') return {kind: 'sound', name, url: await dataUrl(file)};
  throw new Error(`${name} is neither a picture nor a sound (WAV, MP3).`);
}

async function picture(file, name) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error(`${name} cannot be read as a picture.`);
  }
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && AS_IS.has(file.type)) return dataUrl(file);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL(file.type === 'image/jpeg' ? 'image/jpeg' : 'image/png', 0.92);
}

/** Writes a file out as a data URL. */
export function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Error('The file could not be read.'));
    reader.readAsDataURL(blob);
  });
}
