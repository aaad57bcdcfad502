import type { RecordDraft } from '../record-draft.js';
import { type Frame, frame, type Parts } from './frame.js';
import { readGcDetails } from './gc-details.js';

/*
 * The log of Java's garbage collector. Its message stays whole; durations, sizes and processor time are read besides.
 */

const ZONED = '(?<stamp>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{1,9}(?:Z|[+-]\\d\\d:?\\d\\d))';
const GC_WORDS =
  '\\[(?:GC|Full GC|CMS|Times|Finalize|Unloading|ParNew|Rescan|Eden|Ref )|Total time for which application threads were stopped|Application time: |Heap (?:before|after) GC|(?:Safepoint|vmop|Concurrent) ';

/** Seconds in parentheses or behind a comma, `0.0140497 secs`; milliseconds at the end of unified logging's lines. */
/** Of a collection whose phases have times of their own, the whole's stands at the end. */
const WHOLE = /, (\d{1,9}\.\d{1,9}) secs\](?= ?\[Times|\s*$)/;
const PAUSE = /(?:, |: )(\d{1,9}\.\d{1,9}) sec(?:s|onds)\b/;
const MILLIS = /(\d{1,9}\.\d{1,6})ms\s*$/;
const UNIFIED_HEAP = /(\d{1,12})([BKMG])->(\d{1,12})\2\((\d{1,12})\2\)/;
const UNIT: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

const OPEN = 91;

function readGc(draft: RecordDraft, message: string, { kind }: Parts): boolean {
  const head = message.slice(0, 1024);
  const pause = (WHOLE.exec(head) ?? PAUSE.exec(head))?.[1];
  const millis = MILLIS.exec(head)?.[1];
  if (millis !== undefined) draft.number('duration_ms', millis);
  else if (pause !== undefined) draft.json('duration_ms', String(Math.round(Number(pause) * 1e7) / 1e4));
  if (kind !== 'unified') {
    readOldGc(draft, message);
    if (message.charCodeAt(0) === OPEN) readGcDetails(draft, message);
  }
  const heap = kind === 'unified' ? UNIFIED_HEAP.exec(head) : null;
  if (heap !== null) {
    const unit = UNIT[heap[2]!]!;
    const names = ['heap_before_bytes', 'heap_after_bytes', 'heap_bytes'];
    for (const [index, text] of [heap[1], heap[3], heap[4]].entries())
      draft.json(names[index]!, String(Number(text) * unit));
  }
  draft.message(message);
  return true;
}

const OLD_HEAP = /[\] ](?:(\d{1,12})K->)?(\d{1,12})K\((\d{1,12})K\)(?=, \d|\])/g;
const TIMES = /\[Times: user=(\d{1,7}\.\d\d) sys=(\d{1,7}\.\d\d), real=(\d{1,7}\.\d\d) secs\]/;
const STOPPING = /Stopping threads took: (\d{1,9}\.\d{1,9}) seconds/;

/** Of the sizes in a line the last is the whole heap's. */
function readOldGc(draft: RecordDraft, message: string): void {
  const sizes = [...message.slice(0, 1024).matchAll(OLD_HEAP)].at(-1);
  for (const [index, name] of [
    [1, 'heap_before_bytes'],
    [2, 'heap_after_bytes'],
    [3, 'heap_bytes'],
  ] as const) {
    if (sizes?.[index] !== undefined) draft.json(name, String(Number(sizes[index]) * 1024));
  }
  const times = TIMES.exec(message.slice(-4096));
  draft.number('cpu_user_s', decimal(times?.[1])).number('cpu_system_s', decimal(times?.[2]));
  draft.number('elapsed_s', decimal(times?.[3]));
  draft.number('stopping_s', decimal(STOPPING.exec(message.slice(0, 1024))?.[1]));
}

function decimal(text: string | undefined): string | undefined {
  return text === undefined ? undefined : String(Number(text));
}

function readUnifiedGc(draft: RecordDraft, message: string): boolean {
  return readGc(draft, message, { kind: 'unified' });
}

const JVM_LEVEL = '(?<level>trace|debug|info|warning|error)';
const JVM_TAGS = '(?<tags>(?:gc|safepoint|heap|metaspace|age|ergo|classhisto)[a-z,+]{0,80})';

/**
 * -XX:+PrintGCDetails of Java 8: https://docs.oracle.com/javase/8/docs/technotes/guides/vm/gctuning/, and unified logging
 * since 9: https://openjdk.org/jeps/158
 */
export const GC_WHOLE: readonly Frame[] = [
  frame('jvm-gc', '0123456789', `${ZONED}: (?<uptime_s>\\d{1,10}\\.\\d{3}): (?=${GC_WORDS}|\\[)`, {
    finish: readGc,
  }),
  frame('jvm-gc', '0123456789', `${ZONED}: (?=\\[(?:GC|Full GC)[ -])`, { finish: readGc }),
  frame('jvm-gc', '0123456789', `(?<uptime_s>\\d{1,10}\\.\\d{3}): (?=${GC_WORDS})`, { finish: readGc }),
  frame(
    'jvm-gc',
    '[',
    `\\[${ZONED}\\](?:\\[(?<uptime_s>\\d{1,10}\\.\\d{3})s\\])?(?:\\[(?<pid>\\d{1,10})\\])?(?:\\[(?<tid>\\d{1,12})\\])?\\[${JVM_LEVEL} {0,6}\\]\\[${JVM_TAGS} {0,20}\\] {1,4}`,
    { finish: readUnifiedGc },
  ),
  frame(
    'jvm-gc',
    '[',
    `\\[(?<uptime_s>\\d{1,10}\\.\\d{3})s\\]\\[${JVM_LEVEL} {0,6}\\]\\[${JVM_TAGS} {0,20}\\] {1,4}`,
    { finish: readUnifiedGc },
  ),
  frame('jvm-gc', '[', `\\[${ZONED}\\](?:\\[(?<pid>\\d{1,10})\\])?\\[${JVM_TAGS} {0,20}\\] {1,4}`, {
    finish: readUnifiedGc,
  }),
];
