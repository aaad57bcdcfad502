import { type Static, Type } from 'typebox';
import type { FacetQuery } from '../../pipeline/questions.js';
import { ParameterError } from '../replies/errors.js';
import { didYouMean, quote } from './quoting.js';
import { selectionParameters, toSelection } from './search-query.js';

const FIELDS = ['level', 'source', 'application', 'format'];
const MOST_FIELDS = 20;

export const FacetQuerySchema = Type.Object(
  {
    ...selectionParameters,
    fields: Type.Array(Type.String({ maxLength: 1024 }), {
      maxItems: MOST_FIELDS,
      default: ['level', 'source', 'application'],
      description: `${FIELDS.join(', ')} or metadata.<name>, separated by commas`,
      examples: [['level', 'metadata.status']],
    }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 10, description: 'Values of each field' }),
  },
  { additionalProperties: false },
);

/** @throws ParameterError, FilterError */
export function toFacetQuery(query: Static<typeof FacetQuerySchema>): FacetQuery {
  const fields = [...new Set(query.fields.flatMap((names) => names.split(',')).map((name) => name.trim()))];
  if (fields.length > MOST_FIELDS) {
    throw new ParameterError(
      `query parameter "fields" has ${fields.length} names but may have ${MOST_FIELDS}`,
    );
  }
  for (const field of fields) {
    if (FIELDS.includes(field) || /^metadata\.[^\0]+$/.test(field)) continue;
    throw new ParameterError(
      `query parameter "fields" has ${quote(field)} but each must be one of ${FIELDS.join(', ')} or ` +
        `metadata.<name>${didYouMean(field, FIELDS)}`,
    );
  }
  return { ...toSelection(query), fields, limit: query.limit };
}
