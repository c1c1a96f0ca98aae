// Compresses one model by many recipes and prints a table of what came of it: perplexity on one or more texts, KL,
// seconds, peak memory. Every figure is what `espalier-cli` reports.
//
//   node methods.mjs BUILD/bin/espalier-cli MODEL --data CALIBRATION --eval TEXT [--eval TEXT2] [options]
//     --recipes FILE|FOLDER   *.json or *.yaml (repeatable; pipelines.json beside this file)
//     --only TEXT             those whose name holds TEXT (repeatable)    --samples 128  --seqlen 256  --seeds 0,1
//     --threads 2             --keep FOLDER  keeps the run folders there
//
// A .json file is an array of {"name": ..., "stages": [...]}, the stages as a recipe of ours has them.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const kHere = path.dirname(new URL(import.meta.url).pathname);
const list = { type: 'string', multiple: true };
const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        data: list, eval: list, recipes: list, only: list,
        samples: { type: 'string', default: '128' }, seqlen: { type: 'string', default: '256' },
        seeds: { type: 'string', default: '0' }, threads: { type: 'string', default: String(os.availableParallelism()) },
        keep: { type: 'string', default: '' },
    },
});
const [cli, model] = positionals;
if (!cli || !model || !options.data || !options.eval) {
    throw new Error('usage: node methods.mjs ESPALIER_CLI MODEL --data FILE --eval FILE [options]');
}

function run(args) {
    try {
        return JSON.parse(execFileSync(cli, [...args, '--json'], { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 }));
    } catch (failed) { // exit 1 and 2 say why on stdout
        return JSON.parse(failed.stdout.toString());
    }
}

/// Recipe documents by name.
function pipelines() {
    const sources = options.recipes ?? [path.join(kHere, 'pipelines.json')];
    const files = sources.flatMap((source) => fs.statSync(source).isDirectory()
        ? fs.readdirSync(source).filter((name) => /\.(yaml|json)$/.test(name)).map((name) => path.join(source, name))
        : [source]);
    const found = files.flatMap((file) => {
        const text = fs.readFileSync(file, 'utf8');
        if (!file.endsWith('.json')) return [{ name: path.basename(file, '.yaml'), document: text }];
        return JSON.parse(text).map(({ name, stages }) => ({ name, document: JSON.stringify({ espalier: 1, name, stages }) }));
    });
    return found.filter(({ name }) => (options.only ?? ['']).some((text) => name.includes(text)));
}

const kWork = options.keep || fs.mkdtempSync(path.join(os.tmpdir(), 'espalier-methods-'));
const kCommon = ['--seqlen', options.seqlen, '--threads', options.threads];

/// The first text's perplexity comes with the run; the others are measured on the result.
function measure({ name, document }, seed) {
    const stem = path.join(kWork, `${name.replaceAll(/[^\w.-]+/g, '_')}-${seed}`);
    const recipe = `${stem}.yaml`;
    fs.mkdirSync(kWork, { recursive: true });
    fs.writeFileSync(recipe, document);
    fs.rmSync(stem, { recursive: true, force: true });
    const result = run(['compress', model, '--recipe', recipe, ...options.data.flatMap((file) => ['--data', file]),
                        '--eval-data', options.eval[0], '--samples', options.samples, '--seed', String(seed),
                        '--out', stem, ...kCommon]);
    if (result.error) return { error: result.error.message };
    const others = options.eval.slice(1).map((text) => run(['evaluate', result.model, '--data', text, ...kCommon]).perplexity);
    if (!options.keep) fs.rmSync(stem, { recursive: true, force: true });
    return {
        perplexities: [result.perplexityAfter, ...others], kl: result.stages.at(-1).kl,
        seconds: result.stages.reduce((sum, stage) => sum + stage.seconds, 0),
        megabytes: result.peakMemoryBytes / 2 ** 20, sparsity: result.sparsity,
        bytes: result.bytesAfter / result.bytesBefore,
    };
}

const texts = options.eval.map((file) => path.basename(file));
console.log(`| pipeline | ${texts.join(' | ')} | KL | seconds | peak MiB | zeros | bytes |`);
console.log(`|-|${texts.map(() => '-|').join('')}-|-|-|-|-|`);
const dense = options.eval.map((text) => run(['evaluate', model, '--data', text, ...kCommon]).perplexity.toFixed(3));
console.log(`| dense | ${dense.join(' | ')} | 0 | | | | 1 |`);
for (const pipeline of pipelines()) {
    for (const seed of options.seeds.split(',')) {
        const figures = measure(pipeline, seed);
        const name = options.seeds.includes(',') ? `${pipeline.name} (seed ${seed})` : pipeline.name;
        const number = (value, digits) => value === null || value === undefined ? '' : value.toFixed(digits);
        console.log(figures.error ? `| ${name} | ${figures.error} |` : `| ${name} | ${[
            ...figures.perplexities.map((value) => number(value, 3)), number(figures.kl, 4), number(figures.seconds, 1),
            number(figures.megabytes, 0), number(figures.sparsity, 3), number(figures.bytes, 2)].join(' | ')} |`);
    }
}
if (!options.keep) fs.rmSync(kWork, { recursive: true, force: true });
