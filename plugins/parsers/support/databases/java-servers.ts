import { readActiveMq } from '../messages/activemq.js';
import { readCassandra } from '../messages/cassandra.js';
import type { RecordDraft } from '../record-draft.js';
import { finishTrace, head, type LineShape } from './line-reader.js';

/*
 * Servers that write with log4j or logback in a layout of their own, which tells who wrote the line.
 */

const ISO = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}';
const LEVEL = '(?<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL)';

// --- Kafka: %d %p %m (%c), https://github.com/apache/kafka/blob/trunk/config/log4j2.yaml ---

/** A class or another dotted name in parentheses, perhaps with a line, at the end of the first line or of the record. */
const KAFKA_LOGGER = / ?\(([A-Za-z_][\w$-]{0,63}(?:\.[A-Za-z_$][\w$-]{0,79}){1,15})(?::(\d{1,6}))?\)$/;
/** Their values follow on lines of their own, and the class behind them. */
const KAFKA_LIST = /^\w{1,64} values: ?(?:\n|$)/;
const KAFKA_COMPONENT = /^\[([^[\]\n]{1,200})\][:,]? +(?=\S)/;
const LONGEST_LOGGER = 1_024;

export const KAFKA_SHAPES: readonly LineShape[] = [
  {
    head: head(`\\[(?<stamp>${ISO})\\] `, `${LEVEL} +`),
    accept: (_found, message) => kafkaLogger(message) !== undefined || KAFKA_LIST.test(message),
    finish: finishKafka,
  },
];

interface KafkaLogger {
  readonly match: RegExpExecArray;
  /** Where the text begins that the logger's name ends, and where it ends. */
  readonly start: number;
  readonly end: number;
}

function kafkaLogger(message: string): KafkaLogger | undefined {
  const newline = message.indexOf('\n');
  const first = newline < 0 ? message.length : newline;
  return loggerBefore(message, first) ?? (newline < 0 ? undefined : loggerBefore(message, message.length));
}

function loggerBefore(message: string, end: number): KafkaLogger | undefined {
  const trimmed = message[end - 1] === '\r' ? end - 1 : end;
  if (message[trimmed - 1] !== ')') return undefined;
  const from = Math.max(0, trimmed - LONGEST_LOGGER);
  const match = KAFKA_LOGGER.exec(message.slice(from, trimmed));
  return match === null ? undefined : { match, start: from + match.index, end };
}

function finishKafka(draft: RecordDraft, message: string): void {
  const logger = kafkaLogger(message);
  let text = message;
  if (logger !== undefined) {
    draft.text('logger', logger.match[1]).number('line', logger.match[2]);
    text = message.slice(0, logger.start) + message.slice(logger.end);
  }
  const component = KAFKA_COMPONENT.exec(text);
  if (component !== null) {
    draft.text('component', component[1]);
    text = text.slice(component[0].length);
  }
  draft.message(text);
  finishTrace(draft, text);
}

// --- ZooKeeper: %d{ISO8601} [myid:%X{myid}] - %-5p [%t:%C{1}@%L] - %m ---

export const ZOOKEEPER_SHAPES: readonly LineShape[] = [
  {
    head: head(
      `(?<stamp>${ISO}) `,
      `\\[myid:(?<myid>[^\\]\\n]{0,64})\\] - ${LEVEL} +`,
      '\\[(?<thread>[^\\n]{1,200}?):(?<logger>[\\w.$-]{1,200})@(?<line>\\d{1,6})\\] - ',
    ),
    finish: finishTrace,
  },
];

// --- Cassandra: %-5level [%thread] %date{ISO8601} %F:%L - %msg ---

export const CASSANDRA_SHAPES: readonly LineShape[] = [
  {
    head: head(
      `${LEVEL} +\\[(?<thread>[^\\]\\n]{1,200})\\] `,
      `(?<stamp>${ISO}) +(?<file>\\w{1,100}\\.(?:java|kt|scala)):(?<line>\\d{1,6}) - `,
    ),
    finish: (draft, message) => {
      readCassandra(draft, message);
      finishTrace(draft, message);
    },
  },
];

// --- ScyllaDB: %-5level %date [shard %shard] %logger - %msg ---

export const SCYLLA_SHAPES: readonly LineShape[] = [
  {
    head: head(
      `${LEVEL} +(?<stamp>${ISO}) `,
      '\\[shard +(?<shard>\\d{1,6})[^\\]\\n]{0,32}\\] (?<logger>[\\w.:-]{1,100}) - ',
    ),
  },
];

// --- Solr: %d{yyyy-MM-dd HH:mm:ss.SSS} %-5p (%t) [%X{collection} …] %c{1.} %m ---

const SOLR_PLACE = /\b([cnsrx]):([^\s\]]+)/g;
const SOLR_NAMES: Readonly<Record<string, string>> = {
  c: 'collection',
  n: 'node',
  s: 'shard_name',
  r: 'replica',
  x: 'core',
};

export const SOLR_SHAPES: readonly LineShape[] = [
  {
    head: head(
      `(?<stamp>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}) ${LEVEL} +`,
      '\\((?<thread>[^()\\n]{1,300})\\) \\[(?<place_>[^\\]\\n]{0,300})\\] (?<logger>[\\w.$]{1,200}) ',
    ),
    finish: (draft, message, { place_: place = '' }) => {
      for (const [, name, value] of place.matchAll(SOLR_PLACE)) draft.text(SOLR_NAMES[name!]!, value);
      finishTrace(draft, message);
    },
  },
];

// --- ActiveMQ: %d | %-5p | %m | %c | %t ---

export const ACTIVEMQ_SHAPES: readonly LineShape[] = [
  // The audit log: %-5p | %m | %t
  {
    head: head(`${LEVEL} +\\| (?=\\S{1,128} (?:requested|called) )`),
    accept: (_found, message) => pipes(message) !== undefined,
    finish: finishPipes,
  },
  {
    head: head(`(?<stamp>${ISO}) \\| `, `${LEVEL} +\\| `),
    accept: (_found, message) => pipes(message) !== undefined,
    finish: finishPipes,
  },
];

/** What stands behind the message: its logger, where there is one, and its thread. */
function pipes(message: string): readonly string[] | undefined {
  const line = message.split('\n', 1)[0]!.trimEnd();
  const last = line.lastIndexOf(' | ');
  if (last < 0) return undefined;
  const before = line.lastIndexOf(' | ', last - 1);
  const logger = line.slice(before + 3, last).trim();
  const named = before >= 0 && /^[\w.$-]{1,200}$/.test(logger);
  return [
    line.slice(0, named ? before : last),
    named ? logger : '',
    line.slice(last + 3),
    message.slice(line.length),
  ];
}

function finishPipes(draft: RecordDraft, message: string): void {
  const [text = '', logger, thread, behind = ''] = pipes(message)!;
  draft
    .text('logger', logger)
    .text('thread', thread)
    .message(text + behind);
  readActiveMq(draft, text, thread ?? '');
  finishTrace(draft, text + behind);
}
