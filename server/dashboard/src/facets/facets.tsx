import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Choice, choicesOf, isNameable, toggleChoice } from '../filter/terms.js';
import { Icon } from '../ui/icons.js';
import { countText, exactText } from '../ui/numbers.js';
import { titleOf } from '../view/columns.js';
import { changeView, view } from '../view/state.js';
import { type FieldValues, facetCounts, unfolded, watchFacets } from './counts.js';

/** The most frequent values of some fields. */
export function Facets(): JSX.Element {
  useEffect(watchFacets, []);
  return (
    <div class="facets">
      {view.value.facets.map((field) => (
        <Facet key={field} field={field} found={facetCounts.value.value?.get(field)} />
      ))}
      {facetCounts.problem.value !== undefined && <p class="problem">{facetCounts.problem.value}</p>}
      <AddFacet />
    </div>
  );
}

const USUAL = ['level', 'source', 'application', 'format'];

function Facet({ field, found }: { field: string; found: FieldValues | undefined }): JSX.Element {
  const { filter, facets } = view.value;
  const choices = choicesOf(filter, field);
  const counted = found?.values ?? [];
  const missing = [...choices.keys()].filter((value) => !counted.some((one) => one.value === value));
  const values = [...missing.map((value) => ({ value, count: 0 })), ...counted];
  const most = Math.max(1, ...counted.map(({ count }) => count));
  const all = unfolded.value.includes(field);
  const toggleAll = () => {
    unfolded.value = all ? unfolded.value.filter((one) => one !== field) : [...unfolded.value, field];
  };
  return (
    <section class="facet" aria-label={titleOf(field)}>
      <h2>
        {titleOf(field)}
        {found !== undefined && !found.exact && (
          <span class="note" title="Counted among the newest logs of the range">
            {' '}
            newest
          </span>
        )}
        {!USUAL.includes(field) && (
          <button
            type="button"
            class="button quiet"
            aria-label={`Remove ${titleOf(field)}`}
            onClick={() => changeView({ facets: facets.filter((one) => one !== field) }, 'replace')}
          >
            <Icon name="close" />
          </button>
        )}
      </h2>
      <ul>
        {values.map(({ value, count }) => (
          <Value key={value} {...{ field, value, count }} share={count / most} choice={choices.get(value)} />
        ))}
      </ul>
      {found !== undefined && values.length === 0 && <p class="note">none</p>}
      {(all || values.length >= 7) && (
        <button type="button" class="link" onClick={toggleAll}>
          {all ? 'fewer' : 'more'}
        </button>
      )}
    </section>
  );
}

interface ValueProps {
  readonly field: string;
  readonly value: string;
  readonly count: number;
  /** Of the most frequent value's count, 0 to 1. */
  readonly share: number;
  readonly choice: Choice | undefined;
}

function Value({ field, value, count, share, choice }: ValueProps): JSX.Element {
  const choose = (wanted: Choice) =>
    changeView({ filter: toggleChoice(view.value.filter, field, value, wanted) });
  const name = value === '' ? '(empty)' : value;
  return (
    <li class={`facet-value ${choice ?? ''}`} style={{ '--share': `${Math.round(share * 100)}%` }}>
      <button
        type="button"
        class="take"
        aria-pressed={choice === 'include'}
        disabled={!isNameable(field)}
        title={`${name}: ${exactText(count)}. Click: only this. Alt-click: without it`}
        onClick={({ altKey }) => choose(altKey ? 'exclude' : 'include')}
      >
        <span class={`facet-name ${field === 'level' ? `level-${value}` : ''}`}>{name}</span>
        <span class="facet-count">{countText(count)}</span>
      </button>
      <button
        type="button"
        class="leave"
        aria-label={`Without ${titleOf(field)} ${name}`}
        title={`Without ${name}`}
        aria-pressed={choice === 'exclude'}
        disabled={!isNameable(field)}
        onClick={() => choose('exclude')}
      >
        <Icon name="minus" />
      </button>
    </li>
  );
}

function AddFacet(): JSX.Element {
  const text = useSignal('');
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        const name = text.value.trim().replace(/^metadata\./, '');
        const field = USUAL.includes(name) ? name : `metadata.${name}`;
        if (name !== '' && !view.value.facets.includes(field))
          changeView({ facets: [...view.value.facets, field] }, 'replace');
        text.value = '';
      }}
    >
      <input
        type="text"
        aria-label="Another field"
        placeholder="another field"
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
      />
      <button type="submit" class="button" aria-label="Add the field">
        <Icon name="plus" />
      </button>
    </form>
  );
}
