import { type Static, Type } from 'typebox';
import { MOST_FILTER_CHARACTERS } from '../../pipeline/filter/parse.js';
import { LEVELS, type Level, levelOfWord } from '../../pipeline/level.js';
import type { Selection } from '../../pipeline/questions.js';
import type { LogQuery } from '../../pipeline/store.js';
import { ParameterError } from '../replies/errors.js';
import { checkFilter } from './filters.js';
import { didYouMean, quote } from './quoting.js';
import { readTimeBounds } from './time-bounds.js';

const Names = (description: string) =>
  Type.Array(Type.String({ maxLength: 256 }), { maxItems: 50, description });

/** What selects logs: a filter and its shorthands. Every call that asks about logs takes these. */
export const selectionParameters = {
  filter: Type.Optional(
    Type.String({
      maxLength: MOST_FILTER_CHARACTERS,
      description: 'The filter language (docs/filters.md)',
      examples: ['level:ERROR AND status:>=500'],
    }),
  ),
  level: Type.Optional(Names(`One of ${LEVELS.join(', ')}; given several times: any of them`)),
  source: Type.Optional(Names('The host or service; given several times: any of them')),
  application: Type.Optional(Names('The program; given several times: any of them')),
  from: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'Not before: RFC 3339, or a duration back from now such as `-15m`',
      examples: ['-15m'],
    }),
  ),
  to: Type.Optional(Type.String({ maxLength: 64, description: 'Before: written like `from`' })),
  q: Type.Optional(
    Type.String({
      maxLength: 1024,
      description: 'Text that the message holds as it stands, without regard to case',
    }),
  ),
};

export const SearchQuerySchema = Type.Object(
  {
    ...selectionParameters,
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Logs in a page' }),
    cursor: Type.Optional(Type.String({ maxLength: 512, description: '`next_cursor` of the page before' })),
    order: Type.Enum(['desc', 'asc'], { default: 'desc', description: 'desc: newest first' }),
  },
  { additionalProperties: false },
);

export type SearchQuery = Static<typeof SearchQuerySchema>;

/** @throws ParameterError, FilterError */
export function toLogQuery(query: SearchQuery): LogQuery {
  return {
    ...toSelection(query),
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    order: query.order,
    limit: query.limit,
  };
}

type SelectionQuery = Pick<SearchQuery, keyof typeof selectionParameters>;

/** @throws ParameterError, FilterError */
export function toSelection(query: SelectionQuery): Selection {
  const filter = combinedFilter(query);
  return { ...readTimeBounds(query.from, query.to), ...(filter === '' ? {} : { filter }) };
}

/**
 * The filter and its shorthands as one filter. The user's own is checked alone first: a mistake in it is shown at the
 * place where the user wrote it, and it cannot close the parentheses around it.
 */
function combinedFilter(query: SelectionQuery): string {
  const terms = [
    anyOf('level', query.level?.map(readLevel)),
    anyOf('source', query.source?.map(quotedTerm)),
    anyOf('application', query.application?.map(quotedTerm)),
  ];
  if (query.q?.trim()) terms.push(quotedTerm(query.q));
  const given = terms.filter((term) => term !== '');
  const filter = query.filter?.trim() ?? '';
  if (filter === '') return given.join(' AND ');
  checkFilter(filter);
  return given.length === 0 ? filter : [`(${filter})`, ...given].join(' AND ');
}

function anyOf(field: string, values: readonly string[] = []): string {
  if (values.length === 0) return '';
  return values.length === 1 ? `${field}:${values[0]}` : `${field}:(${values.join(' OR ')})`;
}

function readLevel(word: string): Level {
  const level = levelOfWord(word);
  if (level !== undefined) return level;
  throw new ParameterError(
    `query parameter "level" is ${quote(word)} but must be one of ${LEVELS.join(', ')}${didYouMean(word, LEVELS)}`,
  );
}

/** A phrase of the filter language that stands for exactly this text. */
function quotedTerm(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
