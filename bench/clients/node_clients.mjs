// Talks with a server through OpenAI's, Anthropic's and ollama's own clients for Node.
//
//   npm install openai @anthropic-ai/sdk ollama
//   menura serve --model nano=models/nano &
//   node bench/clients/node_clients.mjs http://127.0.0.1:8080
//
// Prints a line for each thing that was tried; the exit code is 1 if one failed.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const base = (process.argv[2] ?? "http://127.0.0.1:8080").replace(/\/$/, "");
const model = process.argv[3] ?? "nano";
const messages = [{ role: "user", content: "Hello!" }];
const schema = {
  type: "object",
  properties: { ok: { type: "boolean" }, n: { type: "integer", minimum: 0, maximum: 9 } },
  required: ["ok", "n"],
  additionalProperties: false,
};
// Packages lie where the program is started.
const require = createRequire(process.cwd() + "/");
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
let failed = 0;

async function tried(what, work) {
  try {
    console.log(`ok    ${what}: ${JSON.stringify(await work())}`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${what}: ${error.stack}`);
  }
}

async function openai() {
  const { default: OpenAI } = await load("openai");
  const client = new OpenAI({ baseURL: base + "/v1", apiKey: "none", maxRetries: 0 });
  const how = { model, messages, temperature: 0, max_tokens: 16 };
  await tried("openai: a chat and its stream agree", async () => {
    const whole = (await client.chat.completions.create(how)).choices[0].message.content;
    let text = "";
    let usage;
    const stream = await client.chat.completions.create({ ...how, stream: true, stream_options: { include_usage: true } });
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? "";
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, whole);
    assert.ok(usage.completion_tokens > 0);
    return text;
  });
  await tried("openai: JSON of a schema", async () => {
    const response_format = { type: "json_schema", json_schema: { name: "a", strict: true, schema } };
    const answer = await client.chat.completions.create({ model, messages, response_format, max_tokens: 80, seed: 1 });
    const value = JSON.parse(answer.choices[0].message.content);
    assert.equal(typeof value.ok, "boolean");
    return value;
  });
  await tried("openai: responses and their stream", async () => {
    const request = { model, input: "Hello!", temperature: 0, max_output_tokens: 12 };
    const whole = (await client.responses.create(request)).output_text;
    let text = "";
    for await (const event of await client.responses.create({ ...request, stream: true })) {
      text += event.type === "response.output_text.delta" ? event.delta : "";
    }
    assert.equal(text, whole);
    return text;
  });
  await tried("openai: embeddings, models, errors", async () => {
    const vector = (await client.embeddings.create({ model, input: "Hello" })).data[0].embedding;
    const names = [];
    for await (const m of client.models.list()) names.push(m.id);
    await assert.rejects(client.chat.completions.create({ ...how, temperature: -1 }), (e) => e.status === 400 && e.param === "temperature");
    return [vector.length, names];
  });
  await tried("openai: a stream that is left in the middle", async () => {
    const stream = await client.chat.completions.create({ ...how, max_tokens: 200, stream: true, ignore_eos: true });
    for await (const _ of stream) break;
    stream.controller.abort();
    for (let i = 0; i < 100; i++) {
      const load = await (await fetch(base + "/load")).json();
      if (load.running === 0) return load.running;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error("the text goes on for nobody");
  });
}

async function anthropic() {
  const { default: Anthropic } = await load("@anthropic-ai/sdk");
  const client = new Anthropic({ baseURL: base, apiKey: "none", maxRetries: 0 });
  const how = { model, max_tokens: 16, messages, temperature: 0 };
  await tried("anthropic: a message and its stream agree", async () => {
    const whole = (await client.messages.create(how)).content[0].text;
    const final = await client.messages.stream(how).finalMessage();
    assert.equal(final.content[0].text, whole);
    return whole;
  });
  await tried("anthropic: tokens and errors", async () => {
    const { input_tokens } = await client.messages.countTokens({ model, messages });
    await assert.rejects(client.messages.create({ ...how, model: "no-such-model" }), (e) => e.status === 404);
    return input_tokens;
  });
}

async function ollama() {
  const { Ollama } = await load("ollama");
  const client = new Ollama({ host: base });
  const options = { temperature: 0, num_predict: 12 };
  await tried("ollama: a chat and its stream agree", async () => {
    const whole = (await client.chat({ model, messages, options })).message.content;
    let text = "";
    for await (const part of await client.chat({ model, messages, options, stream: true })) text += part.message.content;
    assert.equal(text, whole);
    return text;
  });
  await tried("ollama: models, embeddings", async () => {
    const names = (await client.list()).models.map((m) => m.name);
    const vectors = (await client.embed({ model, input: ["a", "b"] })).embeddings;
    return [names, vectors.length];
  });
}

for (const talk of [openai, anthropic, ollama]) {
  try {
    await talk();
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    console.log(`skip  ${talk.name}: not installed`);
  }
}
process.exit(failed ? 1 : 0);
