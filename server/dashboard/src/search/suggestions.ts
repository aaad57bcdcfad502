import { get } from '../api/client.js';
import type { Facets } from '../api/types.js';
import { logList } from '../list/log-list.js';
import { view } from '../view/state.js';
import {
  type FieldValue,
  LEVEL_VALUES,
  metadataNames,
  type Place,
  type Suggestion,
  suggestFields,
  suggestValues,
} from './completion.js';

const SAMPLE = 500;
const VALUES = 200;
/** Fields whose values nobody picks from a list. */
const FREE = new Set(['message', 'timestamp', 'received_at', 'id', '_exists_']);
const COLUMNS = new Set(['source', 'application', 'format']);
const KEPT_MILLIS = 30_000;

const known = new Map<string, { at: number; values: Promise<readonly FieldValue[]> }>();

export async function suggestionsAt(place: Place): Promise<Suggestion[]> {
  if (place.field === undefined)
    return suggestFields(place, metadataNames(logList.window.rows.slice(-SAMPLE)));
  if (FREE.has(place.field) || /^[~<>[{]/.test(place.typed)) return [];
  if (place.field === 'level') return suggestValues(place, LEVEL_VALUES);
  return suggestValues(place, await valuesOf(place.field));
}

/** The values of a field in the range that is shown. */
function valuesOf(name: string): Promise<readonly FieldValue[]> {
  const field = COLUMNS.has(name) || name.startsWith('metadata.') ? name : `metadata.${name}`;
  const { from, to } = view.value;
  const key = `${field} ${from} ${to}`;
  const present = known.get(key);
  if (present !== undefined && Date.now() - present.at < KEPT_MILLIS) return present.values;
  const values = get<Facets>('/logs/facets', { fields: field, limit: VALUES, from, to }).then(
    ({ facets }) => facets[field] ?? [],
    () => [],
  );
  known.set(key, { at: Date.now(), values });
  return values;
}
