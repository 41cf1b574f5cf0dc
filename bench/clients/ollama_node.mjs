// The official ollama package for JavaScript against Menura.

import assert from 'node:assert/strict';
import {Checks, load, version} from './checks.mjs';

const {Ollama} = await load('ollama', 'dist/index.mjs');
const client = new Ollama({host: process.argv[2].replace(/\/$/, '')});
const checks = new Checks(`ollama ${await version('ollama')} (Node)`);
const base = {model: 'nano', messages: [{role: 'user', content: 'Tell me a story about a bird.'}], options: {temperature: 0, num_predict: 24}};

await checks.check('models are listed, shown, and their version told', async () => {
  assert.ok((await client.list()).models.some(({name}) => name.split(':')[0] === 'nano'));
  assert.ok((await client.show({model: 'nano'})).capabilities.includes('completion'));
  assert.ok((await client.version()).version);
});

await checks.check('a chat answers, and its stream says the same', async () => {
  const whole = await client.chat(base);
  assert.equal(whole.eval_count, 24);
  let text = '';
  for await (const part of await client.chat({...base, stream: true})) text += part.message.content;
  assert.equal(text, whole.message.content);
});

await checks.check('an aborted stream ends', async () => {
  const stream = await client.chat({...base, stream: true, options: {temperature: 0, num_predict: 400}});
  let pieces = 0;
  await assert.rejects(async () => {
    for await (const _ of stream) if (++pieces === 5) stream.abort();
  }, {name: 'AbortError'});
  assert.ok(pieces >= 5 && pieces < 50, `${pieces} pieces`);
});

await checks.check('an answer follows a schema', async () => {
  const format = {type: 'object', properties: {n: {type: 'integer', minimum: 0, maximum: 9}}, required: ['n'], additionalProperties: false};
  const answer = await client.chat({...base, format, options: {temperature: 0, num_predict: 60}});
  assert.ok(Number.isInteger(JSON.parse(answer.message.content).n));
});

await checks.check('texts are continued and embedded', async () => {
  assert.ok((await client.generate({model: 'nano', prompt: 'Once', raw: true, options: base.options})).response.length > 4);
  assert.equal((await client.embed({model: 'nano', input: ['a cat', 'a dog']})).embeddings.length, 2);
});

await checks.check('an unknown model is refused', async () => {
  await assert.rejects(client.chat({...base, model: 'no-such-model'}), (e) => e.status_code === 404);
});

checks.end();
