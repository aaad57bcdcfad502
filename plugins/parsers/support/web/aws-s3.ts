import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { AccessStampReader } from '../timestamps.js';
import { AccessDraft } from './access-draft.js';
import { millis, number, request, status, text } from './column-rules.js';
import { readColumns } from './columns.js';

/** Operations have dots in them: `REST.GET.OBJECT`, `S3.EXPIRE.OBJECT`. */
const FRAME =
  /^(\S{1,128}) (\S{1,128}) \[([\w/:]{20} [+-]\d{4})\] (\S+) (\S+) (\S+) ([A-Z][A-Z0-9]*(?:\.[A-Z0-9_]+)+) /;
const COLUMNS = [
  text('key'),
  request,
  status,
  text('error_code'),
  number('bytes'),
  number('object_bytes'),
  millis('duration_ms'),
  millis('turnaround_ms'),
  text('referrer'),
  text('user_agent'),
  text('version_id'),
  text('host_id'),
  text('signature_version'),
  text('tls_cipher'),
  text('authentication_type'),
  text('host'),
  text('tls_version'),
  text('access_point'),
  text('acl_required'),
];

/** The server access log of Amazon S3. */
export class AwsS3Reader implements Parser {
  readonly #draft = new AccessDraft();
  readonly #stamps = new AccessStampReader();

  parse(record: string, event: LogEvent): number {
    const frame = FRAME.exec(record);
    if (frame === null) return 0;
    const [head, owner, bucket, stamp, client, requester, requestId, operation] =
      frame as unknown as string[];
    const micros = this.#stamps.read(stamp!, 0);
    if (this.#stamps.end !== stamp!.length) return record.indexOf('[');
    const draft = this.#draft.begin().time(micros, this.#stamps.assumed, stamp!);
    draft
      .text('bucket_owner', owner)
      .text('bucket', bucket)
      .text('client_ip', client)
      .text('user', requester)
      .text('request_id', requestId)
      .text('operation', operation)
      .summary(operation!);
    readColumns(record, head!.length, COLUMNS, draft);
    return draft.claimAccess('aws-s3', event);
  }
}
