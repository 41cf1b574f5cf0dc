// Tool calls of an answer, and the fields where their results are given.

import {el, icon} from './dom.js';

/** Shows calls; `report` takes the results as [{callId, text}], null if they cannot be given now. */
export function callCards(calls, report) {
  const fields = [];
  const cards = calls.map((call, i) => {
    const field = report && el('textarea', {rows: 2, 'aria-label': `Result of ${call.name || 'the call'}`, placeholder: 'What the tool gave back'});
    if (field) fields.push(field);
    return el('section.call', {'aria-label': `Tool call ${i + 1}`},
      el('p', {}, icon('tool'), el('b', {}, call.name || '(no name yet)')),
      el('pre', {tabindex: 0}, pretty(call.args)), field);
  });
  if (!report) return cards;
  const give = () => report(calls.map((call, i) => ({callId: call.id, text: fields[i].value})));
  return [cards, el('div.row', {}, el('button.main', {type: 'button', onclick: give}, calls.length > 1 ? 'Give results' : 'Give result'),
    el('span.hint', {}, 'The page runs no tools: you say what they give back.'))];
}

function pretty(args) {
  if (/\d{16}/.test(args)) return args; // numbers that JavaScript would round
  try {
    return JSON.stringify(JSON.parse(args), null, 2);
  } catch {
    return args;
  }
}
