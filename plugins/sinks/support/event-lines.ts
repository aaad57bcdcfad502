import { type LogEvent, Type } from '../../../pipeline/plugin.js';

/** How a sink writes an event down, one line each unless said otherwise. */
export const LINE_FORMATS = ['ndjson', 'text', 'raw'] as const;
export type LineFormat = (typeof LINE_FORMATS)[number];

/** The option `format` of the sinks that write lines. */
export const formatOption = Type.Enum([...LINE_FORMATS], {
  description:
    'ndjson: every field as JSON. text: time, level, source, application and message for people. ' +
    'raw: the record as it arrived (one that holds line ends makes several lines).',
  default: 'ndjson',
});

const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;

const WRITERS: Record<LineFormat, (event: LogEvent) => string> = {
  ndjson: (event) => event.toJsonText(),
  text: ({ timestamp, level, source, application, message }) =>
    escapeControls(`${timestamp} ${level.padEnd(5)} ${source} ${application}: ${message}`),
  raw: (event) => event.raw,
};

/** The events as text, each with a line end after it. */
export function linesOf(events: readonly LogEvent[], format: LineFormat): string {
  const write = WRITERS[format];
  let text = '';
  for (const event of events) text += `${write(event)}\n`;
  return text;
}

/** So that a record can neither fake a second line nor command the terminal it is shown on. */
function escapeControls(text: string): string {
  return text.replace(CONTROL, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
