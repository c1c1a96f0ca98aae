// Runs an exported decoder with onnxruntime. Reads a JSON list of cases from stdin and prints one line for each:
//   {ids, parts, offset}  base64 of the float32 logits of all ids; they are given in parts of these sizes, each with the
//                         key-value cache of those before it; position_ids begin at offset
//   {ids, greedy}         JSON list of the ids that follow, each the likeliest, with the cache
// A case may have `padding`: so many tokens that the attention mask hides, before the first.
// usage: node onnx_run.mjs MODEL.onnx < CASES.json
import { readFileSync } from 'node:fs';
import ort from 'onnxruntime-node';

// Higher levels fuse DequantizeLinear into products that round inputs.
const session = await ort.InferenceSession.create(process.argv[2], {
    graphOptimizationLevel: 'basic',
    logSeverityLevel: 3,
});
const int64 = (values) => new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);

function emptyCache() {
    const cache = {};
    for (const input of session.inputMetadata.filter((entry) => entry.name.startsWith('past_key_values'))) {
        const data = input.type === 'float16' ? new Uint16Array(0) : new Float32Array(0);
        cache[input.name] = new ort.Tensor(input.type, data, [1, input.shape[1], 0, input.shape[3]]);
    }
    return cache;
}

async function run(ids, state) {
    const places = ids.map((_, i) => Math.max(state.length + i - state.padding, 0) + state.offset);
    const mask = Array.from({ length: state.length + ids.length }, (_, i) => (i < state.padding ? 0 : 1));
    const inputs = { input_ids: int64(ids), attention_mask: int64(mask), ...state.cache };
    if (session.inputNames.includes('position_ids')) inputs.position_ids = int64(places);
    const outputs = await session.run(inputs);
    for (const name of Object.keys(state.cache)) {
        state.cache[name] = outputs[name.replace('past_key_values', 'present')];
    }
    state.length += ids.length;
    return outputs.logits;
}

for (const { ids, parts = [ids.length], offset = 0, padding = 0, greedy = 0 } of JSON.parse(readFileSync(0, 'utf8'))) {
    const state = { cache: emptyCache(), length: 0, offset, padding };
    const all = [...Array(padding).fill(0), ...ids];
    const chunks = [];
    let logits;
    let begin = 0;
    for (const part of parts) {
        const end = begin + part + (begin === 0 ? padding : 0);
        logits = await run(all.slice(begin, end), state);
        chunks.push(Buffer.from(logits.data.buffer, logits.data.byteOffset, logits.data.byteLength));
        begin = end;
    }
    const vocabulary = logits.dims[2];
    const next = () => {
        const last = logits.data.subarray(logits.data.length - vocabulary);
        return last.reduce((best, value, id) => (value > last[best] ? id : best), 0);
    };
    const continued = [];
    while (continued.length < greedy) {
        continued.push(next());
        if (continued.length < greedy) logits = await run(continued.slice(-1), state);
    }
    console.log(greedy > 0 ? JSON.stringify(continued)
                           : Buffer.concat(chunks).subarray(padding * vocabulary * 4).toString('base64'));
}
