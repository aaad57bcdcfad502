import { jsonString } from '../../../../pipeline/json-text.js';
import type { RecordDraft } from '../record-draft.js';
import { MessageRules } from './message-rules.js';

/*
 * What Cassandra says of memtables, compactions, collections of garbage, caches and slow queries
 * (https://cassandra.apache.org/doc/latest/cassandra/troubleshooting/reading_logs.html, and the classes in
 * https://github.com/apache/cassandra that the lines name).
 */

const AMOUNT = '\\d{1,12}\\.\\d{1,6}';
const SIZE = `(?<size>${AMOUNT} ?[KMGT]?i?B)`;
const GROUPED = '\\d{1,3}(?:,\\d{3}){0,6}';
const OPERATION = '(?<operation>[A-Z][a-z]{2,20})';
const SSTABLE = '(?<sstable>[^\\s\\]]{1,2048})';
const RATIOS = ['total', 'live', 'flushing', 'this']
  .map((name) => `${name}: (?<onheap_${name}>${AMOUNT})/(?<offheap_${name}>${AMOUNT})`)
  .join(', ');

const RULES = new MessageRules([
  `${OPERATION} large partition (?<keyspace>\\w{1,48})/(?<table>[\\w.]{1,64}):(?<partition_key>[^\\n]{1,1024}) \\((?:(?<bytes>\\d{1,15}) bytes|${SIZE})`,
  `${OPERATION} largest CFS\\(Keyspace='(?<keyspace>\\w{1,48})', ColumnFamily='(?<table>[\\w.]{1,64})'\\) to free up room\\. Used ${RATIOS}`,
  `${OPERATION} flush of (?<table>[\\w.]{1,64}):? (?<onheap_bytes>\\d{1,15}) \\((?<onheap_percent>\\d{1,3})%\\) on-heap, (?<offheap_bytes>\\d{1,15}) \\((?<offheap_percent>\\d{1,3})%\\) off-heap`,
  `${OPERATION} Memtable-(?<table>[\\w.]{1,64})@(?<memtable>\\d{1,12})\\(${SIZE} serialized bytes, (?<ops>\\d{1,15}) ops, (?<onheap_percent>\\d{1,3})%/(?<offheap_percent>\\d{1,3})% of on/off-heap limit`,
  `Completed (?<operation>flushing) ${SSTABLE} \\(${SIZE}\\) for commitlog (?<commitlog>position [^\\n]{1,256})`,
  `(?<operation>Compacted) (?:\\([\\w-]{1,40}\\) )?\\d{1,9} sstables to \\[${SSTABLE}\\](?: to level=\\d{1,3})?\\. {1,2}(?<bytes_before>${GROUPED}) bytes to (?<bytes_after>${GROUPED}) \\(~(?<percent_of_original>\\d{1,9})% of original\\) in (?<duration_ms>${GROUPED})ms = (?<mb_per_s>${AMOUNT})MB/s\\. {1,2}(?<partitions_before>${GROUPED}) total partitions merged to (?<partitions_after>${GROUPED})\\. {1,2}Partition merge counts were (?<merge_counts>\\{[^}\\n]{0,1024}\\})`,
  '(?<collector>[A-Z][\\w ]{1,60}?) GC in (?<duration_ms>\\d{1,9})ms\\.',
  '(?<pool>KeyCache|RowCache|CounterCache|ChunkCache) {1,40}(?<used_bytes>\\d{1,18}) {1,40}(?<size_bytes>\\d{1,18}) {1,40}\\S',
  '(?<operations>\\d{1,9}) operations were slow in the last (?<interval_ms>\\d{1,9}) msecs:',
]);

export function readCassandra(draft: RecordDraft, message: string): void {
  if (!RULES.read(draft, message)) return;
  if (draft.has('collector')) putPools(draft, message);
  if (draft.has('interval_ms')) putStatements(draft, message);
}

/** `G1 Eden Space: 1157627904 -> 0;` */
const POOL = /(Eden|Survivor|Old|Tenured|Perm)[\w ]{0,24}: (\d{1,18}) -> (\d{1,18})/g;

function putPools(draft: RecordDraft, message: string): void {
  for (const [, name, before, after] of message.slice(0, 1_024).matchAll(POOL)) {
    const pool = name!.toLowerCase();
    draft.number(`${pool}_before_bytes`, before).number(`${pool}_after_bytes`, after);
  }
}

const MOST_STATEMENTS = 64;

/** Each on a line of its own, with what it took. */
function putStatements(draft: RecordDraft, message: string): void {
  const lines = message.split('\n', MOST_STATEMENTS).filter((line) => line.startsWith('<'));
  if (lines.length > 0) draft.json('slow_statements', `[${lines.map((line) => jsonString(line)).join(',')}]`);
}
