import type { RecordBlock } from './intake.js';

const LF = 0x0a;

/**
 * Cuts a block into blocks of at most `maxCount` records and, unless a single record is larger, `maxBytes` bytes. A
 * block within the limits comes back as it is.
 */
export function splitBlock(block: RecordBlock, maxCount: number, maxBytes: number): RecordBlock[] {
  if (block.count <= maxCount && block.body.length <= maxBytes) return [block];
  const pieces: RecordBlock[] = [];
  let start = 0;
  let end = 0;
  let first = 0;
  const cut = (count: number) => {
    const lengths = block.lengths?.slice(first, first + count);
    pieces.push({ ...block, body: block.body.subarray(start, end), count, ...(lengths && { lengths }) });
    start = end;
    first += count;
  };
  for (let index = 0; index < block.count; index++) {
    const next = block.lengths === undefined ? block.body.indexOf(LF, end) + 1 : end + block.lengths[index]!;
    const count = index - first;
    if (count > 0 && (count >= maxCount || next - start > maxBytes)) cut(count);
    end = next;
  }
  cut(block.count - first);
  return pieces;
}
