// Runs a GGUF file in llama.cpp: `node gguf_run.mjs FILE < cases.json`, one line of JSON a case on stdout.
//   {"ids": [...], "greedy": 8}        the ids that follow
//   {"ids": [...], "probabilities": 1} base64 of float32 [ids, vocabulary]: of the token after each
//   {"text": "...", "special": true}   the text's ids, as the file's tokenizer cuts it
import fs from 'node:fs';
import { getLlama } from 'node-llama-cpp';

const cases = JSON.parse(fs.readFileSync(0, 'utf8'));
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'error', maxThreads: 1 });
const vocabularyOnly = cases.every((each) => each.text !== undefined);
const model = await llama.loadModel({ modelPath: process.argv[2], vocabOnly: vocabularyOnly, useMmap: true });
const longest = Math.max(16, ...cases.map((each) => (each.ids?.length ?? 0) + (each.greedy ?? 0) + 1));
// Keys and values in float32 and no flash attention: nothing is rounded that the model does not round.
const context = vocabularyOnly ? null : await model.createContext({
    contextSize: longest, batchSize: longest, flashAttention: false, experimentalKvCacheKeyType: 'F32',
    experimentalKvCacheValueType: 'F32', swaFullCache: true, threads: 1,
});
const sequence = context?.getSequence();

async function greedy({ ids, greedy: count }) {
    await sequence.clearHistory();
    const out = [];
    for await (const token of sequence.evaluate(ids, { temperature: 0, yieldEogToken: true })) {
        out.push(token);
        if (out.length === count) break;
    }
    return out;
}

async function probabilities({ ids }) {
    await sequence.clearHistory();
    const plain = { temperature: 1, topK: 0, topP: 1, minP: 0 };
    const steps = await sequence.controlledEvaluate(
        ids.map((id) => [id, { generateNext: { probabilities: true, options: plain } }]));
    const vocabulary = model.fileInfo.metadata[model.fileInfo.metadata.general.architecture].vocab_size;
    const all = new Float32Array(ids.length * vocabulary);
    steps.forEach((step, i) => {
        for (const [token, probability] of step.next.probabilities) all[i * vocabulary + token] = probability;
    });
    return Buffer.from(all.buffer).toString('base64');
}

for (const each of cases) {
    const answer = each.text !== undefined ? model.tokenize(each.text, each.special ?? false)
        : each.greedy ? await greedy(each) : await probabilities(each);
    console.log(JSON.stringify(answer));
}
process.exit(0);
