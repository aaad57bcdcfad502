/** Where a field of another tool is with us. */
export type Target =
  /** A field of the event or a path in its metadata; of several, any one will do. */
  | string
  | readonly string[]
  /** A number that is this many of ours. */
  | { readonly field: string | readonly string[]; readonly ours: number }
  /** Nothing of the record: what the tool adds by itself, or the same thing a second time. */
  | { readonly skip: string };

export type Names = Readonly<Record<string, Target>>;

export function skip(why: string): Target {
  return { skip: why };
}

/** For one tool, or some of its formats. */
export interface NameTable {
  /** Of the formats, as the pairs name them. */
  readonly formats: RegExp;
  readonly names: Names;
}
