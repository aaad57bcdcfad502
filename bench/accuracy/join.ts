import type { FramedBlock } from '../../plugins/sources/framing/block.js';
import { lineCutters } from '../../plugins/sources/multiline/options.js';

/** Bytes that a record may have, as sources have it unless told. */
const MAX_RECORD = 1024 * 1024;

/**
 * Joins the lines of a file to records as a source does: with `multiline: auto`, or by a rule of the user's own where
 * lines that go on look like anything.
 */
export function joinLines(lines: readonly string[], start?: RegExp): string[] {
  const cutter = lineCutters(start === undefined ? 'auto' : { start: start.source }, MAX_RECORD)();
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return [...cutter.push(bytes), ...cutter.end()].flatMap(recordsOfBlock);
}

/** Records of one line lie there with their line ends, those of several with their lengths. */
function recordsOfBlock({ body, lengths }: FramedBlock): string[] {
  if (lengths === undefined) return body.toString().split('\n').slice(0, -1);
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return body.toString('utf8', end - length, end);
  });
}
