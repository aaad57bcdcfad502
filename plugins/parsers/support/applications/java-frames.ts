import { readJavaMessage } from '../messages/java.js';
import { type Frame, frame, GAP, ISO, LEVEL, LEVEL_LEADS, LOGGER, NESTED, THREAD } from './frame.js';
import { hasShortYear, readBrackets, readPipes, readTail, readThreadTail } from './java-parts.js';

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

const SPRING = `${GAP}${LEVEL} ${SLEUTH}(?<pid>\\d{1,10}) --- (?<brackets>(?:\\[${NESTED}\\] {1,2}){1,4})(?<logger>[\\w.$\\[\\]/ -]{1,120}?)${LINE} {0,120}: ?`;
/** `%X{dd.trace_id} %X{dd.span_id} - ` before the message, as Datadog's tracers ask for. */
const TRACE_IDS = '(?:(?<trace_id>\\d{1,20}) (?<span_id>\\d{1,20}) - )?';

const LOG4J = 'log4j';

/** A frame of log4j behind which some programs write what is read further. */
function log4j(leads: string, pattern: string, more: Partial<Frame> = {}): Frame {
  return frame(LOG4J, leads, pattern, { finish: readJavaMessage, ...more });
}

export const JAVA_STAMPED: readonly Frame[] = [
  frame('spring-boot', LEVEL_LEADS, SPRING, { finish: readBrackets }),
  // INFO [thread] logger:12 - message, INFO [thread] logger: message, INFO [thread]: logger (File.java:f(12)) - message
  log4j(
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}${THREAD}:?${GAP}(?:\\([^)\\n]{0,80}\\) )?${LOGGER.replace('/#@<>', '/#@<>\\[\\]')}${LINE}${ORIGIN}? {1,80}- ?${TRACE_IDS}`,
  ),
  log4j(
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}${THREAD}:?${GAP}(?:\\([^)\\n]{0,80}\\) )?${COLON_LOGGER}${LINE}${ORIGIN}? {0,80}: ?`,
  ),
  log4j(LEVEL_LEADS, `${GAP}${LEVEL}${GAP}${THREAD}${GAP}${FILE_LINE} - `),
  // INFO [logger] (thread) message: JBoss; Artemis leaves the thread out
  log4j(
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}\\[${QUALIFIED}\\] \\((?<thread>(?:[^()\\n]|\\([^()\\n]{0,128}\\)){0,128})\\) `,
  ),
  log4j(LEVEL_LEADS, `${GAP}${LEVEL}${GAP}\\[${QUALIFIED}\\] `),
  // INFO (thread) [context] logger message: Solr
  log4j(
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}\\((?<thread>(?:[^()\\n]|\\([^()\\n]{0,128}\\)){0,160})\\) \\[(?<context>[^\\]\\n]{0,300})\\] ${LOGGER} `,
  ),
  // INFO component[process][logger] message: SonarQube
  log4j(
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}(?<component>[a-z]{1,16})\\[(?<context>[^\\]\\n]{0,128})\\]\\[${LOGGER}\\] `,
  ),
  // INFO logger:12 - message, INFO com.foo.Bar: message
  log4j(
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}(?:${QUALIFIED}|(?<logger_>[A-Za-z_][\\w.$/-]{0,120}(?=:\\d)|[A-Za-z_][\\w.$/-]{0,120}(?= {2,80}-)))${LINE}${ORIGIN}?${GAP}- ${TRACE_IDS}`,
  ),
  log4j(LEVEL_LEADS, `${GAP}${LEVEL}${GAP}${QUALIFIED}${LINE}${ORIGIN}? {0,40}: `),
  log4j(LEVEL_LEADS, `${GAP}${LEVEL}${GAP}${QUALIFIED}${ORIGIN}(?: ?[:-])? `),
  // INFO Logger: message behind the stamp of Spark and Hadoop, which no one else writes
  log4j(LEVEL_LEADS, ` ${LEVEL} (?<logger>\\w[\\w.$]{0,120}): `, { finish: hasShortYear }),
  // thread, logger and message between tabs: Airlift, for Trino and Presto
  log4j(LEVEL_LEADS, `\\t${LEVEL}\\t(?<thread>[^\\t\\n]{1,160})\\t(?<logger>[A-Za-z_][\\w.$-]{0,160})\\t`),
  // INFO message (logger) [thread]: Strimzi
  log4j(LEVEL_LEADS, ` ${LEVEL}${GAP}(?=\\S)`, { finish: readThreadTail }),
  // INFO  - message
  log4j(LEVEL_LEADS, `${GAP}${LEVEL}${GAP}-(?: |(?=\\n))`),
  // [thread] INFO logger - message; [key=value] INFO logger - message
  log4j('[', `${GAP}${CONTEXT}${GAP}${LEVEL}${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}- `),
  log4j('[', `${GAP}${CONTEXT}${GAP}${LEVEL}${GAP}${COLON_LOGGER}${LINE}${ORIGIN}? {0,40}: `),
  log4j('[', `${GAP}${THREAD}${GAP}${LEVEL}${GAP}${CONTEXT} ${LOGGER}${LINE}${ORIGIN}?${GAP}- `),
  log4j('[', `${GAP}${THREAD}${GAP}${LEVEL}${GAP}${CONTEXT} ${COLON_LOGGER}${LINE}${ORIGIN}? {0,40}: `),
  log4j('[', `${GAP}${THREAD}${GAP}${LEVEL}${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}${CONTEXT} - `),
  log4j('[', `${GAP}${THREAD}${GAP}\\[?${LEVEL} *\\]?${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}- ${TRACE_IDS}`),
  log4j('[', `${GAP}${THREAD}${GAP}\\[?${LEVEL} *\\]?${GAP}${COLON_LOGGER}${LINE}${ORIGIN}? {0,40}: `),
  log4j('[', `${GAP}${THREAD}${GAP}${LEVEL}${GAP}${FILE_LINE} - `),
  // [INFO ] thread logger - message: TorchServe
  log4j('[', `${GAP}\\[${LEVEL} {0,4}\\] (?<thread>\\S{1,128}) ${LOGGER}${LINE} - `),
  log4j('[', `${GAP}\\[${LEVEL} {0,4}\\] ${THREAD} ${LOGGER}${LINE} - `),
  log4j('[', `${GAP}\\[${LEVEL} {0,4}\\] ${THREAD} ${COLON_LOGGER}${LINE} ?: `),
  // [12345]   INFO - logger - message: the IDEs of JetBrains
  log4j('[', `${GAP}\\[ *(?<uptime_ms>\\d{1,12})\\]${GAP}${LEVEL}${GAP}- ${LOGGER} - `),
  // [AUDIT](thread) message: Artemis
  log4j('[', ` \\[${LEVEL}\\]\\((?<thread>(?:[^()\\n]|\\([^()\\n]{0,200}\\)){0,160})\\) `),
  // | INFO | logger - message
  log4j('|', ` \\| ${LEVEL} {0,4}\\| ${QUALIFIED}${LINE} - `),
  // | INFO | message | logger | thread: ActiveMQ; | INFO | thread | logger | bundle | message: Karaf
  log4j('|', ` \\| ${LEVEL} {0,4}\\| `, { finish: readPipes }),
];

export const JAVA_BRACKETED: readonly Frame[] = [
  // [stamp][INFO ][logger] message, [stamp][INFO ][thread][logger] message
  log4j(']', `\\]\\[${LEVEL} {0,4}\\]\\[(?<thread>${NESTED})\\]\\[(?<logger>${NESTED})\\] `),
  log4j(']', `\\]\\[${LEVEL} {0,4}\\]\\[ *(?<logger>[\\w.$/ -]{1,200})\\] `),
  // [stamp]   INFO -  logger - message: TeamCity
  log4j(']', `\\]${GAP}${LEVEL}${GAP}-${GAP}${LOGGER}${GAP}- `),
  // [stamp] INFO [thread] logger - message, [stamp] [thread] INFO logger - message
  log4j(']', `\\]${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${THREAD}${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}- `),
  log4j(']', `\\]${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${THREAD}${GAP}${COLON_LOGGER}${LINE}${ORIGIN}? {0,40}: `),
  log4j(']', `\\]${GAP}${THREAD}${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}- `),
  log4j(']', `\\]${GAP}${THREAD}${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${COLON_LOGGER}${LINE}${ORIGIN}? {0,40}: `),
  log4j(']', `\\]${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${LOGGER}${LINE}${ORIGIN}?${GAP}- ${TRACE_IDS}`),
  // [stamp] INFO message (logger): Kafka's programs
  log4j(']', `\\]${GAP}${LEVEL}${GAP}`, { finish: readTail }),
  // [stamp] INFO logger: message
  log4j(']', `\\]${GAP}\\[?${LEVEL} {0,4}\\]?${GAP}${QUALIFIED}${LINE}${ORIGIN}? {0,40}: `),
];

export const JAVA_WHOLE: readonly Frame[] = [
  // INFO [thread] stamp File.java:12 - message: Cassandra
  log4j(LEVEL_LEADS, `${LEVEL}${GAP}${THREAD}${GAP}${ISO}${GAP}${FILE_LINE} - `),
  log4j(LEVEL_LEADS, `${LEVEL}${GAP}${THREAD}${GAP}${ISO}${GAP}${LOGGER}${LINE}${GAP}- `),
  // INFO stamp [shard 1] logger - message: Scylla; INFO stamp logger:12 - message
  log4j(LEVEL_LEADS, `${LEVEL}${GAP}${ISO} ${THREAD} ${LOGGER}${LINE} - `),
  log4j(LEVEL_LEADS, `${LEVEL}${GAP}${ISO}${GAP}${LOGGER}${LINE}${GAP}- `),
  log4j(LEVEL_LEADS, `${LEVEL}${GAP}\\[${ISO}\\]${GAP}(?:${THREAD}${GAP})?${LOGGER}${LINE} ?[-:] `),
  log4j('[', `\\[${LEVEL} {0,4}\\] ${ISO} ${THREAD} ${LOGGER}${LINE} ?[-:] `),
  // 54 [main] INFO logger - message: milliseconds since the start (TTCCLayout)
  log4j('0123456789', `(?<uptime_ms>\\d{1,12}) ${THREAD} ${LEVEL}${GAP}${LOGGER} - ${TRACE_IDS}`),
  // INFO | jvm 1 | stamp | message: Java Service Wrapper
  log4j(
    LEVEL_LEADS,
    `${LEVEL} {1,4}\\| (?<thread>jvm \\d{1,4}|wrapper) {0,6}\\| (?<stamp>\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?) \\| `,
  ),
];
