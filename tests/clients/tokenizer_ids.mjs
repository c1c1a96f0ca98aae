// Prints one line of JSON for each text of a JSON array file: the ids that @huggingface/transformers gives.
// usage: node tokenizer_ids.mjs FOLDER TEXTS.json
import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { PreTrainedTokenizer } from '@huggingface/transformers';

const [folder, texts] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const config = existsSync(join(folder, 'tokenizer_config.json')) ? read('tokenizer_config.json') : {};
const tokenizer = new PreTrainedTokenizer(read('tokenizer.json'), config);
for (const text of JSON.parse(readFileSync(texts, 'utf8'))) {
    console.log(JSON.stringify(tokenizer.encode(text)));
}
