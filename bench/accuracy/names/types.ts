/** Where a field of another tool is with us. */
export type Target =
  /** A field of the event or a path in its metadata; of several, any one will do. */
  | string
  | readonly string[]
  /** A number that is this many of ours. */
  | { readonly field: string | readonly string[]; readonly ours: number }
  /** A value that is made of ours: a part of it, or the tool's word for it. */
  | { readonly field: string | readonly string[]; readonly as: (value: unknown) => unknown }
  /** Nothing of the record: what the tool adds by itself, or the same thing a second time. */
  | { readonly skip: string };

export type Names = Readonly<Record<string, Target>>;

export function skip(why: string): Target {
  return { skip: why };
}

/** The group of `pattern` that fits our value. */
export function part(field: string | readonly string[], pattern: RegExp): Target {
  return {
    field,
    as: (value) =>
      pattern
        .exec(String(value ?? ''))
        ?.slice(1)
        .find((group) => group !== undefined),
  };
}

/** Another word for ours; words that are not in `words` stay. */
export function word(field: string | readonly string[], words: Readonly<Record<string, string>>): Target {
  return { field, as: (value) => words[String(value)] ?? value };
}

/** For one tool, or some of its formats. */
export interface NameTable {
  /** Of the formats, as the pairs name them. */
  readonly formats: RegExp;
  readonly names: Names;
}
