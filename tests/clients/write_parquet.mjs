// Writes Parquet files with Rust's parquet crate (parquet-wasm). Standard input: a JSON list of
// {file, codec, version, dictionary, encoding, rowGroup, pageBytes, rows: [{text, lines, messages}]}; `rows` of the
// first one are those of all.
import * as arrow from 'apache-arrow';
import * as parquet from 'parquet-wasm';
import { readFileSync, writeFileSync } from 'node:fs';

const jobs = JSON.parse(readFileSync(0, 'utf8'));
const text = new arrow.Utf8();
const message = new arrow.Struct([new arrow.Field('role', text, true), new arrow.Field('content', text, true)]);
const types = {
  text,
  lines: new arrow.List(new arrow.Field('item', text, true)),
  messages: new arrow.List(new arrow.Field('item', message, true)),
  count: new arrow.Int64(),
  score: new arrow.Float64(),
  good: new arrow.Bool(),
};
const rows = jobs[0].rows;
const value = (type, v) => (type instanceof arrow.Int64 && v !== null ? BigInt(v) : v);
const columns = Object.fromEntries(
  Object.entries(types).map(([name, type]) => [name, arrow.vectorFromArray(rows.map((row) => value(type, row[name])), type)]),
);
const stream = arrow.tableToIPC(new arrow.Table(columns), 'stream');
for (const job of jobs) {
  let builder = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression[job.codec])
    .setWriterVersion(parquet.WriterVersion[job.version])
    .setDictionaryEnabled(job.dictionary)
    .setMaxRowGroupSize(job.rowGroup);
  if (job.encoding) builder = builder.setColumnEncoding('text', parquet.Encoding[job.encoding]);
  if (job.pageBytes) builder = builder.setDataPageSizeLimit(job.pageBytes);
  writeFileSync(job.file, parquet.writeParquet(parquet.Table.fromIPCStream(stream), builder.build()));
}
