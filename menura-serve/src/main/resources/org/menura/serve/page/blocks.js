// Splits Markdown into blocks: the part of the reader that looks at lines only.

const FENCE = /^( {0,3})(`{3,}|~{3,})[ \t]*([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?:([ \t]+)(.*)|)$/;
const ROW = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const MATH = /^ {0,3}(\$\$|\\\[)/;

/**
 * Reads the block that starts at a line that is not blank. Returns {kind, end, …}, `end` exclusive:
 * code {info, text}, math {text}, heading {level, text}, rule, quote {lines}, list {ordered, start, items}, table {head, align, rows}, paragraph {text}.
 */
export function readBlock(lines, at) {
  const line = lines[at];
  let match;
  if ((match = FENCE.exec(line))) return fence(lines, at, match);
  if ((match = MATH.exec(line))) return math(lines, at, match[1]);
  if ((match = HEADING.exec(line))) return {kind: 'heading', level: match[1].length, text: match[2] ?? '', end: at + 1};
  if (RULE.test(line)) return {kind: 'rule', end: at + 1};
  if (QUOTE.test(line)) return quote(lines, at);
  if (ITEM.test(line)) return list(lines, at);
  if (isTable(lines, at)) return table(lines, at);
  return paragraph(lines, at);
}

export const blank = (line) => /^[ \t]*$/.test(line);

function fence(lines, at, [, indent, mark, info]) {
  const body = [];
  const close = new RegExp(`^ {0,3}${mark[0]}{${mark.length},}[ \\t]*$`);
  let i = at + 1;
  while (i < lines.length && !close.test(lines[i])) {
    body.push(indent ? lines[i].replace(new RegExp(`^ {0,${indent.length}}`), '') : lines[i]);
    i++;
  }
  return {kind: 'code', info: info.trim(), text: body.join('\n'), end: Math.min(i + 1, lines.length), open: i >= lines.length};
}

function math(lines, at, mark) {
  const close = mark === '$$' ? '$$' : '\\]';
  const first = lines[at].trim().slice(2);
  if (first.includes(close)) return {kind: 'math', text: first.slice(0, first.indexOf(close)), end: at + 1};
  const body = first ? [first] : [];
  let i = at + 1;
  while (i < lines.length && !lines[i].includes(close)) body.push(lines[i++]);
  if (i < lines.length && lines[i].trim() !== close) body.push(lines[i].slice(0, lines[i].indexOf(close)));
  return {kind: 'math', text: body.join('\n'), end: Math.min(i + 1, lines.length), open: i >= lines.length};
}

function quote(lines, at) {
  const inner = [];
  let i = at;
  while (i < lines.length && (QUOTE.test(lines[i]) || (!blank(lines[i]) && !interrupts(lines, i)))) inner.push(lines[i++].replace(QUOTE, ''));
  return {kind: 'quote', lines: inner, end: i};
}

function list(lines, at) {
  const ordered = /\d/.test(ITEM.exec(lines[at])[2]);
  const start = ordered ? parseInt(ITEM.exec(lines[at])[2], 10) : 1;
  const kind = markOf(ITEM.exec(lines[at])[2]);
  const items = [];
  let i = at;
  while (i < lines.length) {
    const match = ITEM.exec(lines[i]);
    if (!match || markOf(match[2]) !== kind || RULE.test(lines[i])) break;
    const wide = match[3] && match[3].length <= 4 ? match[3].length : 1;
    const indent = match[1].length + match[2].length + wide;
    const item = [match[4] ?? ''];
    i++;
    while (i < lines.length) {
      if (blank(lines[i])) {
        let next = i;
        while (next < lines.length && blank(lines[next])) next++;
        if (next >= lines.length || indentOf(lines[next]) < Math.min(indent, match[1].length + 2)) break;
        while (i < next) item.push('') && i++;
      } else if (indentOf(lines[i]) >= Math.min(indent, match[1].length + 2)) {
        item.push(lines[i].slice(Math.min(indentOf(lines[i]), indent)));
        i++;
      } else if (!interrupts(lines, i) && !ITEM.test(lines[i]) && !blank(item.at(-1))) {
        item.push(lines[i++].trimStart());
      } else {
        break;
      }
    }
    items.push(item);
    let next = i;
    while (next < lines.length && blank(lines[next])) next++;
    const more = next < lines.length && ITEM.exec(lines[next]);
    if (!more || markOf(more[2]) !== kind) break;
    i = next;
  }
  return {kind: 'list', ordered, start, items, end: i};
}

const markOf = (mark) => (/\d/.test(mark) ? mark.at(-1) : mark);
const indentOf = (line) => line.length - line.trimStart().length;

function isTable(lines, at) {
  return lines[at].includes('|') && at + 1 < lines.length && lines[at + 1].includes('-') && ROW.test(lines[at + 1])
    && cells(lines[at]).length === cells(lines[at + 1]).length;
}

function table(lines, at) {
  const align = cells(lines[at + 1]).map((c) => (/^:.*:$/.test(c) ? 'center' : c.endsWith(':') ? 'right' : 'left'));
  const rows = [];
  let i = at + 2;
  while (i < lines.length && !blank(lines[i]) && !interrupts(lines, i)) rows.push(cells(lines[i++]));
  return {kind: 'table', head: cells(lines[at]), align, rows, end: i};
}

/** Splits a row at the bars that are neither escaped nor in code. */
function cells(line) {
  const out = [''];
  let code = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\\' && line[i + 1] === '|') out[out.length - 1] += line[++i];
    else if (line[i] === '|' && !code) out.push('');
    else {
      if (line[i] === '`') code = !code;
      out[out.length - 1] += line[i];
    }
  }
  const trimmed = out.map((c) => c.trim());
  if (trimmed[0] === '' && trimmed.length > 1) trimmed.shift();
  if (trimmed.at(-1) === '' && trimmed.length > 1) trimmed.pop();
  return trimmed;
}

function paragraph(lines, at) {
  let i = at + 1;
  while (i < lines.length && !blank(lines[i])) {
    const under = /^ {0,3}(=+|-{2,})[ \t]*$/.exec(lines[i]);
    if (under) return {kind: 'heading', level: under[1][0] === '=' ? 1 : 2, text: lines.slice(at, i).join('\n').trim(), end: i + 1};
    if (interrupts(lines, i) || isTable(lines, i)) break;
    i++;
  }
  return {kind: 'paragraph', text: lines.slice(at, i).map((l) => l.trimStart()).join('\n').trimEnd(), end: i};
}

/** Whether a line begins a block even right under a paragraph. */
function interrupts(lines, i) {
  const line = lines[i];
  if (FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || MATH.test(line)) return true;
  const item = ITEM.exec(line);
  return item !== null && Boolean(item[4]) && (/^[-*+]$/.test(item[2]) || /^1[.)]$/.test(item[2]));
}
