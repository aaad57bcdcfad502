import type { Answer } from './delivery.js';
import type { Pending } from './state.js';

const LF = 0x0a;
const CR = 0x0d;
/** Of a rejected line so much is shown, in characters. */
const SHOWN = 100;

/** How many lines there are, an unfinished last one included. */
export function linesOf(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(LF); at >= 0; at = body.indexOf(LF, at + 1)) count += 1;
  return body.length > 0 && body.at(-1) !== LF ? count + 1 : count;
}

/** For people: each line that the server did not take, where it stands, and why. */
export function* rejectedLines({ start, next }: Pending, body: Buffer, answer: Answer): Generator<string> {
  const reasons = new Map(answer.rejected.map(({ index, reason }) => [index, reason]));
  let index = 0;
  for (let from = 0; from < body.length && reasons.size > 0; ) {
    const lf = body.indexOf(LF, from);
    const end = lf < 0 ? body.length : lf;
    const isEmpty = end === from || (end === from + 1 && body[from] === CR);
    const reason = isEmpty ? undefined : reasons.get(index);
    if (reason !== undefined) {
      const text = body.toString('utf8', from, Math.min(end, from + 4 * SHOWN)).slice(0, SHOWN);
      yield `${next.path}: the line at byte ${start + from} was rejected: ${reason}: ${JSON.stringify(text)}`;
    }
    if (!isEmpty) index += 1;
    from = end + 1;
  }
  const others = answer.rejectedTotal - answer.rejected.length;
  if (others > 0) yield `${next.path}: ${others} more lines behind those were rejected`;
}
