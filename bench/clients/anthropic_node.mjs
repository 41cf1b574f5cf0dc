// The official Anthropic package for JavaScript against Menura.

import assert from 'node:assert/strict';
import {Checks, load, version} from './checks.mjs';

const {default: Anthropic} = await load('@anthropic-ai/sdk', 'index.mjs');
const client = new Anthropic({baseURL: process.argv[2].replace(/\/$/, ''), apiKey: 'none', maxRetries: 0});
const checks = new Checks(`@anthropic-ai/sdk ${await version('@anthropic-ai/sdk')} (Node)`);
const base = {model: 'nano', max_tokens: 24, temperature: 0, messages: [{role: 'user', content: 'Tell me a story about a bird.'}]};

await checks.check('a message is answered, and its stream says the same', async () => {
  const whole = await client.messages.create(base);
  assert.equal(whole.stop_reason, 'max_tokens');
  const final = await client.messages.stream(base).finalMessage();
  assert.equal(final.content[0].text, whole.content[0].text);
  assert.equal(final.usage.output_tokens, 24);
});

await checks.check('tokens are counted', async () => {
  const {input_tokens} = await client.messages.countTokens({model: 'nano', messages: base.messages});
  assert.equal(input_tokens, (await client.messages.create(base)).usage.input_tokens);
});

await checks.check('a tool is called in a stream', async () => {
  const tool = {name: 'get_weather', input_schema: {type: 'object', properties: {city: {type: 'string', enum: ['Oslo', 'Rome']}}, required: ['city'], additionalProperties: false}};
  const final = await client.messages.stream({...base, model: process.env.MENURA_TOOL_MODEL ?? 'nano', max_tokens: 100, tools: [tool], tool_choice: {type: 'any'}}).finalMessage();
  assert.ok(['Oslo', 'Rome'].includes(final.content.find((block) => block.type === 'tool_use').input.city));
});

await checks.check('what is wrong is refused', async () => {
  await assert.rejects(client.messages.create({...base, max_tokens: -1}), (e) => e.status === 400);
  await assert.rejects(client.messages.create({...base, model: 'no-such-model'}), (e) => e.status === 404);
});

checks.end();
