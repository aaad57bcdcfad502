import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { IsoStampReader } from '../timestamps.js';
import { AccessDraft } from './access-draft.js';
import { type ColumnRule, number, proxyRequest, text } from './column-rules.js';
import { readColumns } from './columns.js';

const FRAME =
  /^(?:(https?|h2|wss?|grpcs?) )?(\d{4}-\d\d-\d\dT[\d:.]{8,18}Z) (\S+) (\S+:\d+) (\S+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (\d{3}|-) (\d{3}|-) (-?\d+) (-?\d+) (?=")/;
const CLASSIC: readonly ColumnRule[] = [
  proxyRequest,
  text('user_agent'),
  text('tls_cipher'),
  text('tls_version'),
];
const APPLICATION: readonly ColumnRule[] = [
  ...CLASSIC,
  text('target_group'),
  text('trace_id'),
  text('tls_server_name'),
  text('tls_certificate'),
  number('rule_priority'),
  text('request_time'),
  text('actions'),
  text('redirect_url'),
  text('error_reason'),
  text('targets'),
  text('target_statuses'),
  text('classification'),
  text('classification_reason'),
  text('connection_trace_id'),
];
/** Microseconds of it are a safe integer. */
const LONGEST_SECONDS = 1e9;
const DURATIONS = ['request_processing_ms', 'upstream_duration_ms', 'response_processing_ms'];

/** The access logs of AWS's load balancers: the classic one begins with the time, the application one with a protocol. */
export class AwsBalancerReader implements Parser {
  readonly #draft = new AccessDraft();
  readonly #stamps = new IsoStampReader();
  readonly #columns: readonly ColumnRule[];

  constructor(readonly format: 'aws-elb' | 'aws-alb') {
    this.#columns = format === 'aws-alb' ? APPLICATION : CLASSIC;
  }

  parse(record: string, event: LogEvent): number {
    const frame = FRAME.exec(record);
    if (frame === null || (frame[1] !== undefined) !== (this.format === 'aws-alb')) return 0;
    const [head, protocol, stamp, balancer, client, upstream] = frame as unknown as string[];
    const micros = this.#stamps.read(stamp!, 0);
    if (this.#stamps.end !== stamp!.length) return 0;
    const draft = this.#draft.begin().time(micros, this.#stamps.assumed, stamp!);
    draft.text('protocol', protocol).text('balancer', balancer).endpoint('client_ip', 'client_port', client!);
    draft.text('upstream', upstream);
    this.#readDurations(frame.slice(6, 9));
    draft
      .status(frame[9]!)
      .number('upstream_status', frame[10])
      .number('request_bytes', frame[11])
      .number('bytes', frame[12]);
    readColumns(record, head!.length, this.#columns, draft);
    return draft.claimAccess(this.format, event);
  }

  /** -1 is written where the request did not come so far; then there is no sum, nor of what a double cannot add up. */
  #readDurations(written: readonly string[]): void {
    written.forEach((value, index) => {
      this.#draft.duration(DURATIONS[index]!, value, 1000);
    });
    const sum = written.reduce((total, value) => total + Number(value), 0);
    if (written.every((value) => Number(value) >= 0) && sum < LONGEST_SECONDS)
      this.#draft.duration('duration_ms', sum.toFixed(6), 1000);
  }
}
