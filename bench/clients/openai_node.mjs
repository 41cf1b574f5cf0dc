// The official openai package for JavaScript against Menura.

import assert from 'node:assert/strict';
import {Checks, load, version} from './checks.mjs';

const {default: OpenAI, toFile} = await load('openai', 'index.mjs');
const url = process.argv[2];
const tools = process.env.MENURA_TOOL_MODEL ?? 'nano';
const client = new OpenAI({baseURL: url + 'v1', apiKey: 'none', maxRetries: 0});
const checks = new Checks(`openai ${await version('openai')} (Node)`);
const messages = [{role: 'user', content: 'Tell me a story about a bird.'}];
const base = {model: 'nano', messages, max_tokens: 24, temperature: 0};
const weather = {type: 'function', function: {name: 'get_weather', parameters: {type: 'object', properties: {city: {type: 'string', enum: ['Oslo', 'Rome']}}, required: ['city'], additionalProperties: false}}};

await checks.check('a chat answers, and its stream says the same', async () => {
  const whole = await client.chat.completions.create(base);
  assert.equal(whole.usage.completion_tokens, 24);
  let text = '';
  for await (const chunk of await client.chat.completions.create({...base, stream: true})) text += chunk.choices[0]?.delta.content ?? '';
  assert.equal(text, whole.choices[0].message.content);
});

await checks.check('the stream helper gathers an answer', async () => {
  const runner = client.chat.completions.stream({...base, stream_options: {include_usage: true}});
  const final = await runner.finalChatCompletion();
  assert.equal(final.choices[0].finish_reason, 'length');
  assert.equal((await runner.totalUsage()).completion_tokens, 24);
});

await checks.check('an aborted stream ends, and with it the computing', async () => {
  const stream = await client.chat.completions.create({...base, max_tokens: 400, stream: true});
  let pieces = 0;
  for await (const _ of stream) if (++pieces === 5) stream.controller.abort();
  assert.ok(pieces >= 5 && pieces < 50, `${pieces} pieces`);
  for (let tries = 0; ; tries++) {
    const {running} = await (await fetch(url + 'load')).json();
    if (running === 0) break;
    assert.ok(tries < 100, 'the text goes on for nobody');
    await new Promise((done) => setTimeout(done, 50));
  }
});

await checks.check('log-probabilities come in a stream', async () => {
  let tokens = 0;
  for await (const chunk of await client.chat.completions.create({...base, stream: true, logprobs: true, top_logprobs: 2})) {
    for (const token of chunk.choices[0]?.logprobs?.content ?? []) {
      assert.ok(token.logprob <= 0 && token.top_logprobs.length === 2);
      tokens++;
    }
  }
  assert.equal(tokens, 24);
});

await checks.check('an answer follows a schema', async () => {
  const schema = {type: 'object', properties: {colour: {enum: ['red', 'blue']}}, required: ['colour'], additionalProperties: false};
  const answer = await client.chat.completions.create({...base, max_tokens: 60, response_format: {type: 'json_schema', json_schema: {name: 'a', strict: true, schema}}});
  assert.ok(['red', 'blue'].includes(JSON.parse(answer.choices[0].message.content).colour));
});

await checks.check('tools are called, and the helper runs them', async () => {
  const asked = [];
  const runner = client.chat.completions.runTools({
    ...base, model: tools, max_tokens: 100, tool_choice: {type: 'function', function: {name: 'get_weather'}},
    tools: [{...weather, function: {...weather.function, parse: JSON.parse, function: ({city}) => (asked.push(city), 'cold')}}],
  }, {maxChatCompletions: 1});
  await runner.done().catch(() => {});
  assert.ok(['Oslo', 'Rome'].includes(asked[0]), JSON.stringify(runner.messages.at(-1)));
});

await checks.check('texts are completed and embedded', async () => {
  const text = await client.completions.create({model: 'nano', prompt: 'Once upon a time', max_tokens: 8, temperature: 0});
  assert.ok(text.choices[0].text.length > 4);
  const vectors = await client.embeddings.create({model: 'nano', input: ['a cat', 'a dog']});
  assert.equal(vectors.data.length, 2);
});

await checks.check('responses answer and stream', async () => {
  const request = {model: 'nano', input: 'Tell me a story.', max_output_tokens: 16, temperature: 0};
  const whole = await client.responses.create(request);
  let text = '';
  for await (const event of client.responses.stream(request)) if (event.type === 'response.output_text.delta') text += event.delta;
  assert.equal(text, whole.output_text);
  assert.ok(text.length > 4);
});

await checks.check('a picture is drawn', async () => {
  const {data} = await client.images.generate({model: 'nano-omni', prompt: 'a cat', response_format: 'b64_json'});
  assert.equal(Buffer.from(data[0].b64_json, 'base64').subarray(1, 4).toString(), 'PNG');
});

await checks.check('what is wrong is refused with its name', async () => {
  await assert.rejects(client.chat.completions.create({...base, top_p: 7}), (e) => e.status === 400 && e.param === 'top_p');
  await assert.rejects(client.chat.completions.create({...base, model: 'no-such-model'}), (e) => e.status === 404 && e.param === 'model');
  const file = await toFile(Buffer.from('no sound'), 'a.wav');
  await assert.rejects(client.audio.transcriptions.create({model: 'nano', file}), (e) => e.status === 400);
});

checks.end();
