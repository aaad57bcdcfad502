import type { DetectionReport } from '../../pipeline/detection/detector.js';
import { visible } from '../support/visible.js';

/** How one line was read. */
export interface ExplainedLine {
  /** The file, `-` for standard input. */
  readonly file: string;
  /** 1-based. */
  readonly number: number;
  readonly report: DetectionReport;
}

/** One line of JSON. The event is put in as the text it is, so that no number changes. */
export function reportAsJson({ file, number, report }: ExplainedLine): string {
  const { format, why, asked, assumed, event } = report;
  const start = JSON.stringify({ file, line: number, format, why, asked, assumed });
  return `${start.slice(0, -1)},"event":${event.toJsonText()}}\n`;
}

const NARROWEST = 40;
const USUAL_WIDTH = 100;

/** A few lines for a terminal of `columns` characters: the record, then what it was read as, then why. */
export function reportForPeople({ number, report }: ExplainedLine, columns = USUAL_WIDTH): string {
  const { event, format, why, assumed } = report;
  const width = Math.max(columns, NARROWEST);
  const origin = [event.source, event.application].filter((text) => text !== '').join(' ');
  const lines = [
    `${number}: ${event.raw}`,
    `   ${format}  ${event.level}  ${event.timestamp}  ${origin}`,
    `   ${event.message}`,
    `   ${event.metadataText()}`,
    `   ${why}`,
    ...(assumed.length === 0 ? [] : [`   assumed: ${assumed.join(', ')}`]),
  ];
  return `${lines.map((line) => shortened(visible(line.trimEnd()), width)).join('\n')}\n\n`;
}

function shortened(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
