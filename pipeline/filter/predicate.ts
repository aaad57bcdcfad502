import { parseRfc3339 } from '../time.js';
import { metadataPaths, someAt } from './metadata-lookup.js';
import { containsAnyCase } from './pattern.js';
import type { FilterTree, IdRange, TimeRange } from './tree.js';
import { jsonValueTest, textTest } from './value-predicate.js';

type Metadata = Readonly<Record<string, unknown>>;

interface SubjectFields {
  readonly id: string;
  readonly timestamp: string;
  /** The same time in microseconds, where it is at hand. */
  readonly timestampMicros?: number;
  readonly received_at: string;
  readonly level: string;
  readonly source: string;
  readonly application: string;
  readonly message: string;
  readonly format: string;
}

/**
 * What a filter looks at: a `LogEvent` on its way, or an `EventRecord` that came as JSON (read with `parseJson`, so
 * that long numbers are what they were).
 */
export type FilterSubject = SubjectFields &
  ({ peekMetadata(): Metadata } | { readonly peekMetadata?: undefined; readonly metadata: Metadata });

export type FilterPredicate = (event: FilterSubject) => boolean;

/** The filter as a function. It looks into metadata only where the filter asks for it. Never throws. */
export function compileFilter(tree: FilterTree): FilterPredicate {
  switch (tree.type) {
    case 'all':
      return () => true;
    case 'and':
      return every(tree.operands.map(compileFilter));
    case 'or':
      return some(tree.operands.map(compileFilter));
    case 'not': {
      const operand = compileFilter(tree.operand);
      return (event) => !operand(event);
    }
    case 'search': {
      const contains = containsAnyCase(tree.pattern);
      return (event) => contains(event.message);
    }
    case 'level': {
      const levels = new Set<string>(tree.levels);
      return (event) => levels.has(event.level);
    }
    case 'time':
      return timePredicate(tree);
    case 'id':
      return idPredicate(tree);
    case 'text': {
      const { field } = tree;
      const test = textTest(tree.test);
      return (event) => test(event[field]);
    }
    case 'metadata': {
      const paths = metadataPaths(tree.name);
      const test = jsonValueTest(tree.test);
      return (event) => {
        const metadata = event.peekMetadata === undefined ? event.metadata : event.peekMetadata();
        return paths.some((path) => someAt(metadata, path, test));
      };
    }
  }
}

function every(operands: readonly FilterPredicate[]): FilterPredicate {
  return (event) => {
    for (const operand of operands) if (!operand(event)) return false;
    return true;
  };
}

function some(operands: readonly FilterPredicate[]): FilterPredicate {
  return (event) => {
    for (const operand of operands) if (operand(event)) return true;
    return false;
  };
}

function timePredicate({ field, from = -Infinity, before = Infinity }: TimeRange): FilterPredicate {
  return (event) => {
    const known = field === 'timestamp' ? event.timestampMicros : undefined;
    const micros = known ?? parseRfc3339(event[field]) ?? Number.NaN;
    return micros >= from && micros < before;
  };
}

function idPredicate({ from, to }: IdRange): FilterPredicate {
  return (event) => {
    const id = BigInt(event.id);
    return id >= from && id <= to;
  };
}
