import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Mistake, mistakeIn } from '../filter/mistake.js';
import { logList } from '../list/log-list.js';
import { Icon } from '../ui/icons.js';
import { changeView, view } from '../view/state.js';
import { placeAt, type Suggestion } from './completion.js';
import { remember, searches } from './history.js';
import { suggestionsAt } from './suggestions.js';

const MOST_HISTORY = 8;
const LISTBOX = 'search-suggestions';
const PROBLEM = 'search-problem';

export const SEARCH_INPUT = 'search';

interface Offer extends Suggestion {
  readonly from: number;
  readonly to: number;
  /** A whole filter, which is searched at once. */
  readonly whole?: boolean;
}

/** The filter: a combobox (WAI-ARIA) that completes fields and values and offers what was searched before. */
export function SearchBox(): JSX.Element {
  const text = useSignal(view.value.filter);
  const offers = useSignal<readonly Offer[]>([]);
  const active = useSignal(-1);
  const mistake = useSignal<Mistake | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const asked = useRef(0);
  const applied = view.value.filter;
  useEffect(() => {
    text.value = applied;
    mistake.value = undefined;
  }, [applied, text, mistake]);

  const close = () => {
    asked.current += 1;
    offers.value = [];
    active.value = -1;
  };
  const offer = async () => {
    const mine = ++asked.current;
    const { value, selectionStart } = input.current!;
    const found = await offersFor(value, selectionStart ?? value.length);
    if (mine !== asked.current) return;
    offers.value = found;
    active.value = -1;
  };
  const search = async (filter: string) => {
    close();
    mistake.value = await mistakeIn(filter);
    if (mistake.value !== undefined) return;
    remember(filter);
    if (filter === view.value.filter) void logList.follow();
    changeView({ filter });
  };
  const choose = ({ from, to, text: chosen, whole }: Offer) => {
    const element = input.current!;
    text.value = whole ? chosen : element.value.slice(0, from) + chosen + element.value.slice(to).trimStart();
    if (whole) return void search(chosen);
    element.value = text.value;
    element.setSelectionRange(from + chosen.length, from + chosen.length);
    void offer();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = offers.value.length;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && count === 0) void offer();
    else if (event.key === 'ArrowDown') active.value = (active.value + 1) % count;
    else if (event.key === 'ArrowUp')
      active.value = (active.value + count + (active.value < 0 ? 0 : -1)) % count;
    else if (event.key === 'Tab' && active.value >= 0) choose(offers.value[active.value]!);
    else if (event.key === 'Enter' && active.value >= 0) choose(offers.value[active.value]!);
    else if (event.key === 'Enter') void search(text.value);
    else if (event.key === 'Escape' && count > 0) close();
    else if (event.key === 'Escape') input.current!.blur();
    else return;
    if (event.key !== 'Escape') event.preventDefault();
    event.stopPropagation();
  };

  const shownMistake = mistake.value ?? serverMistake(text.value);
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <input
        ref={input}
        id={SEARCH_INPUT}
        type="text"
        role="combobox"
        aria-label="Filter"
        aria-expanded={offers.value.length > 0}
        aria-controls={LISTBOX}
        aria-autocomplete="list"
        aria-activedescendant={active.value < 0 ? undefined : `${LISTBOX}-${active.value}`}
        aria-invalid={shownMistake !== undefined}
        aria-describedby={PROBLEM}
        placeholder="Search: words, level:ERROR, status:>=500 …"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          mistake.value = undefined;
          void offer();
        }}
        onFocus={() => text.value === '' && void offer()}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {text.value !== '' && (
        <button
          type="button"
          class="button quiet"
          aria-label="Clear the filter"
          title="Clear"
          onClick={() => search('')}
        >
          <Icon name="close" />
        </button>
      )}
      <kbd class="hint" aria-hidden="true">
        /
      </kbd>
      <Offers offers={offers.value} active={active.value} onChoose={choose} />
      <div id={PROBLEM} class="search-problem" role="status">
        {shownMistake && <Problem text={text.value} mistake={shownMistake} />}
      </div>
    </div>
  );
}

async function offersFor(text: string, caret: number): Promise<Offer[]> {
  if (text.trim() === '') {
    const past = searches.value.slice(0, MOST_HISTORY);
    return past.map((filter) => ({
      text: filter,
      title: filter,
      detail: 'recent',
      whole: true,
      from: 0,
      to: 0,
    }));
  }
  const place = placeAt(text, caret);
  if (place === undefined || (place.field === undefined && place.typed === '')) return [];
  const { from, to } = place;
  return (await suggestionsAt(place)).map((suggestion) => ({ ...suggestion, from, to }));
}

/** What the server has found wrong with the filter it was sent. */
function serverMistake(text: string): Mistake | undefined {
  return text === view.value.filter ? logList.problem.value?.mistake : undefined;
}

interface OffersProps {
  readonly offers: readonly Offer[];
  readonly active: number;
  readonly onChoose: (offer: Offer) => void;
}

function Offers({ offers, active, onChoose }: OffersProps): JSX.Element {
  return (
    <div id={LISTBOX} class="offers" role="listbox" aria-label="Suggestions" hidden={offers.length === 0}>
      {offers.map((offer, place) => (
        <div
          key={offer.title}
          id={`${LISTBOX}-${place}`}
          role="option"
          aria-selected={place === active}
          class="offer"
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(offer);
          }}
        >
          <span class="offer-title">{offer.title}</span>
          <span class="offer-detail">{offer.detail}</span>
        </div>
      ))}
    </div>
  );
}

const EXCERPT = 30;

function Problem({ text, mistake: { position, message } }: { text: string; mistake: Mistake }): JSX.Element {
  const start = Math.max(0, position - EXCERPT);
  const lead = start > 0 ? '…' : '';
  return (
    <>
      <pre aria-hidden="true">
        {`${lead}${text.slice(start, position + EXCERPT)}\n${' '.repeat(lead.length + position - start)}`}
        <span class="caret">^</span>
      </pre>
      <p>{message}</p>
    </>
  );
}
