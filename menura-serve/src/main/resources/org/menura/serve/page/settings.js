// What the user chose for sampling, form and view. An empty field is not sent: the model's own default holds.

const KEY = 'menura.settings';

/** The numbers, with OpenAI's or vLLM's names: [name, label, least, most, step, explanation]. */
export const NUMBERS = [
  ['temperature', 'Temperature', 0, 5, 'any', '0 always takes the likeliest token; higher is more varied'],
  ['top_p', 'Top p', 0, 1, 'any', 'Only the likeliest tokens that together reach this probability'],
  ['top_k', 'Top k', 0, 1_000_000, 1, 'Only the k likeliest tokens'],
  ['min_p', 'Min p', 0, 1, 'any', 'Only tokens at least this likely, relative to the likeliest'],
  ['repetition_penalty', 'Repetition penalty', 0.01, 10, 'any', 'Over 1 makes tokens that occurred less likely'],
  ['presence_penalty', 'Presence penalty', -2, 2, 'any', 'Over 0 favours new tokens'],
  ['frequency_penalty', 'Frequency penalty', -2, 2, 'any', 'Over 0 weighs against tokens by how often they occurred'],
  ['max_completion_tokens', 'Longest answer (tokens)', 1, 10_000_000, 1, 'The answer is cut off here'],
  ['seed', 'Seed', 0, 9_007_199_254_740_991, 1, 'The same seed gives the same answer'],
];

const DEFAULTS = {stop: '', format: 'text', schema: '', tools: '', toolChoice: 'auto', think: 'default', tokens: false, alternatives: 5};

export function loadSettings() {
  try {
    return {...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? '{}')};
  } catch {
    return {...DEFAULTS};
  }
}

export function saveSettings(settings) {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // a browser without storage: the choice holds until the tab closes
  }
}

/** Remembers a single choice such as the model. */
export const remember = (name, value) => {
  try {
    localStorage.setItem(`menura.${name}`, value);
  } catch {
    // as above
  }
};

export const remembered = (name) => {
  try {
    return localStorage.getItem(`menura.${name}`) ?? '';
  } catch {
    return '';
  }
};
