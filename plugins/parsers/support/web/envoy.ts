import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { readClients } from '../access-log-head.js';
import { closingQuote } from '../quoted.js';
import { IsoStampReader } from '../timestamps.js';
import { AccessDraft } from './access-draft.js';
import { type ColumnRule, endpoint, millis, number, proxyRequest, text } from './column-rules.js';
import { readColumns } from './columns.js';

const OPENING = /^\[(\d{4}-\d\d-\d\dT[\d:.]{8,18}Z)\] "/;
/** Status and flags; Istio has up to three texts more before the numbers. */
const RESPONSE = / (\d{1,3}) (\S+)((?: (?:"[^"]*"|[^\s"\d][^\s"]*)){0,3}) (?=\d+ \d+ (?:\d+|-) )/y;
const DETAILS = /"([^"]*)"|(\S+)/g;
const NAMES_OF_DETAILS = ['response_details', 'termination_details', 'upstream_failure'];
const forwardedFor: ColumnRule = (draft, value) => {
  readClients(value, draft);
  if (!value.includes(',')) draft.text('forwarded_for', value);
};
const COLUMNS = [
  number('request_bytes'),
  number('bytes'),
  millis('duration_ms'),
  millis('upstream_duration_ms'),
  forwardedFor,
  text('user_agent'),
  text('request_id'),
  text('host'),
  text('upstream'),
  text('upstream_name'),
  text('upstream_local'),
  text('server'),
  endpoint('peer_ip', 'peer_port'),
  text('tls_server_name'),
  text('route'),
];

/** The access log of Envoy in its default format, and with what Istio has in it. */
export class EnvoyReader implements Parser {
  readonly #draft = new AccessDraft();
  readonly #stamps = new IsoStampReader();

  parse(record: string, event: LogEvent): number {
    const opening = OPENING.exec(record);
    if (opening === null) return 0;
    const [head, stamp] = opening as unknown as [string, string];
    const requestEnd = closingQuote(record, head.length);
    RESPONSE.lastIndex = requestEnd + 1;
    const response = requestEnd < 0 ? null : RESPONSE.exec(record);
    const micros = this.#stamps.read(stamp, 0);
    if (response === null || this.#stamps.end !== stamp.length) return head.length;
    const draft = this.#draft.begin().time(micros, this.#stamps.assumed, stamp);
    proxyRequest(draft, record.slice(head.length, requestEnd));
    draft.status(response[1]!).text('response_flags', response[2]);
    this.#readDetails(response[3]!);
    readColumns(record, RESPONSE.lastIndex, COLUMNS, draft);
    return draft.claimAccess('envoy', event);
  }

  /** One alone is the failure of the upstream: the others came later. */
  #readDetails(written: string): void {
    const details = [...written.matchAll(DETAILS)].map(([, quoted, word]) => quoted ?? word);
    const names = details.length === 1 ? NAMES_OF_DETAILS.slice(2) : NAMES_OF_DETAILS;
    details.forEach((detail, index) => {
      this.#draft.text(names[index]!, detail);
    });
  }
}
