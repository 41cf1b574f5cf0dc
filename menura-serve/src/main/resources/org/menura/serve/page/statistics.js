// How an answer went, in a line: tokens, speed, wait.

import {el} from './dom.js';

const ENDS = {length: 'cut off at the longest answer', stopped: 'stopped', cut: 'broken off: the connection closed early', content_filter: 'withheld'};

export function statistics(node) {
  const parts = [];
  const s = node.stats;
  if (s) {
    parts.push(`${s.exact ? '' : 'about '}${s.tokens} ${s.tokens === 1 ? 'token' : 'tokens'}`);
    if (s.rate) parts.push(`${rounded(s.rate)} tokens/s`);
    parts.push(`first after ${rounded(s.wait)} s`);
  }
  if (node.took !== undefined) parts.push(`drawn in ${rounded(node.took)} s`);
  if (node.edited) parts.push('edited by you');
  if (ENDS[node.finish]) parts.push(ENDS[node.finish]);
  if (!parts.length) return null;
  const more = [];
  if (node.model) more.push(`Model: ${node.model}`);
  if (s?.prompt) more.push(`Prompt: ${s.prompt} tokens${s.cached ? `, ${s.cached} of them from the cache` : ''}`);
  return el('span.statistics', {title: more.join('\n')}, parts.join(' · '));
}

const rounded = (x) => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2));
