// Drives every endpoint of the server at argv[2] with OpenAI's own client; argv[3] is its key. Prints a line a check.
import assert from "node:assert/strict";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.argv[2] + "/v1", apiKey: process.argv[3], maxRetries: 0 });
const messages = [{ role: "user", content: "What is a small dog called?" }];
const greedy = { model: "any", temperature: 0, max_tokens: 20 };

async function check(name, run) {
  await run();
  console.log("ok " + name);
}

async function textOf(stream, pick) {
  let text = "", last;
  for await (const chunk of stream) {
    if (chunk.choices.length > 0) {
      text += pick(chunk.choices[0]);
      last = chunk.choices[0].finish_reason ?? last;
    }
  }
  return { text, finish: last };
}

await check("models.list", async () => {
  const models = [];
  for await (const model of client.models.list()) models.push(model);
  assert.equal(models.length, 1);
  assert.equal(models[0].object, "model");
});

await check("models.retrieve", async () => {
  const model = await client.models.retrieve("any/name");
  assert.equal(model.object, "model");
});

const whole = await client.chat.completions.create({ ...greedy, messages });
await check("chat", async () => {
  assert.equal(whole.object, "chat.completion");
  assert.ok(whole.choices[0].message.content.length > 3);
  assert.equal(whole.choices[0].message.role, "assistant");
  assert.equal(whole.choices[0].finish_reason, "stop");
  assert.equal(whole.usage.total_tokens, whole.usage.prompt_tokens + whole.usage.completion_tokens);
});

await check("chat stream", async () => {
  const stream = await client.chat.completions.create({ ...greedy, messages, stream: true });
  const { text, finish } = await textOf(stream, choice => choice.delta.content ?? "");
  assert.equal(text, whole.choices[0].message.content);
  assert.equal(finish, "stop");
});

await check("chat stream helper with usage", async () => {
  const runner = client.chat.completions.stream({ ...greedy, messages, stream_options: { include_usage: true } });
  const final = await runner.finalChatCompletion();
  assert.equal(final.choices[0].message.content, whole.choices[0].message.content);
  assert.equal((await runner.totalUsage()).completion_tokens, whole.usage.completion_tokens);
});

await check("chat options", async () => {
  const answer = await client.chat.completions.create({
    model: "any", messages, n: 2, seed: 7, temperature: 1, max_tokens: 5, top_p: 0.9, frequency_penalty: 0.5,
    presence_penalty: 0.5, stop: ["\n\n\n"], logit_bias: { 5: -100 }, logprobs: true, top_logprobs: 2,
    tools: [{ type: "function", function: { name: "now", parameters: {} } }], tool_choice: "auto",
  });
  assert.equal(answer.choices.length, 2);
  const first = answer.choices[0].logprobs.content[0];
  assert.equal(first.top_logprobs.length, 2);
  assert.ok(first.logprob <= 0);
  assert.ok(Array.isArray(first.bytes));
});

await check("seed", async () => {
  const ask = () => client.chat.completions.create({ model: "any", messages, seed: 3, temperature: 1.5, max_tokens: 12 });
  assert.equal((await ask()).choices[0].message.content, (await ask()).choices[0].message.content);
});

const prompt = "Once upon a time";
const text = await client.completions.create({ ...greedy, prompt, logprobs: 2 });
await check("completions", async () => {
  assert.equal(text.object, "text_completion");
  assert.ok(text.choices[0].text.length > 3);
  assert.equal(text.choices[0].logprobs.tokens.join(""), text.choices[0].text);
  const list = await client.completions.create({ ...greedy, prompt: [prompt, "A dog"], echo: true });
  assert.equal(list.choices.length, 2);
  assert.equal(list.choices[0].text, prompt + text.choices[0].text);
});

await check("completions stream", async () => {
  const stream = await client.completions.create({ ...greedy, prompt, stream: true });
  assert.equal((await textOf(stream, choice => choice.text)).text, text.choices[0].text);
});

await check("stop", async () => {
  const stop = text.choices[0].text.slice(5, 8);
  const answer = await client.completions.create({ ...greedy, prompt, stop });
  assert.equal(answer.choices[0].text, text.choices[0].text.slice(0, text.choices[0].text.indexOf(stop)));
  assert.equal(answer.choices[0].finish_reason, "stop");
});

await check("errors", async () => {
  const chat = options => client.chat.completions.create({ ...greedy, messages, ...options });
  await assert.rejects(chat({ temperature: 9 }), error =>
    error instanceof OpenAI.BadRequestError && error.param === "temperature" && error.code === "invalid_value");
  await assert.rejects(chat({ messages: [{ role: "user", content: "word ".repeat(2000) }] }), error =>
    error instanceof OpenAI.BadRequestError && error.code === "context_length_exceeded");
  const stranger = new OpenAI({ baseURL: client.baseURL, apiKey: "wrong", maxRetries: 0 });
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
});

await check("abort", async () => {
  const stream = await client.chat.completions.create({ ...greedy, messages, stream: true, ignore_eos: true, max_tokens: 400 });
  for await (const chunk of stream) {
    assert.equal(chunk.object, "chat.completion.chunk");
    stream.controller.abort();
    break;
  }
  assert.ok((await client.chat.completions.create({ ...greedy, messages })).choices[0].message.content);
});

console.log("done");
