import type { EventRecord } from '../../pipeline/event.js';
import type { Level } from '../../pipeline/level.js';
import { visible, visibleLines } from '../support/visible.js';

/** An event as text that ends in a line feed. */
export type EventText = (event: EventRecord) => string;

const ESCAPE = '\u001b[';
const RESET = `${ESCAPE}0m`;
/** SGR parameters (ECMA-48 §8.3.117). */
const DIM = '2';
const COLOURS: Record<Level, string> = {
  TRACE: '2',
  DEBUG: '36',
  INFO: '32',
  WARN: '33',
  ERROR: '31',
  FATAL: '1;31',
};
const INDENT = '    ';

/**
 * `2025-11-11T10:20:30.123Z ERROR web-1 auth: message`, further lines of the message and a stack trace indented. What
 * the log holds can neither steer the terminal nor look like a line of its own.
 */
export function eventForPeople(colours: boolean): EventText {
  const paint = (code: string, text: string) => (colours ? `${ESCAPE}${code}m${text}${RESET}` : text);
  return ({ timestamp, level, source, application, message, metadata }) => {
    const time = paint(DIM, `${timestamp.slice(0, 23)}Z`);
    const origin = visible([source, application].filter((name) => name !== '').join(' '));
    const [first, ...rest] = linesOf(message);
    const trace = typeof metadata.stack_trace === 'string' ? linesOf(metadata.stack_trace) : [];
    const below = [...rest.map((line) => INDENT + line), ...trace.map((line) => paint(DIM, INDENT + line))];
    const head = `${time} ${paint(COLOURS[level], level.padEnd(5))} ${paint(DIM, `${origin}:`)} ${first}`;
    return `${[head, ...below].join('\n')}\n`;
  };
}

function linesOf(text: string): string[] {
  return visibleLines(text.trimEnd().replaceAll('\r\n', '\n')).split('\n');
}
