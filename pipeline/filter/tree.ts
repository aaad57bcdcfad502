import type { Level } from '../level.js';
import type { Micros } from '../time.js';
import type { Numeral } from './decimal.js';
import type { Limits } from './limits.js';
import type { Network } from './network.js';
import type { Pattern } from './pattern.js';
import type { Regex } from './regex.js';

/**
 * What a filter means, ready for the two compilers: everything that can be wrong has been found, times are
 * microseconds, levels are sets. Every node is true or false of an event, never neither, so `not` always turns it
 * around.
 */
export type FilterTree =
  | { readonly type: 'all' }
  | { readonly type: 'and'; readonly operands: readonly FilterTree[] }
  | { readonly type: 'or'; readonly operands: readonly FilterTree[] }
  | { readonly type: 'not'; readonly operand: FilterTree }
  /** The message contains the pattern, in any case. */
  | { readonly type: 'search'; readonly pattern: Pattern }
  | { readonly type: 'level'; readonly levels: readonly Level[] }
  | TimeRange
  | IdRange
  | { readonly type: 'text'; readonly field: TextField; readonly test: ValueTest }
  | { readonly type: 'metadata'; readonly name: string; readonly test: ValueTest };

export interface TimeRange {
  readonly type: 'time';
  readonly field: 'timestamp' | 'received_at';
  /** Inclusive. */
  readonly from?: Micros;
  /** Exclusive. */
  readonly before?: Micros;
}

export interface IdRange {
  readonly type: 'id';
  /** Inclusive. */
  readonly from: bigint;
  /** Inclusive. */
  readonly to: bigint;
}

export const TEXT_FIELDS = ['source', 'application', 'message', 'format'] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** The names a filter takes for fields of an event; every other is looked up in the metadata. */
export const FILTER_FIELDS = ['id', 'timestamp', 'received_at', 'level', ...TEXT_FIELDS] as const;

/** What is asked of one value: a text field, or one value in the metadata. */
export type ValueTest =
  | { readonly type: 'exists' }
  | { readonly type: 'equals'; readonly text: string; readonly number?: Numeral }
  | { readonly type: 'pattern'; readonly pattern: Pattern }
  | { readonly type: 'regex'; readonly regex: Regex }
  | { readonly type: 'network'; readonly network: Network }
  | { readonly type: 'numbers'; readonly limits: Limits<Numeral> }
  | { readonly type: 'texts'; readonly limits: Limits<string> };
