import type { LogEvent } from '../../../../pipeline/event.js';
import type { RecordDraft } from '../record-draft.js';
import {
  type Frame,
  frame,
  GAP,
  ISO,
  LEVEL,
  LEVEL_LEADS,
  LOGGER,
  NESTED,
  type Parts,
  setMessage,
  THREAD,
} from './frame.js';

/*
 * What log4j and logback are told to write by the programs that come with them.
 * https://logging.apache.org/log4j/2.x/manual/pattern-layout.html, https://logback.qos.ch/manual/layouts.html
 */

/** `com.foo.Bar`, `c.f.Bar$1`, or one name in camel case: not the first word of a message. */
const QUALIFIED =
  '(?<logger>(?:[A-Za-z_$][\\w$-]{0,80}\\.){1,20}[A-Za-z_$][\\w$<>-]{0,80}|(?![A-Za-z]{0,60}(?:Error|Exception):)[A-Z][a-z\\d]{1,40}[A-Z]\\w{1,80})';
/** Before a colon, where any word may stand: qualified, in capitals, or filled up to a column. */
const COLON_LOGGER = `(?:${QUALIFIED}|(?<logger_>[A-Z]{2,16}(?=[: ])|[A-Za-z_][\\w.$-]{0,80}(?=:\\d{1,7} ?:| {1,80}:)))`;
const LINE = '(?::(?<line>\\d{1,7}))?';
/** `(Foo.java:method(12))`, `(Foo.java:12)` behind a logger. */
const ORIGIN =
  '(?: {0,80}[([](?<file>[\\w$]{1,128}\\.(?:java|scala|kt|groovy)):(?:(?<function>[\\w$<>]{1,128})\\()?(?<line_>\\d{1,7})\\)?[)\\]])';
const FILE_LINE = '(?<file>[\\w$-]{1,128}\\.(?:java|scala|kt|groovy|py)):(?<line>\\d{1,7})';
/** `key=value, key=value` in brackets: a mapped diagnostic context. */
const CONTEXT = '\\[(?<pairs>[^\\]\\n=]{0,80}=[^\\]\\n]{0,400})\\]';
/** `[application,traceId,spanId,export]` of Spring Cloud Sleuth. */
const SLEUTH =
  '(?:\\[(?<application>[^\\],\\s]{0,128}),(?<trace_id>[^\\],]{0,64}),(?<span_id>[^\\],]{0,64})(?:,[^\\],]{0,16})?\\] {1,2})?';

const SPRING = `${GAP}${LEVEL} ${SLEUTH}(?<pid>\\d{1,10}) --- (?<brackets>(?:\\[${NESTED}\\] {1,2}){1,4})(?<logger>[\\w.$\\[\\]/ -]{1,120}?)${LINE} *: ?`;
const BRACKET = new RegExp(`\\[(${NESTED})\\]`, 'g');

/** Spring Boot's brackets: thread; application and thread; either with `traceId-spanId` behind. */
function readBrackets(draft: RecordDraft, message: string, { brackets = '' }: Parts): boolean {
  const texts = [...brackets.matchAll(BRACKET)].map(([, text]) => text!.trim());
  const last = texts.at(-1) ?? '';
  const correlation = /^([0-9a-f]{16,32})?-([0-9a-f]{16})?$/.exec(last);
  if (texts.length > 1 && (correlation !== null || last === '')) texts.pop();
  draft.text('trace_id', correlation?.[1]).text('span_id', correlation?.[2]);
  draft.text('thread', texts.pop());
  if (texts.length > 0) draft.application(texts.pop()!);
  if (texts.length > 0) draft.text('context', texts.join(' '));
  setMessage(draft, message);
  return true;
}

/** `(logger)`, `(logger:12)`, `(logger:thread)` at the end of the message's first line. */
const TAIL =
  /^\((?<logger>[A-Za-z_$][\w$-]{0,80}(?:\.[A-Za-z_$][\w$-]{0,119}){0,20}?\.(?:[A-Z_$][\w$-]{0,119}|logger))(?::(?:(?<line>\d{1,7})|(?<thread>[^\n]{1,200})))?\)$/;
/** As far back as the parenthesis is looked for. */
const TAIL_REACH = 512;

function readTail(draft: RecordDraft, message: string): boolean {
  const feed = message.indexOf('\n');
  const line = (feed < 0 ? message : message.slice(0, feed)).trimEnd();
  const open = openingOf(line);
  const tail = open < 0 ? null : TAIL.exec(line.slice(open));
  if (tail === null) return false;
  const { logger, line: number, thread } = tail.groups!;
  draft.text('logger', logger).number('line', number).text('thread', thread);
  setMessage(draft, line.slice(0, open).trimEnd() + (feed < 0 ? '' : message.slice(feed)));
  return true;
}

/** The same with `[thread]` behind. */
function readThreadTail(draft: RecordDraft, message: string): boolean {
  const feed = message.indexOf('\n');
  const line = (feed < 0 ? message : message.slice(0, feed)).trimEnd();
  if (!line.endsWith(']')) return false;
  const open = line.lastIndexOf(') [');
  if (open < 0 || line.length - open > TAIL_REACH) return false;
  if (!readTail(draft, line.slice(0, open + 1) + (feed < 0 ? '' : message.slice(feed)))) return false;
  draft.text('thread', line.slice(open + 3, -1));
  return true;
}

/** `25/11/11 10:20:30`: the stamp of Spark and Hadoop's commands. */
function hasShortYear(draft: RecordDraft, message: string, _: Parts, { raw }: LogEvent): boolean {
  if (raw.charAt(2) !== '/' || raw.charAt(5) !== '/' || raw.charAt(8) !== ' ') return false;
  setMessage(draft, message);
  return true;
}

/** Offset of the parenthesis that the last character closes, -1 when there is none near. */
function openingOf(line: string): number {
  if (!line.endsWith(')')) return -1;
  let depth = 0;
  for (let at = line.length - 1; at >= 0 && at > line.length - TAIL_REACH; at--) {
    const character = line.charAt(at);
    if (character === ')') depth += 1;
    if (character === '(') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** `message | logger | thread` of ActiveMQ, `thread | logger | bundle | message` of Karaf. */
function readPipes(draft: RecordDraft, text: string): boolean {
  const feed = text.indexOf('\n');
  const cells = (feed < 0 ? text : text.slice(0, feed)).split(' | ');
  if (cells.length < 2) return false;
  const behind = feed < 0 ? '' : text.slice(feed);
  const trimmed = cells.map((cell) => cell.trim());
  if (trimmed.length >= 4 && /^\d+ - \S+ - \S+$/.test(trimmed[2]!)) {
    draft.text('thread', trimmed[0]).text('logger', trimmed[1]).text('bundle', trimmed[2]);
    setMessage(draft, cells.slice(3).join(' | ') + behind);
    return true;
  }
  draft.text('thread', trimmed.pop());
  cells.pop();
  if (cells.length > 1 && /^[\w$-]+(?:\.[\w$-]+)+$/.test(trimmed.at(-1)!)) {
    draft.text('logger', trimmed.pop());
    cells.pop();
  }
  setMessage(draft, cells.join(' | ').trimEnd() + behind);
  return true;
}

/** `%X{dd.trace_id} %X{dd.span_id} - ` before the message, as Datadog's tracers ask for. */
const TRACE_IDS = '(?:(?<trace_id>\\d{1,20}) (?<span_id>\\d{1,20}) - )?';

const LOG4J = 'log4j';

export const JAVA_STAMPED: readonly Frame[] = [
  frame('spring-boot', LEVEL_LEADS, SPRING, { finish: readBrackets }),
  // INFO [thread] logger:12 - message, INFO [thread] logger: message, INFO [thread]: logger (File.java:f(12)) - message
  frame(
    LOG4J,
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}${THREAD}:?${GAP}(?:\\([^)\\n]{0,80}\\) )?${LOGGER.replace('/#@<>', '/#@<>\\[\\]')}${LINE}${ORIGIN}? {1,80}- ?${TRACE_IDS}`,
  ),
  frame(
    LOG4J,
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}${THREAD}:?${GAP}(?:\\([^)\\n]{0,80}\\) )?${COLON_LOGGER}${LINE}${ORIGIN}? {0,80}: ?`,
  ),
  frame(LOG4J, LEVEL_LEADS, `${GAP}${LEVEL}${GAP}${THREAD}${GAP}${FILE_LINE} - `),
  // INFO [logger] (thread) message: JBoss; Artemis leaves the thread out
  frame(
    LOG4J,
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}\\[${QUALIFIED}\\] \\((?<thread>(?:[^()\\n]|\\([^()\\n]{0,128}\\)){0,128})\\) `,
  ),
  frame(LOG4J, LEVEL_LEADS, `${GAP}${LEVEL}${GAP}\\[${QUALIFIED}\\] `),
  // INFO (thread) [context] logger message: Solr
  frame(
    LOG4J,
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}\\((?<thread>(?:[^()\\n]|\\([^()\\n]{0,128}\\)){0,160})\\) \\[(?<context>[^\\]\\n]{0,300})\\] ${LOGGER} `,
  ),
  // INFO component[process][logger] message: SonarQube
  frame(
    LOG4J,
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}(?<component>[a-z]{1,16})\\[(?<context>[^\\]\\n]{0,128})\\]\\[${LOGGER}\\] `,
  ),
  // INFO logger:12 - message, INFO com.foo.Bar: message
  frame(
    LOG4J,
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}(?:${QUALIFIED}|(?<logger_>[A-Za-z_][\\w.$/-]{0,120}(?=:\\d)|[A-Za-z_][\\w.$/-]{0,120}(?= {2,80}-)))${LINE}${ORIGIN}?${GAP}- ${TRACE_IDS}`,
  ),
  frame(LOG4J, LEVEL_LEADS, `${GAP}${LEVEL}${GAP}${QUALIFIED}${LINE}${ORIGIN}? {0,40}: `),
  frame(LOG4J, LEVEL_LEADS, `${GAP}${LEVEL}${GAP}${QUALIFIED}${ORIGIN}(?: ?[:-])? `),
  // INFO Logger: message behind the stamp of Spark and Hadoop, which no one else writes
  frame(LOG4J, LEVEL_LEADS, ` ${LEVEL} (?<logger>\\w[\\w.$]{0,120}): `, { finish: hasShortYear }),
  // thread, logger and message between tabs: Airlift, for Trino and Presto
  frame(
    LOG4J,
    LEVEL_LEADS,
    `\\t${LEVEL}\\t(?<thread>[^\\t\\n]{1,160})\\t(?<logger>[A-Za-z_][\\w.$-]{0,160})\\t`,
  ),
  // INFO message (logger) [thread]: Strimzi
  frame(LOG4J, LEVEL_LEADS, ` ${LEVEL}${GAP}(?=\\S)`, { finish: readThreadTail }),
  // INFO  - message
  frame(LOG4J, LEVEL_LEADS, `${GAP}${LEVEL}${GAP}-(?: |(?=\\n))`),
  // [thread] INFO logger - message; [key=value] INFO logger - message
  frame(LOG4J, '[', `${GAP}${CONTEXT}${GAP}${LEVEL}${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}- `),
  frame(LOG4J, '[', `${GAP}${CONTEXT}${GAP}${LEVEL}${GAP}${COLON_LOGGER}${LINE}${ORIGIN}? {0,40}: `),
  frame(LOG4J, '[', `${GAP}${THREAD}${GAP}${LEVEL}${GAP}${CONTEXT} ${LOGGER}${LINE}${ORIGIN}?${GAP}- `),
  frame(
    LOG4J,
    '[',
    `${GAP}${THREAD}${GAP}${LEVEL}${GAP}${CONTEXT} ${COLON_LOGGER}${LINE}${ORIGIN}? {0,40}: `,
  ),
  frame(LOG4J, '[', `${GAP}${THREAD}${GAP}${LEVEL}${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}${CONTEXT} - `),
  frame(
    LOG4J,
    '[',
    `${GAP}${THREAD}${GAP}\\[?${LEVEL} *\\]?${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}- ${TRACE_IDS}`,
  ),
  frame(LOG4J, '[', `${GAP}${THREAD}${GAP}\\[?${LEVEL} *\\]?${GAP}${COLON_LOGGER}${LINE}${ORIGIN}? {0,40}: `),
  frame(LOG4J, '[', `${GAP}${THREAD}${GAP}${LEVEL}${GAP}${FILE_LINE} - `),
  // [INFO ] thread logger - message: TorchServe
  frame(LOG4J, '[', `${GAP}\\[${LEVEL} {0,4}\\] (?<thread>\\S{1,128}) ${LOGGER}${LINE} - `),
  frame(LOG4J, '[', `${GAP}\\[${LEVEL} {0,4}\\] ${THREAD} ${LOGGER}${LINE} - `),
  frame(LOG4J, '[', `${GAP}\\[${LEVEL} {0,4}\\] ${THREAD} ${COLON_LOGGER}${LINE} ?: `),
  // [12345]   INFO - logger - message: the IDEs of JetBrains
  frame(LOG4J, '[', `${GAP}\\[ *(?<uptime_ms>\\d{1,12})\\]${GAP}${LEVEL}${GAP}- ${LOGGER} - `),
  // [AUDIT](thread) message: Artemis
  frame(LOG4J, '[', ` \\[${LEVEL}\\]\\((?<thread>(?:[^()\\n]|\\([^()\\n]{0,200}\\)){0,160})\\) `),
  // | INFO | logger - message
  frame(LOG4J, '|', ` \\| ${LEVEL} {0,4}\\| ${QUALIFIED}${LINE} - `),
  // | INFO | message | logger | thread: ActiveMQ; | INFO | thread | logger | bundle | message: Karaf
  frame(LOG4J, '|', ` \\| ${LEVEL} {0,4}\\| `, { finish: readPipes }),
];

export const JAVA_BRACKETED: readonly Frame[] = [
  // [stamp][INFO ][logger] message, [stamp][INFO ][thread][logger] message
  frame(LOG4J, ']', `\\]\\[${LEVEL} {0,4}\\]\\[(?<thread>${NESTED})\\]\\[(?<logger>${NESTED})\\] `),
  frame(LOG4J, ']', `\\]\\[${LEVEL} {0,4}\\]\\[ *(?<logger>[\\w.$/ -]{1,200})\\] `),
  // [stamp]   INFO -  logger - message: TeamCity
  frame(LOG4J, ']', `\\]${GAP}${LEVEL}${GAP}-${GAP}${LOGGER}${GAP}- `),
  // [stamp] INFO [thread] logger - message, [stamp] [thread] INFO logger - message
  frame(LOG4J, ']', `\\]${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${THREAD}${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}- `),
  frame(
    LOG4J,
    ']',
    `\\]${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${THREAD}${GAP}${COLON_LOGGER}${LINE}${ORIGIN}? {0,40}: `,
  ),
  frame(LOG4J, ']', `\\]${GAP}${THREAD}${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}- `),
  frame(
    LOG4J,
    ']',
    `\\]${GAP}${THREAD}${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${COLON_LOGGER}${LINE}${ORIGIN}? {0,40}: `,
  ),
  frame(LOG4J, ']', `\\]${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}- ${TRACE_IDS}`),
  // [stamp] INFO message (logger): Kafka's programs
  frame(LOG4J, ']', `\\]${GAP}${LEVEL}${GAP}`, { finish: readTail }),
  // [stamp] INFO logger: message
  frame(LOG4J, ']', `\\]${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${QUALIFIED}${LINE}${ORIGIN}? {0,40}: `),
];

export const JAVA_WHOLE: readonly Frame[] = [
  // INFO [thread] stamp File.java:12 - message: Cassandra
  frame(LOG4J, LEVEL_LEADS, `${LEVEL}${GAP}${THREAD}${GAP}${ISO}${GAP}${FILE_LINE} - `),
  frame(LOG4J, LEVEL_LEADS, `${LEVEL}${GAP}${THREAD}${GAP}${ISO}${GAP}${LOGGER}${LINE}${GAP}- `),
  // INFO stamp [shard 1] logger - message: Scylla; INFO stamp logger:12 - message
  frame(LOG4J, LEVEL_LEADS, `${LEVEL}${GAP}${ISO} ${THREAD} ${LOGGER}${LINE} - `),
  frame(LOG4J, LEVEL_LEADS, `${LEVEL}${GAP}${ISO}${GAP}${LOGGER}${LINE}${GAP}- `),
  frame(LOG4J, LEVEL_LEADS, `${LEVEL}${GAP}\\[${ISO}\\]${GAP}(?:${THREAD}${GAP})?${LOGGER}${LINE} ?[-:] `),
  frame(LOG4J, '[', `\\[${LEVEL} {0,4}\\] ${ISO} ${THREAD} ${LOGGER}${LINE} ?[-:] `),
  // 54 [main] INFO logger - message: milliseconds since the start (TTCCLayout)
  frame(LOG4J, '0123456789', `(?<uptime_ms>\\d{1,12}) ${THREAD} ${LEVEL}${GAP}${LOGGER} - ${TRACE_IDS}`),
  // INFO | jvm 1 | stamp | message: Java Service Wrapper
  frame(
    LOG4J,
    LEVEL_LEADS,
    `${LEVEL} {1,4}\\| (?<thread>jvm \\d{1,4}|wrapper) {0,6}\\| (?<stamp>\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?) \\| `,
  ),
];
