import type { Detector } from '../../pipeline/detection/detector.js';
import { recordsOf } from './confusion.js';
import type { RawFile } from './corpora.js';
import { eventsOf, readSafely } from './records.js';

/** Two parsers that would both claim a record, and how often. */
export interface Rivals {
  /** The one that has it when it is the first of its stream. */
  readonly winner: string;
  /** The one that has it when it has read the record before. */
  readonly rival: string;
  times: number;
  readonly first: string;
}

/**
 * Parsers that claim records of another one. Detection asks the parser of the last record first, so with two of them it
 * would matter what came before. Parsers that detection never asks first are left out.
 */
export function rivalsOf(files: readonly RawFile[], detector: Detector): Rivals[] {
  const found = new Map<string, Rivals>();
  for (const file of files) {
    for (const { record } of recordsOf(file)) {
      const winner = readSafely(detector, record).format;
      for (const rival of claimersOf(record, detector)) {
        if (rival === winner) continue;
        const entry = found.get(`${winner} ${rival}`) ?? { winner, rival, times: 0, first: record };
        entry.times += 1;
        found.set(`${winner} ${rival}`, entry);
      }
    }
  }
  return [...found.values()].sort((a, b) => b.times - a.times);
}

/** The formats that a record has by each parser that claims it and may be asked first. */
function claimersOf(record: string, detector: Detector): Set<string> {
  const formats = new Set<string>();
  for (const { definition, learnable } of detector.parsers.asked) {
    if (!learnable || definition.place === 'message') continue;
    if (definition.leads !== undefined && !definition.leads.includes(record.charAt(0))) continue;
    formats.add(detector.explain(record, definition.name, eventsOf([record])[0]).format);
  }
  formats.delete('plain');
  return formats;
}
