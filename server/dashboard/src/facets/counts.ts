import { computed, effect, signal } from '@preact/signals';
import { get } from '../api/client.js';
import { polled } from '../api/polled.js';
import type { Facets } from '../api/types.js';
import { choicesOf, withoutField } from '../filter/terms.js';
import { logList } from '../list/log-list.js';
import { isLive, selection, selectionParameters, view } from '../view/state.js';

const AGAIN_MILLIS = 10_000;
/** The counts by minute know these; any other field makes the database look at the logs themselves. */
const QUICK = ['level', 'source', 'application'];

export interface FieldValues {
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly exact: boolean;
}

/** Fields of which more than the first values are wanted. */
export const unfolded = signal<readonly string[]>([]);
const FEW = 7;
const MANY = 100;

/** For each field its values; one that is chosen keeps the others beside it, since its own terms do not count. */
export const facetCounts = polled<ReadonlyMap<string, FieldValues>>(
  async (abort) => {
    const answers = await Promise.all(
      questions().map(async ({ fields, filter }) => {
        const limit = fields.some((field) => unfolded.value.includes(field)) ? MANY : FEW;
        const query = { ...selectionParameters(true), filter, limit, fields: fields.join(',') };
        const { facets, exact } = await get<Facets>('/logs/facets', query, abort);
        return Object.entries(facets).map(([field, values]) => [field, { values, exact }] as const);
      }),
    );
    return new Map(answers.flat());
  },
  AGAIN_MILLIS,
  () => isLive.value,
);

interface Question {
  readonly fields: readonly string[];
  readonly filter: string;
}

function questions(): Question[] {
  const { facets, filter } = view.value;
  const chosen = facets.filter((field) => choicesOf(filter, field).size > 0);
  const others = facets.filter((field) => !chosen.includes(field));
  return [
    { fields: others.filter((field) => QUICK.includes(field)), filter },
    { fields: others.filter((field) => !QUICK.includes(field)), filter },
    ...chosen.map((field) => ({ fields: [field], filter: withoutField(filter, field) })),
  ].filter(({ fields }) => fields.length > 0);
}

/** What the counts depend on. */
const asked = computed(() => [selection.value, view.value.facets.join(), unfolded.value.join()].join('\n'));

/** Counts for as long as the side bar is there. */
export function watchFacets(): () => void {
  let end = () => {};
  let ended = false;
  void logList.first.then(() => {
    if (ended) return;
    end = effect(() => {
      void asked.value;
      facetCounts.ask();
    });
  });
  return () => {
    ended = true;
    end();
    facetCounts.stop();
  };
}
