import type { LogEvent } from '../../../../pipeline/event.js';
import type { CLAIMED, Parser } from '../../../../pipeline/plugin.js';
import { readTime } from '../field-values.js';
import { AccessDraft } from './access-draft.js';

const DEFAULT =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
/** The default of version 2, and the formats with all fields up to version 3 and 5 as AWS's own examples have them. */
const SHAPES: readonly (readonly string[])[] = [
  DEFAULT,
  'version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr srcport dstport pkt-srcaddr pkt-dstaddr ' +
    'protocol bytes packets start end action tcp-flags log-status',
  'version srcaddr dstaddr srcport dstport protocol start end type packets bytes account-id vpc-id subnet-id instance-id ' +
    'interface-id region az-id sublocation-type sublocation-id action tcp-flags pkt-srcaddr pkt-dstaddr pkt-src-aws-service ' +
    'pkt-dst-aws-service traffic-path flow-direction log-status',
].map((columns) => columns.split(' '));
const NAMES: Readonly<Record<string, string>> = {
  srcaddr: 'source_ip',
  dstaddr: 'destination_ip',
  srcport: 'source_port',
  dstport: 'destination_port',
};
const NUMBERS = /^(?:version|srcport|dstport|protocol|packets|bytes|start|end|tcp-flags|traffic-path)$/;
const CHECKS: readonly (readonly [string, RegExp])[] = [
  ['version', /^\d{1,2}$/],
  ['interface-id', /^(?:eni-[\da-f]+|-)$/],
  ['action', /^(?:ACCEPT|REJECT|-)$/],
  ['log-status', /^(?:OK|NODATA|SKIPDATA|-)$/],
  ['start', /^(?:\d{9,11}|-)$/],
];
const HEADER = /^[a-z][a-z-]+(?: [a-z][a-z\d-]+){3,60}$/;
const LONGEST = 4096;

/** The flow log of a VPC: the default columns, or those that the first line of a file names. */
export class AwsVpcFlowReader implements Parser {
  readonly #draft = new AccessDraft();

  parse(record: string, event: LogEvent): number {
    if (record.length > LONGEST) return 0;
    const code = record.charCodeAt(0);
    if (code >= 97 && code <= 122 && isHeader(record)) return this.#readHeader(record, event);
    const noted = event.chunk.columnsOf(event.index);
    const known = noted !== undefined && isHeader(noted) ? noted.split(' ') : undefined;
    if (known === undefined && !/^\d{1,2} /.test(record)) return 0;
    const fields = record.split(' ');
    const columns = [known, ...SHAPES].find((set) => set !== undefined && fits(fields, set));
    return columns === undefined ? 0 : this.#fill(fields, columns, event);
  }

  #readHeader(record: string, event: LogEvent): typeof CLAIMED {
    event.chunk.noteColumns(event.index, record);
    return this.#draft.begin().message(record).claim('aws-vpc-flow', event);
  }

  #fill(fields: readonly string[], columns: readonly string[], event: LogEvent): typeof CLAIMED {
    const draft = this.#draft.begin();
    columns.forEach((column, index) => {
      const name = NAMES[column] ?? column.replaceAll('-', '_');
      if (NUMBERS.test(column)) draft.number(name, fields[index]);
      else draft.text(name, fields[index]);
    });
    const of = (column: string) => fields[columns.indexOf(column)] ?? '-';
    const start = of('start');
    if (start !== '-') draft.time(readTime(start), 0, start);
    const flow = `${of('srcaddr')}:${of('srcport')} to ${of('dstaddr')}:${of('dstport')}`;
    draft.message(of('action') === '-' ? of('log-status') : `${of('action')} ${flow}`);
    return draft.claim('aws-vpc-flow', event);
  }
}

/** A line of nothing but names, two of which only flow logs have. */
function isHeader(line: string): boolean {
  return line.includes('srcaddr') && line.includes('dstaddr') && HEADER.test(line);
}

/** Whether each value can be that of its column, with at least two that tell. */
function fits(fields: readonly string[], columns: readonly string[]): boolean {
  if (fields.length !== columns.length) return false;
  let told = 0;
  for (const [column, shape] of CHECKS) {
    const at = columns.indexOf(column);
    if (at < 0) continue;
    if (!shape.test(fields[at]!)) return false;
    told += 1;
  }
  return told >= 2;
}
