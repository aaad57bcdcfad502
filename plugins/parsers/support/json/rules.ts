import type { Level } from '../../../../pipeline/level.js';
import type { Conversion, Pair } from './conversions.js';

/** The event's fields that a JSON record can carry, and the object whose contents are metadata. */
export const TIMESTAMP = 0;
export const LEVEL = 1;
export const SOURCE = 2;
export const APPLICATION = 3;
export const MESSAGE = 4;
export const METADATA = 5;

export type FieldRole =
  | typeof TIMESTAMP
  | typeof LEVEL
  | typeof SOURCE
  | typeof APPLICATION
  | typeof MESSAGE
  | typeof METADATA;

/** What becomes of the member of a name. */
export interface Rule {
  /** The field of the event that it gives. */
  readonly role?: FieldRole | undefined;
  /** Where a record has several names of one field, the lowest rank is taken; the others stay in its metadata. */
  readonly rank: number;
  /** The name it has in the metadata, where that is another one than in the record. */
  readonly name?: string | undefined;
  /** How its value is written there. */
  readonly conversion?: Conversion | undefined;
  /** Where its value is an object: what becomes of the members of that. */
  readonly inner?: Rules | undefined;
}

export type Rules = ReadonlyMap<string, Rule>;

/** Rank of a field that no name has given yet. */
export const NO_RANK = 1_000;
/** Ranks of the general names where a vendor's own come first. */
const AFTER_OWN = 500;

/**
 * Names of each field, the best first. A slash leads into an object: `log/level` is the member `level` of an object
 * `log`.
 */
export interface FieldNames {
  readonly timestamp?: readonly string[];
  readonly level?: readonly string[];
  readonly source?: readonly string[];
  readonly application?: readonly string[];
  readonly message?: readonly string[];
  readonly metadata?: readonly string[];
}

/** A name, the one it has in the metadata, and how its value is written there. */
export type Renaming = readonly [from: string, to: string, conversion: Conversion];

const ROLES: readonly (readonly [keyof FieldNames, FieldRole])[] = [
  ['timestamp', TIMESTAMP],
  ['level', LEVEL],
  ['source', SOURCE],
  ['application', APPLICATION],
  ['message', MESSAGE],
  ['metadata', METADATA],
];

type Draft = Map<string, { -readonly [Key in keyof Rule]: Rule[Key] }>;

/** @param general rules that hold besides, where these give a field no value */
export function rulesOf(names: FieldNames, renamings: readonly Renaming[] = [], general?: Rules): Rules {
  const draft: Draft = general === undefined ? new Map() : afterOwn(general);
  for (const [key, role] of ROLES) {
    names[key]?.forEach((path, rank) => {
      Object.assign(at(draft, path), { role, rank });
    });
  }
  renamings.forEach(([path, name, conversion], rank) => {
    Object.assign(at(draft, path), { role: undefined, rank, name, conversion });
  });
  return draft;
}

function afterOwn(rules: Rules): Draft {
  return new Map(
    [...rules].map(([name, rule]) => [
      name,
      {
        ...rule,
        rank: rule.rank + AFTER_OWN,
        inner: rule.inner === undefined ? undefined : afterOwn(rule.inner),
      },
    ]),
  );
}

function at(draft: Draft, path: string): { -readonly [Key in keyof Rule]: Rule[Key] } {
  let names = draft;
  const steps = path.split('/');
  for (const [depth, step] of steps.entries()) {
    const rule = names.get(step) ?? { rank: NO_RANK };
    names.set(step, rule);
    if (depth === steps.length - 1) return rule;
    rule.inner ??= new Map();
    names = rule.inner as Draft;
  }
  throw new RangeError('a path has at least one name');
}

/** A kind of records that is told by the names of its members: what they mean, and what it is called. */
export interface Profile {
  readonly format: string;
  /** Sets of names; a record that has all names of one set at its top is of this kind. The first of each is rare. */
  readonly marks: readonly (readonly string[])[];
  readonly rules: Rules;
  /** What a level's text or number means, where that is not what it means elsewhere. */
  readonly readLevel?: (text: string) => Level | undefined;
  /** The name that a name which has no rule has in the metadata. */
  readonly rename?: (name: string) => string;
  /** Its message is a line with the line feed that ended it. */
  readonly line?: boolean;
  /** The message and the level are those of a request, as access logs have them. */
  readonly access?: boolean;
  /** What the words of the message name besides, as members of the metadata. */
  readonly details?: (message: string) => readonly Pair[];
  /** The level where a record says none. */
  readonly levelOf?: (names: ReadonlySet<string>) => Level | undefined;
}
