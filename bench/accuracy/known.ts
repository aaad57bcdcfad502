import type { FieldMiss } from './pairs.js';

/** Fields of other tools that we read otherwise on purpose. */
interface Known {
  /** Of the formats, as the pairs name them. */
  readonly formats: RegExp;
  readonly fields: RegExp;
  /** Only where the value that is expected is like this. */
  readonly want?: RegExp;
  readonly why: string;
}

export const KNOWN: readonly Known[] = [];

export function knownReason({ format, field, want }: FieldMiss): string | undefined {
  const text = String(want);
  return KNOWN.find(
    (known) => known.formats.test(format) && known.fields.test(field) && (known.want?.test(text) ?? true),
  )?.why;
}
