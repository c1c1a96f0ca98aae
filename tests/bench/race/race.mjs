// Races the inference engine against llama.cpp (node-llama-cpp) on random models of one shape, alternating in one run.
//
//   npm install --ignore-scripts --omit=optional && node race.mjs BUILD/bin/espalier-cli WORK_FOLDER [options]
//     --config FILE    shape (../tinyllama_config.json)     --threads 1,2
//     --cpu avx2       both sides on AVX2 alone             --rounds 3
//     --only TEXT      contestants whose name holds TEXT    --prompt 512  --generate 64
//
// Every round times each contestant once, so that a slow minute of the machine meets all of them; the table has the
// medians. WORK_FOLDER keeps the models (some 10 GB) between runs.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeGguf } from './gguf.mjs';

const kHere = path.dirname(new URL(import.meta.url).pathname);
const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        config: { type: 'string', default: path.join(kHere, '..', 'tinyllama_config.json') },
        threads: { type: 'string', default: '1,2' }, cpu: { type: 'string', default: '' },
        rounds: { type: 'string', default: '3' }, only: { type: 'string', default: '' },
        prompt: { type: 'string', default: '512' }, generate: { type: 'string', default: '64' },
    },
});
const [cli, work] = positionals;
if (!cli || !work) throw new Error('usage: node race.mjs ESPALIER_CLI WORK_FOLDER [options]');
const kPrompt = Number(options.prompt);
const kGenerate = Number(options.generate);

/// Ours, each beside the peer's type that the goals compare it with.
const kOurs = [
    { name: 'int8 dense', weights: 'int8', peer: 'Q8_0' }, { name: 'int8 2:4', weights: 'int8', sparsity: '2:4', peer: 'Q8_0' },
    { name: 'int8 4:8', weights: 'int8', sparsity: '4:8', peer: 'Q8_0' }, { name: 'int8 8:16', weights: 'int8', sparsity: '8:16', peer: 'Q8_0' },
    { name: 'int8 4:16', weights: 'int8', sparsity: '4:16', peer: 'Q8_0' }, { name: 'int8 50 %', weights: 'int8', sparsity: '0.5', peer: 'Q8_0' },
    { name: 'int8 75 %', weights: 'int8', sparsity: '0.75', peer: 'Q8_0' }, { name: 'int4 dense', weights: 'int4', peer: 'Q4_0' },
    { name: 'int4 8:16', weights: 'int4', sparsity: '8:16', peer: 'Q4_0' }, { name: 'int4 4:16', weights: 'int4', sparsity: '4:16', peer: 'Q4_0' },
].filter(({ name }) => name.includes(options.only));
const kPeers = ['Q8_0', 'Q4_0'].filter((type) => kOurs.some(({ peer }) => peer === type));

function ours(args, env = {}) {
    return JSON.parse(execFileSync(cli, [...args, '--json'], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] }));
}

function prepare() {
    fs.mkdirSync(work, { recursive: true });
    const make = (name, args) => {
        const folder = path.join(work, name.replaceAll(/[ %:]+/g, '_'));
        if (!fs.existsSync(folder)) ours(['bench', '--random-shape', options.config, '--out', folder, ...args]);
        return folder;
    };
    for (const one of kOurs) {
        one.folder = make(one.name, ['--weights', one.weights, ...(one.sparsity ? ['--sparsity', one.sparsity] : [])]);
    }
    const files = kPeers.map((type) => path.join(work, `${type}.gguf`));
    if (files.some((file) => !fs.existsSync(file))) {
        const dense = make('bf16', []);
        kPeers.forEach((type, i) => { if (!fs.existsSync(files[i])) writeGguf(dense, files[i], type); });
    }
    return files;
}

/// The peer chooses its kernels by the libraries that it finds: a copy without the others leaves AVX2 alone.
async function loadPeer() {
    if (!options.cpu) return import('node-llama-cpp');
    if (options.cpu !== 'avx2') throw new Error('--cpu knows avx2 alone');
    const copy = path.join(path.resolve(work), 'peer-avx2');
    if (!fs.existsSync(copy)) {
        fs.cpSync(path.join(kHere, 'node_modules'), path.join(copy, 'node_modules'), { recursive: true, verbatimSymlinks: true });
        const bins = path.join(copy, 'node_modules', '@node-llama-cpp', 'linux-x64', 'bins', 'linux-x64');
        for (const file of fs.readdirSync(bins)) {
            if (file.startsWith('libggml-cpu-') && file !== 'libggml-cpu-haswell.so') fs.rmSync(path.join(bins, file));
        }
    }
    return import(path.join(copy, 'node_modules', 'node-llama-cpp', 'dist', 'index.js'));
}

async function timePeer(sequence, vocabulary) {
    await sequence.clearHistory();
    const prompt = Array.from({ length: kPrompt }, () => 3 + Math.floor(Math.random() * (vocabulary - 3)));
    let begin = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(prompt);
    const prefill = kPrompt / (performance.now() - begin) * 1000;
    begin = performance.now();
    let count = 0;
    for await (const _ of sequence.evaluate([5], { temperature: 0, yieldEogToken: true })) {
        if (++count === kGenerate) break;
    }
    return { prefill, decode: count / (performance.now() - begin) * 1000 };
}

function timeOurs(folder, threads) {
    const answer = ours(['bench', folder, '--threads', String(threads), '--repeat', '1', '--prompt-tokens', String(kPrompt),
        '--generate-tokens', String(kGenerate)], options.cpu ? { ESPALIER_CPU: options.cpu } : {});
    return { prefill: answer.prefillTokensPerSecond, decode: answer.decodeTokensPerSecond, bytes: answer.bytesPerToken,
        limit: answer.readBandwidth, kernel: answer.kernel };
}

function median(values) {
    const sorted = values.toSorted((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const files = prepare();
const { getLlama } = await loadPeer();
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true });
const vocabulary = JSON.parse(fs.readFileSync(options.config)).vocab_size;
for (const file of files) fs.readFileSync(file); // into the page cache
console.log(`prompt ${kPrompt}, generated ${kGenerate}, medians of ${options.rounds} alternating rounds${options.cpu ? ', ' + options.cpu : ''}\n`);
console.log('| threads | model | prefill tok/s | decode tok/s | prefill x peer | decode x peer | MB a token | GB/s | of read limit | kernels |');
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const threads of options.threads.split(',').map(Number)) {
    const results = new Map();
    const add = (name, one) => results.set(name, [...(results.get(name) ?? []), one]);
    for (let round = 0; round < Number(options.rounds); ++round) {
        for (const [i, type] of kPeers.entries()) {
            const model = await llama.loadModel({ modelPath: path.resolve(files[i]) });
            const context = await model.createContext({ contextSize: kPrompt + kGenerate + 64, batchSize: kPrompt, threads });
            const sequence = context.getSequence();
            await timePeer(sequence, vocabulary); // the first run touches pages
            add(type, await timePeer(sequence, vocabulary));
            await context.dispose();
            await model.dispose();
        }
        for (const one of kOurs) add(one.name, timeOurs(one.folder, threads));
    }
    const of = (name, key) => median(results.get(name).map((one) => one[key]));
    for (const type of kPeers) {
        const bytes = fs.statSync(files[kPeers.indexOf(type)]).size;
        console.log(`| ${threads} | llama.cpp ${type} | ${of(type, 'prefill').toFixed(1)} | ${of(type, 'decode').toFixed(1)} | 1 | 1 | ${(bytes / 1e6).toFixed(0)} (file) | | | |`);
    }
    for (const { name, peer } of kOurs) {
        const rate = of(name, 'decode') * of(name, 'bytes') / 1e9;
        console.log(`| ${threads} | ${name} | ${of(name, 'prefill').toFixed(1)} | ${of(name, 'decode').toFixed(1)} | ${(of(name, 'prefill') / of(peer, 'prefill')).toFixed(2)} | ${(of(name, 'decode') / of(peer, 'decode')).toFixed(2)} | ${(of(name, 'bytes') / 1e6).toFixed(0)} | ${rate.toFixed(1)} | ${(rate * 1e9 / of(name, 'limit') * 100).toFixed(0)} % | ${results.get(name)[0].kernel} |`);
    }
}
process.exit(0);
