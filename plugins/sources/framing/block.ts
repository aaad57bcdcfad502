import type { RecordBlock } from '../../../pipeline/intake.js';

/** What a framer knows of a block; the source adds who sent it and how. */
export type FramedBlock = Pick<RecordBlock, 'body' | 'count' | 'lengths' | 'refused' | 'columns'>;

/** Of a record over the limit this many bytes go to the dead letters: enough to recognise it, little to keep. */
export const KEPT_OF_REFUSED = 64 * 1024;

/** A record that is over the limit, as a block of its own. Copies what it keeps, so that the rest can be freed. */
export function oversizeBlock(start: Buffer, maxRecord: number): FramedBlock {
  const body = Buffer.from(start.subarray(0, Math.min(KEPT_OF_REFUSED, maxRecord)));
  const refused = `record of more than ${maxRecord} bytes (max_record); its first ${body.length} are kept`;
  return { body, count: 1, lengths: [body.length], refused };
}

/** Records laid one after the other in one new buffer. */
export function lengthsBlock(records: readonly Buffer[]): FramedBlock {
  return {
    body: Buffer.concat(records),
    count: records.length,
    lengths: records.map((record) => record.length),
  };
}
