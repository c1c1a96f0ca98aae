// Writes the peer's model: the weights of a dense bf16 folder as Q8_0 or Q4_0 in a minimal GGUF (version 3) of the
// architecture `llama`. Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import fs from 'node:fs';
import path from 'node:path';

const kTypes = { F32: { id: 0 }, Q8_0: { id: 8, blockBytes: 34 }, Q4_0: { id: 2, blockBytes: 18 } };
const kBlock = 32;
const kAlignment = 32;

class Writer {
    #parts = [];
    u32(value) { const b = Buffer.alloc(4); b.writeUInt32LE(value); this.#parts.push(b); }
    u64(value) { const b = Buffer.alloc(8); b.writeBigUInt64LE(BigInt(value)); this.#parts.push(b); }
    f32(value) { const b = Buffer.alloc(4); b.writeFloatLE(value); this.#parts.push(b); }
    text(value) { const b = Buffer.from(value); this.u64(b.length); this.#parts.push(b); }
    bytes() { return Buffer.concat(this.#parts); }
}

function metadata(config) {
    const vocabulary = config.vocab_size;
    // A vocabulary that nothing is tokenized with: the race feeds ids.
    const tokens = ['<unk>', '<s>', '</s>'];
    for (let byte = 0; byte < 256; ++byte) tokens.push(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
    const kBytesEnd = tokens.length;
    while (tokens.length < vocabulary) tokens.push(`t${tokens.length}`);
    const u32 = (value) => (w) => { w.u32(4); w.u32(value); };
    const f32 = (value) => (w) => { w.u32(6); w.f32(value); };
    const text = (value) => (w) => { w.u32(8); w.text(value); };
    const array = (type, values, write) => (w) => {
        w.u32(9); w.u32(type); w.u64(values.length); values.forEach((value) => write(w, value));
    };
    return {
        'general.architecture': text('llama'),
        'llama.block_count': u32(config.num_hidden_layers),
        'llama.context_length': u32(config.max_position_embeddings),
        'llama.embedding_length': u32(config.hidden_size),
        'llama.feed_forward_length': u32(config.intermediate_size),
        'llama.attention.head_count': u32(config.num_attention_heads),
        'llama.attention.head_count_kv': u32(config.num_key_value_heads),
        'llama.attention.layer_norm_rms_epsilon': f32(config.rms_norm_eps),
        'llama.rope.dimension_count': u32(config.hidden_size / config.num_attention_heads),
        'llama.rope.freq_base': f32(config.rope_theta),
        'tokenizer.ggml.model': text('llama'),
        'tokenizer.ggml.tokens': array(8, tokens, (w, value) => w.text(value)),
        'tokenizer.ggml.scores': array(6, tokens, (w, _) => w.f32(0)),
        'tokenizer.ggml.token_type': array(5, tokens.map((_, i) => (i < 3 ? 3 : i < kBytesEnd ? 6 : 1)), (w, value) => w.u32(value)),
        'tokenizer.ggml.bos_token_id': u32(1),
        'tokenizer.ggml.eos_token_id': u32(2),
    };
}

function ggufName(name) {
    const layer = /^model\.layers\.(\d+)\.(.*)\.weight$/.exec(name);
    const outside = { 'model.embed_tokens.weight': 'token_embd', 'model.norm.weight': 'output_norm', 'lm_head.weight': 'output' };
    const inside = {
        'self_attn.q_proj': 'attn_q', 'self_attn.k_proj': 'attn_k', 'self_attn.v_proj': 'attn_v',
        'self_attn.o_proj': 'attn_output', 'mlp.gate_proj': 'ffn_gate', 'mlp.up_proj': 'ffn_up', 'mlp.down_proj': 'ffn_down',
        input_layernorm: 'attn_norm', post_attention_layernorm: 'ffn_norm',
    };
    return (layer ? `blk.${layer[1]}.${inside[layer[2]]}` : outside[name]) + '.weight';
}

function half(value) { // positive normal numbers, which block scales are
    const f = new Float32Array([value]);
    const bits = new Uint32Array(f.buffer)[0];
    return (((bits >>> 23) - 112) << 10) + ((bits & 0x7fffff) + 0x1000 >>> 13);
}

/// bf16 values to blocks. Rows are not permuted for the rotary layout of the architecture: times do not depend on it.
function quantize(bf16, type) {
    const blocks = bf16.length / kBlock;
    const out = Buffer.alloc(blocks * kTypes[type].blockBytes);
    const bits = new Uint32Array(kBlock);
    const x = new Float32Array(bits.buffer);
    for (let b = 0, at = 0; b < blocks; ++b, at += kTypes[type].blockBytes) {
        let most = 0;
        for (let i = 0; i < kBlock; ++i) {
            bits[i] = bf16[b * kBlock + i] << 16;
            if (Math.abs(x[i]) > Math.abs(most)) most = x[i];
        }
        const scale = Math.abs(most) / (type === 'Q8_0' ? 127 : 7) || 1e-4;
        out.writeUInt16LE(half(scale), at);
        if (type === 'Q8_0') {
            for (let i = 0; i < kBlock; ++i) out[at + 2 + i] = Math.round(x[i] / scale) & 255;
        } else {
            const code = (i) => Math.min(15, Math.max(0, Math.round(x[i] / scale) + 8));
            for (let i = 0; i < 16; ++i) out[at + 2 + i] = code(i) | (code(i + 16) << 4);
        }
    }
    return out;
}

function float32(bf16) {
    const bits = Uint32Array.from(bf16, (value) => value << 16);
    return Buffer.from(bits.buffer);
}

/// All tensors of a folder of bf16 safetensors: {name, shape, read()}.
function tensorsOf(folder) {
    return fs.readdirSync(folder).filter((file) => file.endsWith('.safetensors')).sort().flatMap((file) => {
        const handle = fs.openSync(path.join(folder, file));
        const size = Buffer.alloc(8);
        fs.readSync(handle, size, 0, 8, 0);
        const header = Buffer.alloc(Number(size.readBigUInt64LE()));
        fs.readSync(handle, header, 0, header.length, 8);
        return Object.entries(JSON.parse(header)).filter(([name]) => name !== '__metadata__').map(([name, info]) => ({
            name, shape: info.shape,
            read() {
                const bytes = Buffer.alloc(info.data_offsets[1] - info.data_offsets[0]);
                fs.readSync(handle, bytes, 0, bytes.length, 8 + header.length + info.data_offsets[0]);
                return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
            },
        }));
    });
}

/// @param type 'Q8_0' or 'Q4_0' for matrices (norms are F32); the head is quantized like the rest
export function writeGguf(folder, file, type) {
    const config = JSON.parse(fs.readFileSync(path.join(folder, 'config.json')));
    const tensors = tensorsOf(folder);
    const entries = Object.entries(metadata(config));
    const head = new Writer();
    head.u32(0x46554747); head.u32(3); head.u64(tensors.length); head.u64(entries.length);
    for (const [key, write] of entries) { head.text(key); write(head); }
    let offset = 0;
    for (const tensor of tensors) {
        const elements = tensor.shape.reduce((a, b) => a * b, 1);
        tensor.type = tensor.shape.length === 1 ? 'F32' : type;
        tensor.bytes = tensor.type === 'F32' ? 4 * elements : elements / kBlock * kTypes[type].blockBytes;
        head.text(ggufName(tensor.name)); head.u32(tensor.shape.length);
        [...tensor.shape].reverse().forEach((dimension) => head.u64(dimension));
        head.u32(kTypes[tensor.type].id); head.u64(offset);
        offset += Math.ceil(tensor.bytes / kAlignment) * kAlignment;
    }
    const pad = (size) => Buffer.alloc(Math.ceil(size / kAlignment) * kAlignment - size);
    const out = fs.openSync(file + '.partial', 'w');
    const bytes = head.bytes();
    fs.writeSync(out, Buffer.concat([bytes, pad(bytes.length)]));
    for (const tensor of tensors) {
        const values = tensor.read();
        const data = tensor.type === 'F32' ? float32(values) : quantize(values, type);
        fs.writeSync(out, data);
        fs.writeSync(out, pad(data.length));
    }
    fs.closeSync(out);
    fs.renameSync(file + '.partial', file);
}
