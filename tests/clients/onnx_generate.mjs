// Continues a text greedily with the text-generation pipeline of @huggingface/transformers and prints {text} as JSON.
// Which file of the folder is taken its config.json says.
// usage: node onnx_generate.mjs FOLDER PROMPT TOKENS
import { dirname, basename, resolve } from 'node:path';
import { env, pipeline } from '@huggingface/transformers';

const [folder, prompt, tokens] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = dirname(resolve(folder));
const generate = await pipeline('text-generation', basename(resolve(folder)));
const [{ generated_text: text }] = await generate(prompt, { max_new_tokens: Number(tokens), do_sample: false });
console.log(JSON.stringify({ text }));
