// Colours finished code: comments, texts, numbers, keywords. One reader for the usual languages, by their comments.

import {el} from './dom.js';

const COMMENTS = {
  '//': 'java js javascript jsx ts typescript tsx c h cpp c++ cs csharp go rust rs kotlin swift scala php dart css scss json jsonc',
  '#': 'python py sh bash shell zsh yaml yml toml ruby rb r perl make makefile dockerfile elixir julia',
  '--': 'sql lua haskell hs ada',
};
const START = new Map(Object.entries(COMMENTS).flatMap(([mark, names]) => names.split(' ').map((name) => [name, mark])));
const WORDS = new Set(('abstract and as assert async await bool boolean break case catch char class const continue def default defer del do double elif else enum '
  + 'except export extends extern false final finally float fn for from func function global go if impl implements import in instanceof int interface is lambda let long '
  + 'match mod module mut namespace new nil none None not null or package pass private protected pub public raise record return sealed self short signed sizeof static '
  + 'struct super switch then this throw throws trait true True False try type typedef typeof union unsigned use using var void volatile when where while with yield '
  + 'select SELECT FROM WHERE INSERT INTO VALUES UPDATE SET DELETE JOIN ON GROUP BY ORDER LIMIT CREATE TABLE AND OR NOT AS fi done esac echo end').split(' '));
const LONGEST = 60_000; // characters

const TEXTS = String.raw`"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'|` + '`(?:\\\\.|[^`\\\\])*`?';
const PATTERNS = Object.fromEntries(Object.keys(COMMENTS).map((mark) => [mark,
  new RegExp(`(${mark === '//' ? String.raw`//.*|/\*[\s\S]*?(?:\*/|$)` : mark + '.*'})|(${TEXTS})|\\b(\\d[\\w.]*)|([A-Za-z_]\\w*)`, 'g')]));

/** Colours an element's text if its language is known. */
export function highlight(code, language) {
  const mark = START.get(language.toLowerCase());
  const text = code.textContent;
  if (!mark || text.length > LONGEST) return;
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(PATTERNS[mark])) {
    const kind = match[1] ? 'comment' : match[2] ? 'text' : match[3] ? 'number' : WORDS.has(match[4]) ? 'word' : null;
    if (!kind) continue;
    parts.push(text.slice(at, match.index), el(`span.c-${kind}`, {}, match[0]));
    at = match.index + match[0].length;
  }
  code.replaceChildren(...parts, text.slice(at));
}
